using Relais.Alerts;
using Relais.Campaigns;
using Relais.Momentum;
using Relais.Polling;
using Relais.Tests.Story;

namespace Relais.Tests.Polling;

/// <summary>Campaigns to which nothing comes fall asleep and wake, on stepped time.</summary>
public sealed class IdleStoryTests(Azurite azurite) : IClassFixture<Azurite>
{
    private static readonly DateTimeOffset Morning = RelaisApp.Morning;

    // A baseline is known after four hours, and a little of them has faded by then.
    private static readonly DateTimeOffset Asleep = Morning.AddHours(5);

    [SkippableFact]
    public async Task A_campaign_falls_asleep_and_wakes_with_its_first_signal()
    {
        await using var app = await RelaisApp.StartAsync(azurite);
        var instance = new MastodonInstance(app.Outside, () => app.Now);
        await CreateAsync(app, "River");
        await app.StepUntilAsync(Asleep);
        Assert.InRange(instance.Asked.Count, 48, 60);
        Assert.Equal(60, await EveryAsync(app));

        var before = instance.Asked.Count;
        await app.StepUntilAsync(Asleep.AddHours(8));
        Assert.InRange(instance.Asked.Count - before, 8, 9);

        // It is asked within the hour, and from then on every five minutes, though the bin of the signal is not over.
        var published = app.Now.AddMinutes(1);
        instance.Publish(published, ["river"]);
        for (before = instance.Asked.Count; instance.Asked.Count == before;)
        {
            await app.StepAsync(app.Now.AddMinutes(1));
        }

        Assert.InRange(app.Now, published, published.AddHours(1));
        Assert.Equal(5, await EveryAsync(app));
        before = instance.Asked.Count;
        await app.StepUntilAsync(app.Now.AddMinutes(30), minutes: 1);
        Assert.InRange(instance.Asked.Count - before, 6, 7);

        // An hour and a bin after the signal it sleeps again.
        await app.StepUntilAsync(published.AddHours(3));
        Assert.Equal(60, await EveryAsync(app));
    }

    [SkippableFact]
    public async Task An_event_is_asked_each_minute_however_idle_the_campaign_is()
    {
        await using var app = await RelaisApp.StartAsync(azurite);
        var instance = new MastodonInstance(app.Outside, () => app.Now);
        await CreateAsync(app, "River", "idle");
        Assert.Equal(60, await EveryAsync(app));
        Assert.Equal(1, (await app.PostAsync("/api/campaigns/river/event", """{"hours":1}""")).Expect(200).Number("sources", "0", "everyMinutes"));

        await app.StepUntilAsync(Morning.AddHours(1), minutes: 1);
        Assert.InRange(instance.Asked.Count, 59, 61);
        var during = instance.Asked.Count;
        await app.StepUntilAsync(Morning.AddHours(3));
        Assert.InRange(instance.Asked.Count - during, 1, 3);
    }

    [SkippableFact]
    public async Task The_organiser_may_have_it_watched_or_idle_always()
    {
        await using var app = await RelaisApp.StartAsync(azurite);
        var instance = new MastodonInstance(app.Outside, () => app.Now);
        await CreateAsync(app, "River", "watch");
        await app.StepUntilAsync(Asleep);
        Assert.Equal((5, "watch"), (await EveryAsync(app), (await app.GetAsync("/api/campaigns/river")).Read("cadence")));

        // Always idle: also while posts come.
        Assert.Equal("idle", (await app.SendAsync(HttpMethod.Patch, "/api/campaigns/river", """{"cadence":"idle"}""")).Expect(200).Read("cadence"));
        instance.Publish(30, app.Now, app.Now.AddHours(3), "river");
        var before = instance.Asked.Count;
        await app.StepUntilAsync(app.Now.AddHours(3));
        Assert.Equal(60, await EveryAsync(app));
        Assert.InRange(instance.Asked.Count - before, 3, 4);

        Assert.Equal(
            "cadence: must be one of: auto, watch, idle.", (await app.SendAsync(HttpMethod.Patch, "/api/campaigns/river", """{"cadence":"never"}""")).Expect(400).Detail);
        Assert.Equal("auto", (await app.SendAsync(HttpMethod.Patch, "/api/campaigns/river", """{"cadence":"auto"}""")).Expect(200).Read("cadence"));
        Assert.Equal(5, await EveryAsync(app));
    }

