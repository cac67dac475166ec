using System.Net.Http.Headers;
using System.Text.Json;
using Azure;
using Relais.Alerts;
using Relais.Intake;
using Relais.Storage;
using Relais.Storage.Tables;
using Relais.Tests.Notifications;
using Relais.Tests.Story;
using Relais.Tests.Subscriptions;

namespace Relais.Tests.Intake;

/// <summary>What comes of a submission once it is kept: people are asked, announcements told, goals reached, and what people said is erased.</summary>
public sealed class FollowUpStoryTests(Azurite azurite) : IClassFixture<Azurite>
{
    private const string Token = "0123456789abcdef";

    [SkippableFact]
    public async Task Whoever_signs_up_elsewhere_is_asked_once_and_told_only_after_their_yes()
    {
        using var mail = await MailServer.StartAsync();
        await using var app = await StartAsync(mail);
        await Visitor.CampaignAsync(app, "climat");
        var path = await InletAsync(app, "sign-up");
        foreach (var body in new[] { SignUp("s_1", "ada@example.org"), SignUp("s_1", "ada@example.org"), SignUp("s_2", "bob@example.org", more: ""","test":true"""), SignUp("s_3", "no address") })
        {
            (await PushAsync(app, path, body)).Expect(200);
        }

        await app.StepAsync(app.Now.AddMinutes(1));
        await app.StepUntilAsync(app.Now.AddHours(2), minutes: 30);
        var letter = await mail.NextAsync("mail");
        Assert.Equal("ada@example.org", letter.GetProperty("to")[0].GetString());
        Assert.Equal(0, mail.Waiting("mail"));
        Assert.Empty((await app.GetAsync("/api/campaigns/climat/subscriptions")).At("subscriptions").EnumerateArray());
        Assert.Empty(await RowsAsync(app, "due~"));

        // Another address of the same thing is another person.
        (await PushAsync(app, path, SignUp("s_1", "ida@example.org", minute: 1))).Expect(200);
        await app.StepAsync(app.Now.AddMinutes(1));
        Assert.Equal("ida@example.org", (await mail.NextAsync("mail")).GetProperty("to")[0].GetString());
    }

    [SkippableTheory]
    [InlineData(true, true, false)] // its inlet asks nobody
    [InlineData(false, false, false)] // the campaign has no page
    [InlineData(true, false, true)] // it is over
    public async Task Nobody_is_asked_where_nobody_is_to_be(bool hasPage, bool isQuiet, bool isOver)
    {
        using var mail = await MailServer.StartAsync();
        await using var app = await StartAsync(mail);
        await (hasPage ? Visitor.CampaignAsync(app, "climat") : app.CampaignAsync());
        var path = await InletAsync(app, "sign-up", isQuiet ? ""","asks":false""" : "");
        if (isOver)
        {
            (await app.SendAsync(HttpMethod.Post, "/api/campaigns/climat/end")).Expect(200);
        }

        (await PushAsync(app, path, SignUp("s_1", "ada@example.org"))).Expect(200);
        await app.StepAsync(app.Now.AddMinutes(1));
        await app.StepUntilAsync(app.Now.AddHours(2), minutes: 30);
        Assert.Equal(0, mail.Waiting("mail"));
        Assert.Empty(await RowsAsync(app, "due~"));
    }

    [SkippableFact]
    public async Task An_announcement_is_told_once_and_for_a_day()
    {
        azurite.SkipUnlessRunning();
        await using var app = await RelaisApp.StartAsync(azurite);
        await app.CampaignAsync();
        var path = await InletAsync(app, "announcement");
        var old = """{"id":"n_0","at":"2026-02-27T07:00:00Z","title":"Long ago"}""";
        var fresh = """{"id":"n_1","at":"2026-03-02T07:00:00Z","title":"Port at noon","text":"We meet at the old port.","url":"https://example.org/port"}""";
        foreach (var body in new[] { old, fresh, fresh, fresh.Replace("noon", "one", StringComparison.Ordinal).Replace("07:00", "07:05", StringComparison.Ordinal) })
        {
            (await PushAsync(app, path, body)).Expect(200);
            await app.StepAsync(app.Now.AddMinutes(1));
        }

        var alert = Assert.Single(await app.Get<AlertStore>().ListAsync("climat", "", 10, default));
        Assert.Equal(("announcement", "Port at noon", "We meet at the old port.", "https://example.org/port"), (alert.Kind, alert.Words!.Title.En, alert.Words.Body.Fr, alert.Words.Url));
        Assert.Equal(new DateTimeOffset(2026, 3, 3, 7, 0, 0, TimeSpan.Zero), alert.ExpiresAt);
    }

