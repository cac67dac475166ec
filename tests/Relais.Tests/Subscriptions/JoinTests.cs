using System.Text;
using Relais.Storage;
using Relais.Storage.Tables;
using Relais.Subscriptions;
using Relais.Tests.Story;

namespace Relais.Tests.Subscriptions;

/// <summary>What the public page refuses, forgets and never tells.</summary>
public sealed class JoinTests(Azurite azurite) : IClassFixture<Azurite>
{
    [SkippableTheory]
    [InlineData("en", "address", "not an address", "This address cannot be used. (must not hold spaces")]
    [InlineData("fr", "address", "http://hooks.example.org/", "Cette adresse ne peut pas être utilisée. (must begin with https://)")]
    [InlineData("en", "zone", "Mars/Base", "The time zone is not known: choose one such as Europe/Paris.")]
    [InlineData("fr", "channel", "pigeon", "Cette voie n'est pas proposée ici.")]
    [InlineData("en", "channel", "console", "This way of being told is not offered here.")]
    [InlineData("fr", "consent", "", "Sans votre accord rien n'est envoyé\u00a0: cochez la dernière case.")]
    [InlineData("en", "kinds", "rumours", "Tick at least one thing that you want to hear of.")]
    [InlineData("en", "topics", "others", "Something in the form is not right.")]
    [InlineData("en", "rhythm", "hourly", "Something in the form is not right.")]
    public async Task A_form_with_a_fault_comes_back_with_it_in_words_and_with_what_was_filled_in(string language, string field, string value, string said)
    {
        azurite.SkipUnlessRunning();
        await using var app = await RelaisApp.StartAsync(azurite);
        await Visitor.CampaignAsync(app, "climat", "press");
        var fields = new Dictionary<string, string>
        {
            ["channel"] = "webhook", ["address"] = "https://hooks.example.org/relais", ["lang"] = language, ["consent"] = "yes", ["kinds"] = "call", ["rhythm"] = "daily", ["zone"] = "Europe/Paris", ["language"] = "fr",
        };
        fields[field] = value;
        var answer = await new Visitor(app).PostAsync("/c/climat/join", [.. fields.Where(one => one.Value.Length > 0).Select(one => (one.Key, one.Value))]);

        Assert.Equal(400, answer.Status);
        Assert.Contains(said, Visitor.Words(answer), StringComparison.Ordinal);
        Assert.True(field == "address" || answer.Text.Contains("value=\"https://hooks.example.org/relais\"", StringComparison.Ordinal));
        Assert.Equal(0, await CountAsync(app, JoinStore.TableName));
    }

    [SkippableFact]
    public async Task What_is_not_confirmed_in_two_days_is_forgotten_and_an_address_is_asked_three_times_a_day_at_most()
    {
        azurite.SkipUnlessRunning();
        await using var app = await RelaisApp.StartAsync(azurite);
        await Visitor.CampaignAsync(app, "climat");
        var (visitor, hook) = (new Visitor(app), new WebhookReceiver(app.Outside));
        for (var time = 0; time < 5; time++)
        {
            Assert.StartsWith("Look at your messages", Visitor.Words((await visitor.JoinAsync("climat", hook.Address)).Expect(200)), StringComparison.Ordinal);
            await app.StepAsync(app.Now.AddMinutes(5));
        }

        Assert.Equal(3, hook.Received.Count);
        Assert.Equal(3, hook.Received.Select(received => received.Id).Distinct().Count());
        var confirm = Visitor.ConfirmPath(hook.Received[0]);
        await app.StepAsync(app.Now.AddHours(47));
        (await visitor.LookAsync(confirm)).Expect(200);
        await app.StepUntilAsync(app.Now.AddHours(2), minutes: 30);

        (await visitor.PostAsync(confirm)).Expect(404);
        Assert.Equal((0, 0), (await CountAsync(app, JoinStore.TableName), await CountAsync(app, People.TableName)));
    }

