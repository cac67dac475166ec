using Relais.Alerts;
using Relais.Campaigns;
using Relais.Hosting.Worker;
using Relais.Momentum;
using Relais.Notifications;
using Relais.Snapshots;
using Relais.Storage;
using Relais.Storage.Tables;
using Relais.Tests.Story;

namespace Relais.Tests.Snapshots;

/// <summary>How campaigns stand, written down every five minutes and shown.</summary>
public sealed class SnapshotsTests(Azurite azurite) : IClassFixture<Azurite>
{
    private static readonly DateTimeOffset Morning = RelaisApp.Morning;

    [SkippableFact]
    public async Task A_snapshot_holds_the_numbers_of_every_store()
    {
        await using var app = await RelaisApp.StartAsync(azurite);
        var campaign = await app.CampaignAsync("marche", ["climat"], ["one.example", "two.example"]);
        var (one, two) = (app.Queries(campaign)[0], app.Queries(campaign)[1]);
        await app.SignalsAsync(one, Morning, Morning.AddHours(30), 10, new Gap(Morning, Morning.AddHours(1), "more was published than could be read", false));
        await app.SignalsAsync(two, Morning, Morning.AddHours(30), 2);
        await JudgeAsync(app);
        await app.SignalsAsync(one, Morning.AddHours(30), Morning.AddHours(31), 200);
        await app.SignalsAsync(two, Morning.AddHours(30), Morning.AddHours(30).AddMinutes(50), 2);
        var signals = app.Get<SignalStore>();
        await signals.RefuseAsync(two, await signals.ReadCursorAsync(two, default), "answered 401", denied: true, null, Morning.AddHours(31), default);
        await JudgeAsync(app);
        await PlanAsync(app, "spe");

        app.SetClock(Morning.AddHours(31));
        await TakeAsync(app);

        var shown = (await app.GetAsync("/api/campaigns/marche/snapshots")).Expect(200);
        Assert.Equal(1, shown.At("snapshots").GetArrayLength());
        Assert.Equal("""{"posts":561,"lastHour":201,"lastDay":477,"lastWeek":561}""", shown.At("snapshots", "0", "totals").GetRawText());
        Assert.Equal("""{"firing":1,"total":1}""", shown.At("snapshots", "0", "alerts").GetRawText());
        Assert.Equal("""{"planned":1,"sent":1,"deferred":1,"failed":0,"expired":0,"suppressed":0,"audience":3}""", shown.At("snapshots", "0", "deliveries").GetRawText());
        Assert.Equal("""{"open":1,"lastWeek":2}""", shown.At("snapshots", "0", "gaps").GetRawText());
        Assert.Equal(("surge", 201), (shown.Read("snapshots", "0", "momentum", "phase"), shown.Number("snapshots", "0", "momentum", "trailing")));
        Assert.Equal(
            """[{"kind":"mastodon","where":"one.example","lastAsked":"2026-03-03T15:00:00+00:00","state":"ok","detail":null},"""
            + """{"kind":"mastodon","where":"two.example","lastAsked":"2026-03-03T14:50:00+00:00","state":"failing","detail":"answered 401"}]""",
            shown.At("snapshots", "0", "sources").GetRawText());

        // The list of campaigns shows the same, and so does the page of the campaign, freshly counted.
        foreach (var json in new[] { (await app.GetAsync("/api/dashboard")).At("campaigns", "0"), (await app.GetAsync("/api/dashboard/marche")).At("campaign") })
        {
            Assert.Equal(shown.At("snapshots", "0", "totals").GetRawText(), json.GetProperty("totals").GetRawText());
            Assert.Equal(shown.At("snapshots", "0", "deliveries").GetRawText(), json.GetProperty("deliveries").GetRawText());
            Assert.Equal(shown.At("snapshots", "0", "gaps").GetRawText(), json.GetProperty("gaps").GetRawText());
        }
    }

