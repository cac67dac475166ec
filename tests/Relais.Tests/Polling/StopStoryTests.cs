using Relais.Alerts;
using Relais.Campaigns;
using Relais.Hosting.Worker;
using Relais.Momentum;
using Relais.Notifications;
using Relais.Polling;
using Relais.Tests.Alerts;
using Relais.Tests.Story;

namespace Relais.Tests.Polling;

/// <summary>Organisers are told once that a source has stopped, and once that it answers again.</summary>
public sealed class StopStoryTests(Azurite azurite) : IClassFixture<Azurite>
{
    private static readonly DateTimeOffset Morning = RelaisApp.Morning;
    private static readonly string[] Wanted = [AlertKinds.Source];

    private static readonly Dictionary<string, string?> Settings = FakeX.Settings(100);

    [SkippableFact]
    public async Task A_stop_is_told_once_over_restarts_and_repeats_and_its_end_and_the_next_stop_are_too()
    {
        var prefix = Azurite.NewName("stop");
        string since;
        await using (var app = await RelaisApp.StartAsync(azurite, settings: Settings, prefix: prefix))
        {
            await using var x = await FakeX.StartAsync(app.Outside, () => app.Now);
            x.Instead = (401, "{}", []);
            await CreateAsync(app, """{"kind":"x"}""");
            var (english, french, usual) = (await app.SubscriberAsync("s_en", kinds: Wanted, campaign: "river"), await app.SubscriberAsync("s_fr", "fr", kinds: Wanted, campaign: "river"), await app.SubscriberAsync("s_usual", campaign: "river"));

            await app.StepUntilAsync(Morning.AddMinutes(10), minutes: 1);
            await app.RunAsync<TellStops>(tell => tell.RunAsync(new TimerInfo(), default));
            await app.RunAsync<PollSource>(poll => poll.RunAsync(new PollDue(River, ["river", "river"], Morning), default));
            await app.StepUntilAsync(Morning.AddMinutes(100), minutes: 10);

            since = $"{(await app.Get<SignalStore>().ReadCursorAsync(River.Key, default)).FailingSince:yyyy-MM-dd HH:mm}";
            Assert.Equal(["River: nothing is read from api.x.com."], english.Titles());
            Assert.Equal(["River\u00a0: rien n'est lu sur api.x.com."], french.Titles());
            Assert.Empty(usual.Received);
            Assert.Single(x.Asked);
        }

        await using var again = await RelaisApp.StartAsync(azurite, Morning.AddMinutes(100), Settings, prefix: prefix);
        await using var later = await FakeX.StartAsync(again.Outside, () => again.Now);
        later.Instead = (403, "{}", []);
        var told = await again.SubscriberAsync("s_en", kinds: Wanted, campaign: "river");
        _ = await again.SubscriberAsync("s_fr", "fr", kinds: Wanted, campaign: "river");

        // Another no a day later is the same stop.
        await again.StepUntilAsync(Morning.AddHours(26), minutes: 60);
        Assert.Empty(told.Received);
        var alert = Assert.Single(await AlertsAsync(again));
        Assert.Equal($"Since {since} UTC: X does not accept the token (401). Whoever runs Relais can mend it: docs/operations.md and docs/x.md say how.", alert.Words!.Body.En);

        later.Instead = null;
        await again.StepUntilAsync(Morning.AddHours(52), minutes: 60);
        Assert.Equal(["River: api.x.com answers again."], told.Titles());
        Assert.Contains($"Nothing had been read from it since {since} UTC; the dashboard shows the gap.", told.Received[0].Text, StringComparison.Ordinal);

        later.Instead = (402, "{}", []);
        await again.StepUntilAsync(Morning.AddHours(54), minutes: 20);
        Assert.Equal(["River: api.x.com answers again.", "River: nothing is read from api.x.com."], told.Titles());
        Assert.Equal(2, (await AlertsAsync(again)).Count);
    }

    [SkippableFact]
    public async Task A_network_that_is_not_set_up_is_told_of_once_to_each_campaign_that_names_it()
    {
        await using var app = await RelaisApp.StartAsync(azurite);
        await CreateAsync(app, """{"kind":"x"}""");
        await app.StepUntilAsync(Morning.AddMinutes(31), minutes: 1);
        var alert = Assert.Single(await AlertsAsync(app));
        Assert.Equal(
            "X is off: Polling:X:BearerToken is not set. Whoever runs Relais can mend it: docs/operations.md and docs/x.md say how.",
            alert.Words!.Body.En.Split(" UTC: ")[1]);

        // Whoever comes later is told too, and nobody a second time.
        (await app.PostAsync("/api/campaigns", """{"name":"Other","hashtags":["River"],"sources":[{"kind":"x"}]}""")).Expect(201);
        await app.StepUntilAsync(Morning.AddHours(2), minutes: 5);
        Assert.Equal((1, 1), ((await AlertsAsync(app)).Count, (await AlertsAsync(app, "other")).Count));
    }

    [SkippableFact]
    public async Task What_fails_for_more_than_an_hour_is_told_and_what_fails_for_less_is_not()
    {
        await using var app = await RelaisApp.StartAsync(azurite);
        var instance = new MastodonInstance(app.Outside, () => app.Now) { Instead = MastodonInstance.Says(503, "") };
        await CreateAsync(app, """{"kind":"mastodon","host":"mastodon.example"}""");
        await app.StepUntilAsync(Morning.AddMinutes(50), minutes: 1);
        Assert.NotNull((await CursorAsync(app)).BlindSince);
        instance.Instead = null;
        await app.StepUntilAsync(Morning.AddMinutes(110), minutes: 1);
        Assert.Empty(await AlertsAsync(app));

        // From 10:00 on for two hours, with an answer at the end.
        instance.Instead = MastodonInstance.Says(503, "");
        await app.StepUntilAsync(Morning.AddHours(4), minutes: 1);
        var alert = Assert.Single(await AlertsAsync(app));
        Assert.InRange(alert.StartsAt, Morning.AddMinutes(110), Morning.AddMinutes(116));
        Assert.Null(alert.EndsAt);
        instance.Instead = null;
        await app.StepUntilAsync(Morning.AddHours(6), minutes: 1);
        Assert.NotNull(Assert.Single(await AlertsAsync(app)).EndsAt);
    }