    [SkippableFact]
    public async Task A_goal_in_several_units_is_counted_over_all_inlets_and_each_share_said_once()
    {
        azurite.SkipUnlessRunning();
        await using var app = await RelaisApp.StartAsync(azurite);
        await app.CampaignAsync();
        var goals = """{"goals":[{"unit":"eur","target":100},{"unit":"EUR","of":"pledge","target":1000,"percents":[10]},{"unit":"kilos","target":20,"percents":[25]},{"unit":"sign-ups","target":4}]}""";
        Assert.Contains(
            """{"goals":[{"unit":"EUR","of":"donation","target":100,"percents":[50,100]},{"unit":"EUR","of":"pledge","target":1000,"percents":[10]},{"unit":"kilos","of":null,"target":20,"percents":[25]},{"unit":"sign-ups","of":null,"target":4,"percents":[50,100]}]}"""[1..^1],
            (await app.SendAsync(HttpMethod.Patch, "/api/campaigns/climat", goals)).Expect(200).Text,
            StringComparison.Ordinal);
        var (one, other) = (await InletAsync(app, "sign-up"), await InletAsync(app, "sign-up"));
        await TellAsync(one, """{"kind":"donation","id":"d_1","at":"2026-03-02T07:00:00Z","amount":"49.99","currency":"EUR"}""");
        Assert.Empty(await MilestonesAsync());
        await TellAsync(other, """{"kind":"donation","id":"d_1","at":"2026-03-02T07:00:00Z","amount":"0.01","currency":"EUR"}""");
        Assert.Equal(["EUR 50% 50"], await MilestonesAsync());
        await TellAsync(other, """{"kind":"donation","id":"d_2","at":"2026-03-02T07:00:00Z","amount":"500","currency":"USD"}""");
        await TellAsync(other, """{"kind":"pledge","id":"p_1","at":"2026-03-02T07:00:00Z","amount":"100","currency":"EUR"}""");
        await TellAsync(one, """{"kind":"pledge","id":"p_2","at":"2026-03-02T07:00:00Z","quantity":"4.999","unit":"kilos"}""");
        Assert.Equal(["EUR 50% 50", "EUR-pledge 10% 100"], await MilestonesAsync());
        await TellAsync(one, """{"kind":"pledge","id":"p_3","at":"2026-03-02T07:00:00Z","quantity":"0.001","unit":"kilos"}""");
        Assert.Equal(["EUR 50% 50", "EUR-pledge 10% 100", "kilos 25% 5"], await MilestonesAsync());

        // Given back, and given again: reached twice, said once.
        await TellAsync(other, """{"kind":"donation","id":"d_1","at":"2026-03-02T07:05:00Z","amount":"0.00","currency":"EUR","quantity":"1","unit":"hours"}""");
        await TellAsync(other, """{"kind":"donation","id":"d_1","at":"2026-03-02T07:06:00Z","amount":"60.01","currency":"EUR"}""");
        Assert.Equal(["EUR 100% 110", "EUR 50% 50", "EUR-pledge 10% 100", "kilos 25% 5"], await MilestonesAsync());

        // What an inlet counted stays when it is taken away, and nothing is taken there any more.
        (await app.SendAsync(HttpMethod.Delete, "/api/campaigns/climat/inlets/" + one.Split('/')[^1])).Expect(204);
        (await PushAsync(app, one, """{"kind":"sign-up","id":"x","email":"a@example.org"}""")).Expect(404);
        await TellAsync(other, """{"kind":"sign-up","id":"s_1","at":"2026-03-02T07:00:00Z","email":"a@example.org"}""");
        var sums = await app.Get<CampaignSums>().ReadAsync("climat", default);
        Assert.Equal((11_000, 10_000, 5_000, 1), (sums.Of("money donation EUR"), sums.Of("money pledge EUR"), sums.Of("amount kilos"), sums.Of("deeds sign-up")));

        async Task TellAsync(string path, string body)
        {
            (await PushAsync(app, path, body)).Expect(200);
            await app.StepAsync(app.Now.AddMinutes(1));
        }

        async Task<string[]> MilestonesAsync() =>
            [.. (await app.Get<AlertStore>().ListAsync("climat", "", 20, default)).Select(alert => $"{alert.Labels["goal"]} {alert.Labels["milestone"]} {alert.Goal!.Reached:0.##}").Order(StringComparer.Ordinal)];
    }