    [SkippableFact]
    public async Task A_snapshot_costs_the_same_after_a_year_as_on_the_first_day()
    {
        await using var app = await RelaisApp.StartAsync(azurite);
        var campaign = await app.CampaignAsync("marche", ["climat"], ["one.example"], from: Morning);
        var query = Assert.Single(app.Queries(campaign));
        await app.SignalsAsync(query, Morning, Morning.AddHours(1), 60);
        await JudgeAsync(app);
        app.SetClock(Morning.AddHours(1));
        await TakeAsync(app);
        app.SetClock(Morning.AddHours(2));
        await app.GetAsync("/api/keys");
        var first = await app.Storage.CountAsync(() => TakeAsync(app));
        var firstShown = await app.Storage.CountAsync(() => app.GetAsync("/api/dashboard/marche"));
        var firstListed = await app.Storage.CountAsync(() => app.GetAsync("/api/dashboard"));

        // A year in which every fourth hour had signals and a gap, and more alerts and snapshots than one answer holds.
        var table = app.Get<StorageAccount>().Table(SignalStore.TableName);
        var year = Morning.AddDays(365);
        var counts = new MinuteCounts();
        var hours = Enumerable.Range(1, (6 * 365) - 1).Select(number => Morning.AddHours(4 * number)).ToArray();
        Array.ForEach(hours, hour => counts.Add(hour, 10));
        await Parallel.ForEachAsync(hours.Chunk(50), async (chunk, token) => await table.SubmitTransactionAsync(
            chunk.SelectMany(hour => new[]
            {
                new TableTransactionAction(TableTransactionActionType.UpsertReplace, SignalRows.EncodeHour(query, hour, counts)),
                new TableTransactionAction(TableTransactionActionType.UpsertReplace, SignalRows.EncodeGap(query, new Gap(hour, hour.AddMinutes(20), "answered 503", true))),
            }),
            token));
        for (var number = 0; number < 60; number++)
        {
            await TellToTheEndAsync(app, Make.Surge("marche", Morning.AddHours(3).AddDays(6 * number)));
        }

        var snapshot = await app.Get<SnapshotTaker>().TakeAsync(campaign, [], Morning.AddHours(2), default);
        await Parallel.ForEachAsync(Enumerable.Range(1, 300), async (number, token) => await app.Get<SnapshotStore>().KeepAsync(snapshot with { At = year.AddMinutes(-5 * number) }, token));
        app.SetClock(year);
        await app.GetAsync("/api/keys");

        Assert.Equal(first, await app.Storage.CountAsync(() => TakeAsync(app)));
        Assert.Equal(firstListed, await app.Storage.CountAsync(() => app.GetAsync("/api/dashboard")));
        Assert.Equal(firstShown, await app.Storage.CountAsync(() => app.GetAsync("/api/dashboard/marche?hours=168")));
        Assert.InRange(first, 5, 20);
    }

    [SkippableFact]
    public async Task Snapshots_are_listed_newest_first_a_day_at_a_time()
    {
        await using var app = await RelaisApp.StartAsync(azurite);
        var campaign = await app.CampaignAsync("marche");
        var snapshot = await app.Get<SnapshotTaker>().TakeAsync(campaign, [], Morning, default);
        await Parallel.ForEachAsync(Enumerable.Range(0, 300), async (number, token) => await app.Get<SnapshotStore>().KeepAsync(snapshot with { At = Morning.AddMinutes(5 * number) }, token));
        await app.Get<SnapshotStore>().KeepAsync(snapshot with { At = Morning }, default);

        var first = (await app.GetAsync("/api/campaigns/marche/snapshots")).Expect(200);
        Assert.Equal(288, first.At("snapshots").GetArrayLength());
        Assert.Equal("2026-03-03T08:55:00+00:00", first.Read("snapshots", "0", "at"));
        var rest = (await app.GetAsync($"/api/campaigns/marche/snapshots?before={Uri.EscapeDataString(first.Read("before"))}")).Expect(200);
        Assert.Equal((12, "2026-03-02T08:55:00+00:00"), (rest.At("snapshots").GetArrayLength(), rest.Read("snapshots", "0", "at")));
        Assert.Equal("null", rest.At("before").GetRawText());
        Assert.Equal(300, await app.Get<SnapshotStore>().CountAsync("marche", default));
    }

    [SkippableFact]
    public async Task Only_campaigns_that_are_live_or_have_just_ended_are_taken_and_all_are_listed()
    {
        await using var app = await RelaisApp.StartAsync(azurite);
        await app.CampaignAsync("planned", from: Morning.AddDays(10));
        await app.CampaignAsync("live");
        await app.CampaignAsync("ended", from: Morning.AddDays(-30), until: Morning.AddDays(-2));
        await app.StepAsync(Morning.AddMinutes(5));

        var list = (await app.GetAsync("/api/dashboard")).Expect(200).At("campaigns").EnumerateArray();
        Assert.Equal(
            ["live live 2026-03-02T08:05:00+00:00", "ended ended ", "planned planned "],
            list.Select(one => $"{one.GetProperty("id")} {one.GetProperty("state")} {one.GetProperty("snapshotAt")}"));
        Assert.Equal(0, await app.Get<SnapshotStore>().CountAsync("planned", default));
        Assert.Equal(0, await app.Get<SnapshotStore>().CountAsync("ended", default));
    }