    [SkippableFact]
    public async Task A_program_that_fills_in_every_field_is_thanked_and_nothing_comes_of_it()
    {
        azurite.SkipUnlessRunning();
        await using var app = await RelaisApp.StartAsync(azurite);
        await Visitor.CampaignAsync(app, "climat");
        Assert.StartsWith("Look at your messages", Visitor.Words((await new Visitor(app).JoinAsync("climat", "https://hooks.example.org/relais", ("website", "https://spam.example.org"))).Expect(200)), StringComparison.Ordinal);
        await app.StepAsync(app.Now.AddMinutes(1));
        Assert.Equal(0, await CountAsync(app, JoinStore.TableName));
    }

    [SkippableFact]
    public async Task A_question_that_did_not_arrive_is_asked_again_and_one_that_never_arrives_is_given_up()
    {
        azurite.SkipUnlessRunning();
        await using var app = await RelaisApp.StartAsync(azurite);
        await Visitor.CampaignAsync(app, "climat");
        var hook = new WebhookReceiver(app.Outside).Then(WebhookReceiver.Says(503)).Then(WebhookReceiver.Says(204)).Then(WebhookReceiver.Says(410));
        (await new Visitor(app).JoinAsync("climat", hook.Address)).Expect(200);
        await app.StepAsync(app.Now.AddMinutes(1));
        Assert.Single(hook.Received);
        await app.StepUntilAsync(app.Now.AddHours(1), minutes: 20);
        Assert.Equal(2, hook.Received.Count);
        Assert.Equal(hook.Received[0].Id, hook.Received[1].Id);

        (await new Visitor(app).JoinAsync("climat", hook.Address + "/other")).Expect(200);
        await app.StepUntilAsync(app.Now.AddHours(1), minutes: 20);
        Assert.Equal(3, hook.Received.Count);
    }