    [SkippableFact]
    public async Task Wherever_the_power_fails_whoever_signed_up_is_asked_and_the_share_is_said()
    {
        using var mail = await MailServer.StartAsync();
        await using var app = await StartAsync(mail);
        await Visitor.CampaignAsync(app, "climat");
        (await app.SendAsync(HttpMethod.Patch, "/api/campaigns/climat", """{"goals":[{"unit":"sign-ups","target":1000,"percents":[1,2,3,4,5,6,7,8,9,10,11,12]}]}""")).Expect(200);
        var path = await InletAsync(app, "sign-up");
        var (told, isOver) = (0, false);
        for (; !isOver; told++)
        {
            // A request of the call fails, and then one of what comes of it: the timer of the next hours finds both.
            app.MayLogErrors = true;
            app.Storage.CutAfter(told);
            var answer = await PushAsync(app, path, SignUp($"s_{told}", $"ada{told}@example.org"));
            var wasCut = app.Storage.WasCut;
            app.Storage.Restore();
            Assert.True(answer.Status == 200 || wasCut, answer.Text);
            if (answer.Status != 200)
            {
                (await PushAsync(app, path, SignUp($"s_{told}", $"ada{told}@example.org"))).Expect(200);
            }

            app.Storage.CutAfter(told);
            try
            {
                await app.StepAsync(app.Now.AddSeconds(1));
            }
            catch (PowerCutException)
            {
                // The machine died in the middle of this.
            }

            isOver = !app.Storage.WasCut && !wasCut;
            app.Storage.Restore();
            await app.StepUntilAsync(app.Now.AddMinutes(130), minutes: 65);
        }

        // Cut between sending and noting it, a letter is sent again: it waits without end for one that never came.
        var letters = new List<string>();
        while (letters.Distinct().Count() < told)
        {
            letters.Add((await mail.NextAsync("mail")).GetProperty("to")[0].GetString()!);
        }

        Assert.InRange(letters.Count, told, told + 5);
        Assert.Equal(told, (await app.Get<CampaignSums>().ReadAsync("climat", default)).Of("deeds sign-up"));
        Assert.True(told > 10, $"{told}");
        Assert.Contains(await app.Get<AlertStore>().ListAsync("climat", "", 20, default), alert => alert.Labels["milestone"] == "1%");
        Assert.Empty(await RowsAsync(app, "due~"));
    }

    [SkippableFact]
    public async Task What_a_person_sent_is_shown_to_them_and_to_organisers_and_erased_with_them()
    {
        using var mail = await MailServer.StartAsync();
        await using var app = await StartAsync(mail);
        await Visitor.CampaignAsync(app, "climat");
        var path = await InletAsync(app, "sign-up");
        var inlet = "/api/campaigns/climat/inlets/" + path.Split('/')[^1];
        (await PushAsync(app, path, SignUp("s_1", "Ada@example.org", more: ""","name":"Ada","text":"I can bake." """))).Expect(200);
        (await PushAsync(app, path, """{"kind":"donation","id":"d_1","at":"2026-03-02T07:00:00Z","amount":"5.00","currency":"EUR","email":"bob@example.org","name":"Bob"}""")).Expect(200);
        var listed = (await app.GetAsync(inlet + "/submissions")).Expect(200);
        Assert.Equal(["Ada I can bake.", "Bob "], listed.At("submissions").EnumerateArray().Select(one => $"{one.GetProperty("name").GetString()} {one.GetProperty("text").GetString()}").Order(StringComparer.Ordinal));
        (await app.GetAsync(inlet + "/submissions?after=XYZ")).Expect(400);

        var visitor = new Visitor(app);
        await app.StepAsync(app.Now.AddMinutes(1));
        var confirm = LinkIn(await mail.NextAsync("mail"), "/join/");
        (await visitor.PostAsync(confirm)).Expect(200);
        await app.StepAsync(app.Now.AddMinutes(1));
        var own = "/api" + LinkIn(await mail.NextAsync("mail"), "/me/");
        Assert.Equal("I can bake.", (await app.SendContentAsync(HttpMethod.Get, own, null, "")).Expect(200).Read("sent", "0", "text"));
        (await app.SendContentAsync(HttpMethod.Delete, own, null, "")).Expect(204);
        listed = (await app.GetAsync(inlet + "/submissions")).Expect(200);
        Assert.DoesNotContain("bake", listed.Text, StringComparison.Ordinal);
        Assert.Contains("Bob", listed.Text, StringComparison.Ordinal);

        (await app.PostAsync("/api/campaigns/climat/inlets/erasures", """{"email":" BOB@example.org"}""")).Expect(204);
        Assert.DoesNotContain("Bob", (await app.GetAsync(inlet + "/submissions")).Text, StringComparison.Ordinal);
        Assert.Equal((1, 500), ((await app.GetAsync(inlet)).Number("counted", "submissions", "sign-up"), (await app.GetAsync(inlet)).Number("counted", "money", "0", "minor")));
    }