    [SkippableFact]
    public async Task A_question_that_one_of_its_campaigns_watches_is_watched_and_a_changed_campaign_is_too()
    {
        await using var app = await RelaisApp.StartAsync(azurite);
        _ = new MastodonInstance(app.Outside, () => app.Now);
        await CreateAsync(app, "River");
        await app.StepUntilAsync(Asleep);
        Assert.Equal(60, await EveryAsync(app));

        await CreateAsync(app, "Other", "watch");
        Assert.Equal(5, await EveryAsync(app));
        await app.PostAsync("/api/campaigns/other/end", "");
        Assert.Equal(60, await EveryAsync(app));

        // Nobody knows yet what a new hashtag brings.
        (await app.SendAsync(HttpMethod.Patch, "/api/campaigns/river", """{"hashtags":["River","Delta"]}""")).Expect(200);
        Assert.Equal(5, await EveryAsync(app));
        (await app.SendAsync(HttpMethod.Patch, "/api/campaigns/river", """{"name":"The river"}""")).Expect(200);
    }

    [SkippableFact]
    public async Task A_campaign_whose_sources_are_dead_does_not_stay_asleep()
    {
        await using var app = await RelaisApp.StartAsync(azurite);
        var instance = new MastodonInstance(app.Outside, () => app.Now);
        await CreateAsync(app, "River");
        await app.StepUntilAsync(Asleep);
        instance.Instead = MastodonInstance.Says(503, "");
        await app.StepUntilAsync(Asleep.AddHours(7), minutes: 30);

        Assert.Equal(5, await EveryAsync(app));
        Assert.True((await app.Get<CampaignStore>().FindAsync("river", default))!.IdleUntil <= app.Now);
    }

    [SkippableFact]
    public async Task A_surge_of_an_idle_campaign_is_judged_whole_though_each_source_is_asked_at_its_own_minute()
    {
        await using var app = await RelaisApp.StartAsync(azurite);
        var hosts = Enumerable.Range(0, 500).Select(number => $"m{number}.example").ToArray();
        var early = hosts.First(host => OwnMinute(host) == 10);
        var late = hosts.First(host => OwnMinute(host) == 50);
        var instance = new MastodonInstance(app.Outside, () => app.Now, early);
        _ = new MastodonInstance(app.Outside, () => app.Now, late);
        await CreateAsync(app, "River", null, early, late);
        await app.StepUntilAsync(Asleep.AddHours(2), minutes: 20);
        Assert.Equal(60, await EveryAsync(app));

        // All of it comes after the first source was asked, and long before the second is.
        instance.Publish(12, app.Now.AddMinutes(11), app.Now.AddMinutes(21), "river");
        var began = app.Now;
        await app.StepUntilAsync(began.AddHours(2), minutes: 1);

        var surge = Assert.Single(await app.Get<AlertStore>().ListAsync("river", "", 10, default));
        Assert.Equal("surge", surge.Kind);
        Assert.InRange(surge.StartsAt, began.AddMinutes(11), began.AddMinutes(30));

        int OwnMinute(string host) => Enumerable.Range(0, 60).First(minute =>
            Cadence.IsDue(new TrackedQuery("mastodon", host, ["river"], []).Key, 60, Asleep.AddMinutes(minute - 1), Asleep.AddMinutes(minute)));
    }

    [SkippableFact]
    public async Task The_row_of_an_idle_campaign_is_written_a_few_times_a_day()
    {
        await using var app = await RelaisApp.StartAsync(azurite);
        _ = new MastodonInstance(app.Outside, () => app.Now);
        await CreateAsync(app, "River");
        await app.StepUntilAsync(Asleep, minutes: 20);
        var from = app.Storage.Count;
        await app.StepUntilAsync(Asleep.AddHours(24), minutes: 20);

        var written = app.Storage.Requests.Skip(from).Count(request => request.StartsWith("PUT", StringComparison.Ordinal) && request.Contains("campaigns(", StringComparison.Ordinal));
        Assert.InRange(written, 4, 10);
        Assert.Equal(MomentumPhase.Steady, (await app.Get<MomentumStore>().ReadAsync("river", default)).State.Phase);
    }

    private static async Task CreateAsync(RelaisApp app, string name, string? cadence = null, params string[] hosts)
    {
        var sources = string.Join(',', (hosts.Length > 0 ? hosts : ["mastodon.example"]).Select(host => $$"""{"kind":"mastodon","host":"{{host}}"}"""));
        (await app.PostAsync("/api/campaigns", $$"""{"name":"{{name}}","hashtags":["River"],"sources":[{{sources}}],"cadence":"{{cadence ?? "auto"}}"}""")).Expect(201);
    }

    private static async Task<int> EveryAsync(RelaisApp app) =>
        (await app.GetAsync("/api/campaigns/river/sources")).Expect(200).Number("sources", "0", "everyMinutes");
}