    [SkippableFact]
    public async Task A_power_cut_anywhere_neither_doubles_nor_loses_what_is_told()
    {
        await using var app = await RelaisApp.StartAsync(azurite);
        var instance = new MastodonInstance(app.Outside, () => app.Now) { Instead = MastodonInstance.Says(403, "{}") };
        string[] campaigns = [.. Enumerable.Range(0, 16).Select(cut => $"c{cut}")];
        foreach (var id in campaigns)
        {
            await app.CampaignAsync(id, [id + "tag"], ["mastodon.example"]);
        }

        app.SetClock(Morning.AddMinutes(5));
        await PollAllAsync();
        Assert.All(await AllAsync(), alert => Assert.Equal((AlertKinds.Source, null), (alert.Kind, alert.EndsAt)));

        instance.Instead = null;
        app.SetClock(Morning.AddHours(2));
        await PollAllAsync();
        Assert.All(await AllAsync(), alert => Assert.NotNull(alert.EndsAt));

        // Each is cut after one request more, and its message comes again.
        async Task PollAllAsync()
        {
            for (var cut = 0; cut < campaigns.Length; cut++)
            {
                var due = new PollDue(new TrackedQuery("mastodon", "mastodon.example", [campaigns[cut] + "tag"], []), [campaigns[cut]], Morning);
                app.Storage.CutAfter(cut);
                var failure = await Record.ExceptionAsync(() => PollAsync(due));
                app.Storage.Restore();
                Assert.True(failure is null or PowerCutException, failure?.ToString());
                await PollAsync(due);
            }

            await app.RunAsync<TellStops>(tell => tell.RunAsync(new TimerInfo(), default));
        }

        async Task<Alert[]> AllAsync()
        {
            var found = new List<Alert>();
            foreach (var id in campaigns)
            {
                found.Add(Assert.Single(await AlertsAsync(app, id)));
            }

            return [.. found];
        }

        Task PollAsync(PollDue due) => app.RunAsync<PollSource>(poll => poll.RunAsync(due, default));
    }

    [SkippableFact]
    public async Task What_is_asked_no_more_is_over()
    {
        await using var app = await RelaisApp.StartAsync(azurite);
        _ = new MastodonInstance(app.Outside, () => app.Now) { Instead = MastodonInstance.Says(403, "{}") };
        await CreateAsync(app, """{"kind":"mastodon","host":"mastodon.example"}""");
        await app.StepUntilAsync(Morning.AddMinutes(10), minutes: 1);
        Assert.Null(Assert.Single(await AlertsAsync(app)).EndsAt);

        (await app.SendAsync(HttpMethod.Patch, "/api/campaigns/river", """{"sources":[]}""")).Expect(200);
        await app.StepUntilAsync(Morning.AddMinutes(70), minutes: 10);

        var over = Assert.Single(await AlertsAsync(app));
        Assert.NotNull(over.EndsAt);
        var campaign = (await app.Get<CampaignStore>().FindAsync("river", default))!;
        Assert.Equal("River: mastodon.example is asked no more.", AlertText.Say(over, campaign, Make.Over(app.Now)).Title.En);

        // Asked again while it still says no, that is told again.
        (await app.SendAsync(HttpMethod.Patch, "/api/campaigns/river", """{"sources":[{"kind":"mastodon","host":"mastodon.example"}]}""")).Expect(200);
        await app.StepUntilAsync(Morning.AddHours(3), minutes: 10);
        Assert.Equal([null, over.EndsAt], (await AlertsAsync(app)).Select(alert => alert.EndsAt));
    }

    [SkippableFact]
    public async Task Nothing_secret_of_an_address_is_told()
    {
        await using var app = await RelaisApp.StartAsync(azurite);
        app.Outside.Put("site.example", WebhookReceiver.Says(301, "Location", "https://other.example/feed?key=hidden-two"));
        await CreateAsync(app, """{"kind":"feed","url":"https://site.example/feed?key=hidden-one"}""");
        await app.StepUntilAsync(Morning.AddMinutes(10), minutes: 1);

        var shown = (await app.GetAsync("/api/campaigns/river/alerts")).Expect(200);
        Assert.Equal(("feed", "site.example/feed"), (shown.Read("alerts", "0", "labels", "source"), shown.Read("alerts", "0", "labels", "where")));
        Assert.Contains("moved for good, and is not followed (301).", shown.Read("alerts", "0", "why", "en"), StringComparison.Ordinal);
        Assert.DoesNotContain("hidden", shown.Text, StringComparison.Ordinal);
    }

    private static TrackedQuery River => new("x", "api.x.com", ["river"], []);

    private static async Task CreateAsync(RelaisApp app, string source) =>
        (await app.PostAsync("/api/campaigns", $$"""{"name":"River","hashtags":["River"],"sources":[{{source}}]}""")).Expect(201);

    private static Task<Cursor> CursorAsync(RelaisApp app) =>
        app.Get<SignalStore>().ReadCursorAsync(new TrackedQuery("mastodon", "mastodon.example", ["river"], []).Key, default);

    private static Task<IReadOnlyList<Alert>> AlertsAsync(RelaisApp app, string campaign = "river") => app.Get<AlertStore>().ListAsync(campaign, "", 10, default);
}