    [SkippableFact]
    public async Task Whoever_stopped_is_told_or_may_still_say_yes_is_not_asked_again()
    {
        using var mail = await MailServer.StartAsync();
        await using var app = await StartAsync(mail);
        await Visitor.CampaignAsync(app, "climat");
        var (path, visitor) = (await InletAsync(app, "sign-up"), new Visitor(app));
        (await PushAsync(app, path, SignUp("s_1", "ada@example.org"))).Expect(200);
        await app.StepAsync(app.Now.AddMinutes(1));
        var confirm = LinkIn(await mail.NextAsync("mail"), "/join/");
        await AgainAsync("s_2");
        (await visitor.PostAsync(confirm)).Expect(200);
        await app.StepAsync(app.Now.AddMinutes(1));
        var manage = LinkIn(await mail.NextAsync("mail"), "/me/");
        await AgainAsync("s_3");
        (await visitor.PostAsync(manage + "/stop")).Expect(200);
        await AgainAsync("s_4");

        async Task AgainAsync(string id)
        {
            (await PushAsync(app, path, SignUp(id, "Ada@Example.org"))).Expect(200);
            await app.StepAsync(app.Now.AddMinutes(1));
            Assert.Equal(0, mail.Waiting("mail"));
        }
    }

    [SkippableFact]
    public async Task What_an_organiser_strikes_counts_no_more_whatever_is_told_of_it()
    {
        azurite.SkipUnlessRunning();
        await using var app = await RelaisApp.StartAsync(azurite);
        await app.CampaignAsync();
        var path = await InletAsync(app, "sign-up");
        var inlet = "/api/campaigns/climat/inlets/" + path.Split('/')[^1];
        (await PushAsync(app, path, Pledge("p_1", "9999999999", minute: 0))).Expect(200);
        (await PushAsync(app, path, Pledge("p_2", "10", minute: 0))).Expect(200);
        await app.StepAsync(app.Now.AddMinutes(1));
        var absurd = (await app.GetAsync(inlet + "/submissions")).At("submissions").EnumerateArray().Single(one => one.GetProperty("minor").GetInt64() > 10_000).GetProperty("id").GetString()!;
        (await app.SendAsync(HttpMethod.Delete, $"{inlet}/submissions/{absurd}")).Expect(204);
        (await app.SendAsync(HttpMethod.Delete, $"{inlet}/submissions/{absurd}")).Expect(204);
        (await app.SendAsync(HttpMethod.Delete, $"{inlet}/submissions/{new string('0', 32)}")).Expect(404);
        (await app.SendAsync(HttpMethod.Delete, $"{inlet}/submissions/nothing")).Expect(404);
        (await PushAsync(app, path, Pledge("p_1", "9999999998", minute: 5))).Expect(200);
        (await PushAsync(app, path, Pledge("p_3", "500", minute: 5))).Expect(200);
        await app.StepAsync(app.Now.AddMinutes(1));

        // Also of an inlet that is there no more.
        var joke = (await app.GetAsync(inlet + "/submissions")).At("submissions").EnumerateArray().Single(one => one.GetProperty("minor").GetInt64() == 50_000).GetProperty("id").GetString()!;
        (await app.SendAsync(HttpMethod.Delete, inlet)).Expect(204);
        (await app.SendAsync(HttpMethod.Delete, $"{inlet}/submissions/{joke}")).Expect(204);
        await app.StepAsync(app.Now.AddMinutes(1));
        Assert.Equal(1_000, (await app.Get<CampaignSums>().ReadAsync("climat", default)).Of("money pledge EUR"));

        static string Pledge(string id, string amount, int minute) => $$"""{"kind":"pledge","id":"{{id}}","at":"2026-03-02T07:{{minute:00}}:00Z","amount":"{{amount}}","currency":"EUR","email":"ada@example.org"}""";
    }

