using Relais.Alerts;
using Relais.Benchmarks.App;
using Relais.Campaigns;
using Relais.Hosting.Local;
using Relais.Hosting.Worker;
using Relais.Momentum;
using Relais.Notifications;
using Relais.Snapshots;

namespace Relais.Benchmarks.Costs;

/// <summary>One snapshot on the first day and after a year: of counts every hour, a gap and a snapshot a day, an alert a week.</summary>
internal static class SnapshotCosts
{
    private const int PostsAnHour = 20;

    public static async Task<IReadOnlyList<Cost>> MeasureAsync(StorageEmulator emulator, BenchmarkOptions options)
    {
        var days = options.Quick ? 30 : 365;
        using var nobody = new Strangers(uri => throw new InvalidOperationException($"Nothing asks {uri.Host} here."));
        await using var app = await MeasuredApp.StartAsync(emulator, outside: nobody);
        var campaign = await app.AddCampaignAsync(MeasuredApp.Beginning, new FollowedSource("mastodon", "mastodon.example"));
        await FillAsync(app, campaign, 0);
        var first = await SnapAsync(app);
        for (var day = 1; day < days; day++)
        {
            await FillAsync(app, campaign, day);
        }

        var last = await SnapAsync(app);
        return
        [
            new Cost("a snapshot on the first day", first.Requests, null, Describe(first)),
            new Cost($"  after {days} days", last.Requests, first.Requests, Describe(last)),
        ];
    }

    private static string Describe(StorageBill bill) => FormattableString.Invariant($"{bill.Total.Bytes / 1024.0:F1} KiB read: {bill.Describe()}");

    private static Task<StorageBill> SnapAsync(MeasuredApp app) =>
        app.Storage.MeasureAsync(() => app.CallAsync<TakeSnapshots>(one => one.RunAsync(new TimerInfo(), default)));

    // A day by the stores' own doors: counted until noon, blind for half an hour, counted until midnight, judged, written down.
    private static async Task FillAsync(MeasuredApp app, Campaign campaign, int day)
    {
        var signals = app.Get<SignalStore>();
        var query = TrackedQuery.Of(campaign, app.Get<CampaignRules>().Kinds).Single().Key;
        var (start, noon, end) = (campaign.From.AddDays(day), campaign.From.AddDays(day).AddHours(12), campaign.From.AddDays(day + 1));
        var cursor = await signals.ReadCursorAsync(query, default);
        cursor = await signals.FoldAsync(query, cursor, new Fold($"{day}a", noon, Counts(start, noon), []), default) ?? throw Raced();
        cursor = await signals.RefuseAsync(query, cursor, "answered 503", denied: true, null, noon, default) ?? throw Raced();
        _ = await signals.FoldAsync(query, cursor, new Fold($"{day}b", end, Counts(noon.AddMinutes(30), end), []), default) ?? throw Raced();
        await (day % 7 == 0 ? AlertAsync(app, campaign, noon) : Task.CompletedTask);
        app.Get<SteppedClock>().Set(end);
        await app.CallAsync<MeasureMomentum>(one => one.RunAsync(new MomentumDue(campaign.Id), default));
        await app.CallAsync<TakeSnapshots>(one => one.RunAsync(new TimerInfo(), default));
    }

    // A surge from noon to two, told to the end: of its beginning to a thousand, of its end to nobody.
    private static async Task AlertAsync(MeasuredApp app, Campaign campaign, DateTimeOffset noon)
    {
        var (desk, clock, seen) = (app.Get<AlertDesk>(), app.Get<SteppedClock>(), new Observation(99, 25, 4.0, 3.5));
        clock.Set(noon);
        var (alert, _) = await desk.RaiseAsync(AlertConditions.Surge(campaign.Id, noon, seen), default);
        clock.Set(noon.AddHours(2));
        await desk.ResolveAsync(campaign.Id, alert.Fingerprint, noon.AddHours(2), seen, default);
        foreach (var (version, sent) in new[] { (1, 1_000), (2, 0) })
        {
            await app.Get<AlertStore>().CloseAsync(campaign.Id, alert.Id, version, DeliveryCounts.None with { Sent = sent }, default);
            await app.Get<OpenAlerts>().CloseAsync((await app.Get<OpenAlerts>().FindAsync(new FanOutDue(campaign.Id, alert.Id, version), default))!, default);
        }
    }

    private static InvalidOperationException Raced() => new("Somebody else wrote this question's row.");

    private static MinuteCounts Counts(DateTimeOffset from, DateTimeOffset until)
    {
        var counts = new MinuteCounts();
        for (var at = from; at < until; at += TimeSpan.FromHours(1) / PostsAnHour)
        {
            counts.Add(at, 1);
        }

        return counts;
    }
}