    [SkippableTheory]
    [InlineData("hours=1", 1, 60)]
    [InlineData("hours=24", 5, 288)]
    [InlineData("", 5, 288)]
    [InlineData("hours=168", 60, 168)]
    public async Task A_curve_has_all_its_steps_and_ends_with_now(string asked, int stepMinutes, int steps)
    {
        await using var app = await RelaisApp.StartAsync(azurite);
        var campaign = await app.CampaignAsync("marche", ["climat"], ["one.example"], from: Morning.AddDays(-10));
        await app.SignalsAsync(Assert.Single(app.Queries(campaign)), Morning.AddDays(-9), Morning, 60);
        var shown = (await app.GetAsync($"/api/dashboard/marche?{asked}")).Expect(200);

        Assert.Equal((stepMinutes, steps, steps), (shown.Number("stepMinutes"), shown.At("curve", "at").GetArrayLength(), shown.At("curve", "posts").GetArrayLength()));
        var at = shown.At("curve", "at").EnumerateArray().Select(one => one.GetInt64()).ToArray();
        Assert.All(at.Zip(at.Skip(1)), pair => Assert.Equal(stepMinutes * 60, pair.Second - pair.First));
        Assert.Equal(Morning.ToUnixTimeSeconds(), at[^1]);
        Assert.All(shown.At("curve", "posts").EnumerateArray().SkipLast(1), posts => Assert.Equal(stepMinutes, posts.GetInt32()));
    }

    [SkippableTheory]
    [InlineData("/api/dashboard/marche?hours=2", "hours: must be 1, 24 or 168.")]
    [InlineData("/api/dashboard/marche?hours=day", null)]
    [InlineData("/api/campaigns/marche/snapshots?before=yesterday", null)]
    public async Task A_wish_that_cannot_be_met_is_refused_by_field(string path, string? detail)
    {
        await using var app = await RelaisApp.StartAsync(azurite);
        await app.CampaignAsync("marche");
        var answer = (await app.GetAsync(path)).Expect(400);
        Assert.Equal(detail ?? answer.Detail, answer.Detail);
        Assert.Contains(answer.Read("errors", "0", "field"), path, StringComparison.Ordinal);
    }

    private static Task JudgeAsync(RelaisApp app) => app.RunAsync<MeasureMomentum>(measure => measure.RunAsync(new MomentumDue("marche"), default));

    private static Task TakeAsync(RelaisApp app) => app.RunAsync<TakeSnapshots>(take => take.RunAsync(new TimerInfo(), default));

    private static async Task TellToTheEndAsync(RelaisApp app, Alert alert)
    {
        app.SetClock(alert.StartsAt);
        await app.Get<AlertDesk>().RaiseAsync(alert, default);
        app.SetClock(alert.StartsAt.AddHours(1));
        await app.Get<AlertDesk>().ResolveAsync("marche", alert.Fingerprint, app.Now, alert.AtStart!, default);
        foreach (var version in new[] { 1, 2 })
        {
            Assert.True(await app.Get<AlertStore>().CloseAsync("marche", alert.Id, version, DeliveryCounts.None, default));
            await app.Get<OpenAlerts>().CloseAsync((await app.Get<OpenAlerts>().FindAsync(new FanOutDue("marche", alert.Id, version), default))!, default);
        }
    }

    // Three deliveries of the alert that fires: one planned, one sent, one put off.
    private static async Task PlanAsync(RelaisApp app, string states)
    {
        var alert = Assert.Single(await app.Get<AlertStore>().ListAsync("marche", "", 10, default));
        var campaign = (await app.Get<CampaignStore>().FindAsync("marche", default))!;
        var notification = AlertText.Say(alert, campaign, alert.Told(1)!);
        var ledger = app.Get<Ledger>();
        var due = Assert.Single((await ledger.PlanAsync(notification, 1, [[.. states.Select(letter => $"s_{letter}").Order()]], app.Now, default))!);
        var page = (await ledger.ClaimAsync(due with { Planned = null }, app.Now, default))!;
        page.Record(2, DeliveryOutcome.Sent, notification, app.Now);
        page.Record(0, DeliveryOutcome.RetryAt(null, "503"), notification, app.Now);
        Assert.True(await ledger.FlushAsync(due, page, release: true, app.Now, default));
    }
}