    [SkippableFact]
    public async Task Made_up_units_fill_no_row_and_stop_nobody_elses_counting()
    {
        azurite.SkipUnlessRunning();
        await using var app = await RelaisApp.StartAsync(azurite);
        await app.CampaignAsync();
        var path = await InletAsync(app, "pledge");
        for (var unit = 0; unit < Sums.MostNames + 20; unit++)
        {
            var answer = await PushAsync(app, path, $$"""{"id":"p_{{unit}}","quantity":"1","unit":"unit{{unit}}"}""");
            Assert.Equal(unit < Sums.MostNames - 1 ? 200 : 400, answer.Status);
        }

        (await PushAsync(app, path, """{"id":"p_x","quantity":"2","unit":"unit0"}""")).Expect(200);
        var shown = await app.GetAsync("/api/campaigns/climat/inlets/" + path.Split('/')[^1]);
        Assert.Equal(3_000, shown.Number("counted", "amounts", "unit0"));
        Assert.Contains(shown.At("refused").EnumerateArray(), refusal => refusal.GetProperty("why").GetString() == "too many units");
    }

    [SkippableFact]
    public async Task Without_storage_every_call_is_put_off_and_without_its_key_an_inlet_too()
    {
        azurite.SkipUnlessRunning();
        var prefix = Azurite.NewName("away");
        string path;
        await using (var app = await RelaisApp.StartAsync(azurite, prefix: prefix))
        {
            await app.CampaignAsync();
            path = await InletAsync(app, "pledge");
            app.MayLogErrors = true;
            foreach (var (n, failure) in new Exception[] { new RequestFailedException(503, "busy"), new AggregateException(new RequestFailedException(0, "no connection")), new OperationCanceledException() }.Index())
            {
                // Neither the inlet nor, once that is remembered, anything else.
                app.SetClock(app.Now.AddMinutes(n));
                app.Storage.Before = _ => throw failure;
                Assert.Equal("503 inlet: cannot keep anything at the moment.", Say(await PushAsync(app, path, SignUp($"s_{n}", "ada@example.org"))));
                app.Storage.Before = _ => Task.CompletedTask;
                (await PushAsync(app, path, SignUp("s_0", "ada@example.org"))).Expect(200);
                app.Storage.Before = _ => throw failure;
                Assert.Equal("503 inlet: cannot keep anything at the moment.", Say(await PushAsync(app, path, SignUp($"t_{n}", "ada@example.org"))));
                app.Storage.Before = _ => Task.CompletedTask;
            }
        }

        await using (var app = await RelaisApp.StartAsync(azurite, settings: new Dictionary<string, string?> { [Relais.Secrets.KeyRing.Setting] = "QW5vdGhlciBrZXkgdGhhdCBpcyBuZXdlciB0aGFuIGk=" }, prefix: prefix))
        {
            Assert.Equal(503, (await PushAsync(app, path, SignUp("s_1", "ada@example.org"))).Status);
            var inlet = "/api/campaigns/climat/inlets/" + path.Split('/')[^1];
            Assert.Equal(409, (await app.PostAsync(inlet + "/secrets", """{"secret":"whsec_cmVsYWlzLXJlbGFpcy1yZWxhaXMtcmVsYWlz"}""")).Status);
        }
    }