    [SkippableFact]
    public async Task Many_calls_from_one_network_are_asked_to_wait()
    {
        azurite.SkipUnlessRunning();
        await using var app = await RelaisApp.StartAsync(azurite);
        await Visitor.CampaignAsync(app, "climat");
        var answers = new List<Answer>();
        for (var call = 0; call < 25; call++)
        {
            answers.Add(await new Visitor(app).JoinAsync("climat", $"https://hooks.example.org/{call}", ("website", "filled in")));
        }

        Assert.All(answers.Take(20), answer => Assert.Equal(200, answer.Status));
        Assert.Equal(429, answers[^1].Status);
        Assert.StartsWith("One moment", Visitor.Words(answers[^1]), StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Links_that_nobody_signed_pages_that_are_not_there_and_bodies_that_are_no_forms_are_refused_alike()
    {
        azurite.SkipUnlessRunning();
        await using var app = await RelaisApp.StartAsync(azurite);
        await Visitor.CampaignAsync(app, "climat");
        await app.CampaignAsync("secret");
        var visitor = new Visitor(app);
        foreach (var path in new[] { "/me/x", "/me/climat~m_1~AAAAAAAAAAAAAAAAAAAAAA", "/stop/~~", "/stop/climat~m_1~", "/join/a~b~c~d", "/me/" + new string('a', 250) })
        {
            Assert.Equal((404, "This link leads nowhere"), ((await visitor.LookAsync(path)).Status, Visitor.Words(await visitor.LookAsync(path))[..23]));
            (await visitor.PostAsync(path)).Expect(404);
        }

        (await visitor.LookAsync("/c/secret")).Expect(404);
        (await visitor.LookAsync("/c/nobody")).Expect(404);
        (await visitor.JoinAsync("secret", "https://hooks.example.org/relais")).Expect(404);
        (await visitor.LookAsync("/api/me/climat~m_1~AAAAAAAAAAAAAAAAAAAAAA")).Expect(404);
        foreach (var body in new HttpContent[] { new StringContent("{}", Encoding.UTF8, "application/json"), new FormUrlEncodedContent(Enumerable.Range(0, 100).Select(n => KeyValuePair.Create("f" + n, "v"))), new FormUrlEncodedContent([KeyValuePair.Create("a", new string('v', 40_000))]), new ByteArrayContent([0xff, 0xfe]) })
        {
            var answer = await app.SendContentAsync(HttpMethod.Post, "/c/climat/join", body, "");
            Assert.Equal((400, "body: must be a form of at most 64 fields and 32 KB."), (answer.Status, answer.Detail));
        }
    }

    [SkippableFact]
    public async Task A_page_shows_what_a_person_wrote_as_text_and_sets_its_guards()
    {
        azurite.SkipUnlessRunning();
        await using var app = await RelaisApp.StartAsync(azurite);
        await Visitor.CampaignAsync(app, "climat");
        var answer = await new Visitor(app).JoinAsync("climat", "\"><script>alert(1)</script>");
        Assert.DoesNotContain("<script>alert", answer.Text, StringComparison.Ordinal);
        Assert.Contains("value=\"&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;\"", answer.Text, StringComparison.Ordinal);

        using var client = new HttpMessageInvoker(new SocketsHttpHandler { UseProxy = false });
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(app.Address, "/c/climat?lang=%22%3E%3Cscript%3E&by=%3Cscript%3E"));
        using var page = await client.SendAsync(request, default);
        Assert.Equal(
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; worker-src 'self'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'",
            page.Headers.GetValues("Content-Security-Policy").Single());
        Assert.Equal("no-referrer", page.Headers.GetValues("Referrer-Policy").Single());
        Assert.DoesNotContain("<script>", await page.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task A_power_cut_at_any_request_of_joining_and_leaving_loses_nobody_and_leaves_nobody_behind()
    {
        azurite.SkipUnlessRunning();
        await using var app = await RelaisApp.StartAsync(azurite, settings: new Dictionary<string, string?> { ["Subscriptions:CallsAtOnce"] = "1000" });
        app.MayLogErrors = true;
        await Visitor.CampaignAsync(app, "climat");
        for (var cut = 0; cut < 14; cut++)
        {
            var (visitor, hook) = (new Visitor(app), new WebhookReceiver(app.Outside, $"h{cut}.example.org"));
            await CutAsync(app, cut, () => visitor.JoinAsync("climat", hook.Address));
            await app.StepUntilAsync(app.Now.AddHours(1), minutes: 30);
            if (hook.Received.Count == 0)
            {
                (await visitor.JoinAsync("climat", hook.Address)).Expect(200);
                await app.StepAsync(app.Now.AddMinutes(1));
            }

            var confirm = Visitor.ConfirmPath(hook.Received[^1]);
            await CutAsync(app, cut, () => visitor.PostAsync(confirm));
            (await visitor.PostAsync(confirm)).Expect(200);
            await app.StepUntilAsync(app.Now.AddHours(1), minutes: 30);
            Assert.Equal(1, (await app.GetAsync("/api/campaigns/climat/subscriptions/reach")).Number("people"));

            var welcome = hook.Received[^1];
            await CutAsync(app, cut, () => visitor.PostAsync(Visitor.ManagePath(welcome) + "/erase"));
            (await visitor.PostAsync(Visitor.ManagePath(welcome) + "/erase")).Expect(200);
            await app.StepUntilAsync(app.Now.AddHours(1), minutes: 30);
            Assert.Equal((0, 0), (await CountAsync(app, JoinStore.TableName), await CountAsync(app, People.TableName)));
        }
    }

    private static async Task CutAsync(RelaisApp app, int after, Func<Task<Answer>> call)
    {
        app.Storage.CutAfter(after);
        await call();
        app.Storage.Restore();
    }

    private static async Task<int> CountAsync(RelaisApp app, string table)
    {
        var count = 0;
        await foreach (var _ in app.Get<StorageAccount>().Table(table).QueryAsync<TableEntity>())
        {
            count++;
        }

        return count;
    }
}
