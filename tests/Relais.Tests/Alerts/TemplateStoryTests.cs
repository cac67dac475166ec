using System.Text.Json;
using Relais.Alerts;
using Relais.Campaigns;
using Relais.Notifications;
using Relais.Tests.Notifications;
using Relais.Tests.Story;
using Relais.Tests.Subscriptions;

namespace Relais.Tests.Alerts;

/// <summary>A campaign's own words through the whole app: looked at, put in place, told, and taken away again.</summary>
public sealed class TemplateStoryTests(Azurite azurite) : IClassFixture<Azurite>
{
    private const string Path = "/api/campaigns/climat/templates";
    private const string Own = """{"title":{"en":"It moves: {campaign}!","fr":"Ça bouge\u00a0: {campaign}\u00a0!"},"body":{"en":"{posts}, {{not}} {usual}.","fr":"{posts}, contre {usual}."}}""";

    [SkippableFact]
    public async Task Own_words_are_told_in_both_languages_until_they_are_taken_away()
    {
        await using var app = await RelaisApp.StartAsync(azurite);
        await app.CampaignAsync();
        var (anna, bob) = (await app.SubscriberAsync("s_anna"), await app.SubscriberAsync("s_bob", language: "fr"));
        var shown = (await app.SendAsync(HttpMethod.Put, $"{Path}/surge/firing", Own)).Expect(200);
        Assert.Equal("It moves: {campaign}!", shown.Read("own", "title", "en"));
        Assert.Equal("{campaign} is surging.", shown.Read("ours", "title", "en"));
        Assert.Equal((true, RelaisApp.Morning), (shown.At("own", "usable").GetBoolean(), shown.At("own", "changedAt").GetDateTimeOffset()));

        var (surge, _) = await app.Get<AlertDesk>().RaiseAsync(Make.Surge("climat", app.Now), default);
        await app.SettleAsync();
        Assert.Equal([("It moves: Marche climat!", "99 posts, {not} 25.")], anna.Told());
        Assert.Equal([("Ça bouge\u00a0: Marche climat\u00a0!", "99 publications, contre 25.")], bob.Told());
        Assert.Equal("It moves: Marche climat!", (await app.GetAsync($"/api/campaigns/climat/alerts/{surge.Id}")).Read("title", "en"));

        // What is over is said in ours: only the beginning has other words.
        await app.Get<AlertDesk>().ResolveAsync("climat", surge.Fingerprint, app.Now, surge.AtStart!, default);
        await app.StepUntilAsync(app.Now.AddMinutes(10), minutes: 1);
        Assert.Equal("Marche climat is back to usual.", anna.Titles()[^1]);

        (await app.SendAsync(HttpMethod.Delete, $"{Path}/surge/firing")).Expect(204);
        (await app.SendAsync(HttpMethod.Delete, $"{Path}/surge/firing")).Expect(204);
        await app.Get<AlertDesk>().RaiseAsync(Make.Surge("climat", app.Now), default);
        await app.StepUntilAsync(app.Now.AddMinutes(10), minutes: 1);
        Assert.Equal(("Marche climat is surging.", "Marche climat s'envole."), (anna.Titles()[^1], bob.Titles()[^1]));
        Assert.Null((await app.Get<CampaignStore>().FindAsync("climat", default))!.Templates);
    }

    [SkippableFact]
    public async Task What_was_planned_keeps_its_words_and_what_is_said_again_has_the_new_ones()
    {
        await using var app = await RelaisApp.StartAsync(azurite);
        await app.CampaignAsync();
        var anna = await app.SubscriberAsync("s_anna");
        anna.Otherwise = WebhookReceiver.Says(500);
        await app.Get<AlertDesk>().RaiseAsync(Make.Surge("climat", app.Now), default);
        await app.SettleAsync();
        (await app.SendAsync(HttpMethod.Put, $"{Path}/surge/firing", Own)).Expect(200);
        anna.Otherwise = WebhookReceiver.Says(200);
        await app.StepUntilAsync(app.Now.AddMinutes(30), minutes: 1);
        Assert.Equal(["Marche climat is surging."], anna.Titles().Distinct());

        (await app.SendAsync(HttpMethod.Put, "/api/campaigns/climat/grouping", """{"repeatSeconds":3600}""")).Expect(200);
        await app.StepUntilAsync(app.Now.AddMinutes(90), minutes: 1);
        Assert.Equal("Still true: It moves: Marche climat!", anna.Titles()[^1]);
    }