    [SkippableFact]
    public async Task What_people_said_is_gone_after_three_months_and_closed_anew_when_keys_are_turned()
    {
        azurite.SkipUnlessRunning();
        var prefix = Azurite.NewName("turn");
        string path;
        await using (var app = await RelaisApp.StartAsync(azurite, prefix: prefix))
        {
            await app.CampaignAsync();
            path = await InletAsync(app, "pledge");
            (await PushAsync(app, path, SignUp("s_1", "ada@example.org", more: ""","name":"Ada" """))).Expect(200);
        }

        const string Newer = "QW5vdGhlciBrZXkgdGhhdCBpcyBuZXdlciB0aGFuIGk=";
        var night = new DateTimeOffset(2026, 3, 3, 2, 41, 40, TimeSpan.Zero);
        await using (var app = await RelaisApp.StartAsync(azurite, settings: new Dictionary<string, string?> { [Relais.Secrets.KeyRing.Setting] = $"{Newer},{RelaisApp.Keys}" }, prefix: prefix))
        {
            await app.StepAsync(app.Now.AddMinutes(1));
            await app.StepAsync(night);
        }

        await using (var app = await RelaisApp.StartAsync(azurite, now: night, settings: new Dictionary<string, string?> { [Relais.Secrets.KeyRing.Setting] = Newer }, prefix: prefix))
        {
            var inlet = "/api/campaigns/climat/inlets/" + path.Split('/')[^1];
            Assert.Contains("Ada", (await app.GetAsync(inlet + "/submissions")).Text, StringComparison.Ordinal);
            (await PushAsync(app, path, SignUp("s_2", "bob@example.org"))).Expect(200);
            (await app.PostAsync("/api/campaigns/climat/inlets/erasures", """{"email":"bob@example.org"}""")).Expect(204);
            Assert.DoesNotContain("bob", (await app.GetAsync(inlet + "/submissions")).Text, StringComparison.Ordinal);
            await app.StepAsync(night.AddMinutes(1));
        }

        // Nobody can open it any more: it is gone all the same.
        const string Newest = "QSB0aGlyZCBrZXkgb2YgZXhhY3RseSAzMiBieXRlcy4=";
        await using (var app = await RelaisApp.StartAsync(azurite, now: night.AddMinutes(2), settings: new Dictionary<string, string?> { [Relais.Secrets.KeyRing.Setting] = Newest }, prefix: prefix))
        {
            var inlet = "/api/campaigns/climat/inlets/" + path.Split('/')[^1];
            Assert.Equal(1, await SpokenAsync(app));
            await app.StepAsync(night.AddDays(91));
            Assert.Equal(0, await SpokenAsync(app));
            Assert.DoesNotContain("Ada", (await app.GetAsync(inlet + "/submissions")).Text, StringComparison.Ordinal);
            Assert.Equal(2, (await app.GetAsync(inlet)).Number("counted", "submissions", "pledge"));
        }
    }

    private static string Say(Answer answer) => $"{answer.Status} {answer.Detail}";

    private static async Task<int> SpokenAsync(RelaisApp app)
    {
        var spoken = 0;
        await foreach (var row in app.Get<StorageAccount>().Table(SubmissionStore.TableName).QueryAsync<TableEntity>())
        {
            spoken += row.GetDateTimeOffset("SpokenAt") is null ? 0 : 1;
        }

        return spoken;
    }

    private Task<RelaisApp> StartAsync(MailServer mail)
    {
        azurite.SkipUnlessRunning();
        return RelaisApp.StartAsync(azurite, settings: new Dictionary<string, string?>
        {
            ["Smtp:Host"] = "localhost", ["Smtp:Port"] = mail.Port.ToString(), ["Smtp:Security"] = "none", ["Smtp:From"] = "relais@example.org",
        });
    }

    private static async Task<string> InletAsync(RelaisApp app, string kind, string more = "") =>
        new Uri((await app.PostAsync("/api/campaigns/climat/inlets", $$"""{"provider":"json","name":"Our form","bearer":"{{Token}}","kind":"{{kind}}"{{more}}}""")).Expect(201).Read("url")).AbsolutePath;

    private static Task<Answer> PushAsync(RelaisApp app, string path, string body) =>
        app.SendContentAsync(HttpMethod.Post, path, new StringContent(body, MediaTypeHeaderValue.Parse("application/json")), Token);

    private static string SignUp(string id, string email, int minute = 0, string more = "") => $$"""{"id":"{{id}}","at":"2026-03-02T07:{{minute:00}}:00Z","email":"{{email}}"{{more}}}""";

    private static string LinkIn(JsonElement mail, string way)
    {
        var text = mail.GetProperty("text").GetString()!;
        var start = text.IndexOf(way, StringComparison.Ordinal);
        Assert.True(start >= 0, text);
        return new string([.. text[start..].TakeWhile(character => !char.IsWhiteSpace(character) && character is not ('"' or '>' or ')'))]);
    }

    private static async Task<IReadOnlyList<string>> RowsAsync(RelaisApp app, string prefix)
    {
        var rows = new List<string>();
        await foreach (var row in app.Get<StorageAccount>().Table(SubmissionStore.TableName).QueryAsync<TableEntity>())
        {
            if (row.RowKey.StartsWith(prefix, StringComparison.Ordinal))
            {
                rows.Add(row.RowKey);
            }
        }

        return rows;
    }
}