    [SkippableFact]
    public async Task Words_that_nobody_could_have_kept_keep_nobody_from_being_told_and_the_log_names_them_by_ids()
    {
        await using var app = await RelaisApp.StartAsync(azurite);
        await app.CampaignAsync();
        var anna = await app.SubscriberAsync("s_anna");
        var broken = new CampaignTemplate("surge", "firing", "secret {gone", null, null, null, "anna", app.Now);
        await app.Get<CampaignStore>().ChangeAsync("climat", campaign => campaign.WithTemplate("surge", "firing", broken), default);
        await app.Get<AlertDesk>().RaiseAsync(Make.Surge("climat", app.Now), default);
        await app.SettleAsync();

        Assert.Equal(["Marche climat is surging."], anna.Titles());
        Assert.Contains("The words of climat for surge/firing cannot be used: what they stand for was said in ours.", app.Log.Lines);
        Assert.DoesNotContain(app.Log.Lines, line => line.Contains("secret {gone", StringComparison.Ordinal));
        Assert.False((await app.GetAsync(Path)).At("templates", "0", "own", "usable").GetBoolean());
    }

    [SkippableFact]
    public async Task Whoever_joins_reads_the_campaigns_greeting_and_all_that_must_be_said()
    {
        await using var app = await RelaisApp.StartAsync(azurite);
        await Visitor.CampaignAsync(app, "climat");
        (await app.SendAsync(HttpMethod.Put, $"{Path}/confirmation/firing", """{"body":{"en":"Hello from the crew.\n\n{question}"}}""")).Expect(200);
        (await app.SendAsync(HttpMethod.Put, $"{Path}/welcome/firing", """{"title":{"en":"{campaign}: on board"},"body":{"en":"{about}\n\n{how}"}}""")).Expect(200);
        var hook = new WebhookReceiver(app.Outside);
        (await new Visitor(app).JoinAsync("climat", hook.Address)).Expect(200);
        await app.SettleAsync();
        var (title, body) = Assert.Single(hook.Told());
        Assert.Equal("Marche climat: is it you?", title);
        Assert.Equal(
            "Hello from the crew.\n\nSomebody, surely you, wants to be told here of what moves “Marche climat”. Confirm within two days and it begins. If it was not you, do nothing: nothing more is sent, and this address is erased.",
            body);

        (await new Visitor(app).PostAsync(Visitor.ConfirmPath(hook.Received[0]))).Expect(200);
        await app.SettleAsync();
        Assert.Equal(
            ("Marche climat: on board", "We march.\n\nWhat moves the campaign will be sent here. By the link below you choose what, when and how often, or stop with one click."), hook.Told()[^1]);
    }

    [SkippableFact]
    public async Task A_digest_has_the_campaigns_title()
    {
        await using var app = await RelaisApp.StartAsync(azurite);
        await app.CampaignAsync();
        (await app.SendAsync(HttpMethod.Put, $"{Path}/digest/firing", """{"title":{"en":"Your evening: {things}"}}""")).Expect(200);
        var anna = await app.MemberAsync("anna", new Wishes { Zone = MemberStory.Paris, Rhythm = Relais.Notifications.Rhythm.Daily, DigestHour = 18 });
        (await app.CallAsync("one")).Expect(201);
        await app.StepUntilAsync(RelaisApp.Morning.AddHours(9).AddMinutes(7));
        Assert.Equal([("Your evening: 1 thing", "2 Mar 09:00 – March at noon")], anna.Told());
    }

    [SkippableTheory]
    [InlineData("surge/firing", "{}", "title: must be given, or body must, in en or fr or both.")]
    [InlineData("surge/firing", """{"title":{}}""", "title: must be given, or body must, in en or fr or both.")]
    [InlineData("surge/firing", """{"title":{"en":""}}""", "title.en: must not be empty.")]
    [InlineData("surge/firing", """{"title":{"fr":"a\nb"}}""", "title.fr: must be a single line.")]
    [InlineData("surge/firing", """{"body":{"en":"{"}}""", "body.en: must close each brace that it opens; a brace that is meant as one is written twice.")]
    [InlineData("surge/firing", """{"body":{"fr":"{goal}"}}""", "body.fr: may hold only these placeholders: {campaign}, {count}, {posts}, {usual}, {momentum}, {threshold}, {since}.")]
    [InlineData("any/together", """{"title":{"en":"{alerts}"},"body":{"en":"x"}}""", "body: is what it tells of, in words of its own: only the title can be changed.")]
    [InlineData("any/corrected", """{"title":{"en":"Sorry"}}""", "title.en: must hold {title}.")]
    [InlineData("confirmation/firing", """{"body":{"en":"Click yes."}}""", "body.en: must hold {question}.")]
    public async Task What_could_not_be_said_is_refused_by_its_field(string template, string json, string detail)
    {
        await using var app = await RelaisApp.StartAsync(azurite);
        await app.CampaignAsync();
        var answer = await app.SendAsync(HttpMethod.Put, $"{Path}/{template}", json);
        Assert.Equal((400, detail), (answer.Status, answer.Detail));
        Assert.Null((await app.Get<CampaignStore>().FindAsync("climat", default))!.Templates);
    }

    [SkippableFact]
    public async Task What_is_not_there_is_not_found_and_a_campaigns_words_have_an_end()
    {
        await using var app = await RelaisApp.StartAsync(azurite);
        await app.CampaignAsync();
        Assert.Equal("There is no such template.", (await app.SendAsync(HttpMethod.Put, $"{Path}/storm/firing", Own)).Expect(404).Detail);
        Assert.Equal("There is no such template.", (await app.SendAsync(HttpMethod.Delete, $"{Path}/surge/over")).Expect(404).Detail);
        Assert.Equal("There is no such campaign.", (await app.SendAsync(HttpMethod.Put, "/api/campaigns/nobody/templates/surge/firing", Own)).Expect(404).Detail);
        Assert.Equal(404, (await app.GetAsync("/api/campaigns/nobody/templates")).Status);

        var long1000 = new string('x', 1_000);
        var statuses = new List<int>();
        foreach (var template in Templates.All.Where(one => one.Body is not null && one.BodyNeeds.Count == 0))
        {
            statuses.Add((await app.SendAsync(HttpMethod.Put, $"{Path}/{template.Kind}/{template.Status}", $$$"""{"body":{"en":"{{{long1000}}}","fr":"{{{long1000}}}"}}""")).Status);
        }

        Assert.Equal([200, 200, 200, 200, 200, 409, 409, 409, 409, 409, 409], statuses);
    }

    [SkippableFact]
    public async Task Own_words_cost_storage_nothing_more()
    {
        var requests = new List<int>();
        foreach (var own in new[] { false, true })
        {
            await using var app = await RelaisApp.StartAsync(azurite);
            await app.CampaignAsync("climat", until: RelaisApp.Morning.AddMinutes(-1), from: RelaisApp.Morning.AddDays(-5));
            _ = own ? (await app.SendAsync(HttpMethod.Put, $"{Path}/surge/firing", Own)).Expect(200) : null;
            await app.SubscriberAsync("s_anna");
            await app.Get<AlertDesk>().RaiseAsync(Make.Surge("climat", app.Now), default);
            var (due, counted) = (new FanOutDue("climat", Make.Surge("climat", app.Now).Id, 1), 0);
            counted = await app.Storage.CountAsync(() => app.RunAsync<FanOutAlert>(fanOut => fanOut.RunAsync(due, default)));
            requests.Add(counted);
        }

        Assert.Equal(requests[0], requests[1]);
        Assert.InRange(requests[0], 5, 15);
    }

    [SkippableFact]
    public async Task The_list_tells_what_each_placeholder_means_with_an_example()
    {
        await using var app = await RelaisApp.StartAsync(azurite);
        await app.CampaignAsync();
        var list = await app.GetAsync(Path);
        Assert.Equal(Templates.All.Select(template => template.Kind), list.At("templates").EnumerateArray().Select(one => one.GetProperty("kind").GetString()));
        Assert.Equal(("posts", "412 posts", "412 publications"), (list.Read("templates", "0", "placeholders", "2", "name"), list.Read("templates", "0", "placeholders", "2", "example", "en"), list.Read("templates", "0", "placeholders", "2", "example", "fr")));
        Assert.Equal(JsonValueKind.Null, list.At("templates", "0", "own").ValueKind);
        Assert.Equal(401, (await app.GetAsync(Path, "rk_nobody")).Status);
    }
}
