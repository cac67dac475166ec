using Relais.Alerts;
using Relais.Benchmarks.App;
using Relais.Notifications;

namespace Relais.Benchmarks.Sending;

/// <summary>
/// Says how long one alert takes to reach many webhooks beside a loop that sends the same bytes and keeps nothing. App and loop take turns in this
/// process; the sink and the emulator have one each.
/// </summary>
internal static class FanOutBenchmark
{
    public static async Task<int> RunAsync(BenchmarkOptions options)
    {
        await using var sink = await SinkProcess.StartAsync();
        foreach (var (audience, rounds) in options.Quick ? [(500, 3)] : new[] { (1_000, 9), (10_000, 5) })
        {
            await using var emulator = await StorageEmulator.StartAsync();
            await RunAsync(emulator, sink, audience, rounds);
        }

        return 0;
    }

    private static async Task RunAsync(StorageEmulator emulator, SinkProcess sink, int audience, int rounds)
    {
        await using var app = await MeasuredApp.StartAsync(emulator, new Dictionary<string, string?> { ["Relais:Stepped"] = "false" });
        using var loop = new BareLoop();
        var now = TimeProvider.System.GetUtcNow();
        var campaign = await app.AddCampaignAsync(now);

        // One round follows another at once: no group waits for its turn.
        await app.Get<AlertStore>().PutAsync(campaign.Id, new RhythmWish(WaitSeconds: 0, IntervalSeconds: 0), CancellationToken.None);
        await app.SubscribeAsync(audience, Address, now);
        await loop.PrepareAsync(AlertText.Say(AlertOf(0), campaign, new Telling(1, Telling.Firing, Grouping.First, now, [])), audience, Address);

        // The first round opens connections and compiles: it is told apart.
        var (told, bare) = (new List<Arrivals>(), new List<Arrivals>());
        StorageBill bill = new(new Dictionary<string, StorageUse>(), TimeSpan.Zero);
        var processor = TimeSpan.Zero;
        for (var round = 0; round <= rounds; round++)
        {
            bare.Add(await sink.MeasureAsync(audience, loop.SendAsync));
            var before = emulator.ProcessorTime;
            var alert = AlertOf(round);
            bill = await app.Storage.MeasureAsync(async () =>
            {
                told.Add(await sink.MeasureAsync(audience, () => app.Get<AlertDesk>().RaiseAsync(alert, CancellationToken.None)));
                await SettleAsync(app, alert, audience);
            });
            processor = emulator.ProcessorTime - before;
            await app.Get<AlertDesk>().ResolveAsync(alert.CampaignId, alert.Fingerprint, alert.StartsAt.AddHours(1), alert.AtStart!, CancellationToken.None);
        }

        Figures.Print($"one alert to {audience:N0} webhooks, {rounds} rounds and a first one");
        Print("the app, first alert", told[..1]);
        Print("the app", told[1..]);
        Print("the bare loop, first", bare[..1]);
        Print("the bare loop", bare[1..]);
        Figures.Print($"  app ÷ loop, by round: {Figures.Median(told.Zip(bare, (one, other) => one.PerSecond / other.PerSecond).Skip(1)):F3}");
        Figures.Print($"  arrivals beyond the audience: {told.Sum(one => one.All - one.Different)}");
        Figures.Print($"  last round: {bill.Requests} storage requests, the emulator's processor {processor.TotalMilliseconds:F0} ms, of the alert's {told[^1].Last.TotalMilliseconds:F0} ms");

        Alert AlertOf(int round) => AlertConditions.Surge(MeasuredApp.CampaignId, now.AddMinutes(round - 100), new Observation(99, 25, 4.0, 3.5));

        string Address(int number) => new Uri(sink.Address, $"{number}").ToString();
    }

    // The loop's next turn must not meet this one's last flushes.
    private static async Task SettleAsync(MeasuredApp app, Alert alert, int audience)
    {
        var ledger = app.Get<LedgerReader>();
        for (var tries = 0; tries < 600 && (await ledger.CountAsync(alert.Id, 1, CancellationToken.None)).Sent < audience; tries++)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50));
        }

        var counts = await ledger.CountAsync(alert.Id, 1, CancellationToken.None);
        if (counts.Sent != audience || counts.Audience != audience)
        {
            throw new InvalidOperationException($"The deliveries do not stand as they should: {counts}.");
        }
    }

    private static void Print(string who, IReadOnlyList<Arrivals> rounds)
    {
        var (rate, first) = (Figures.Median(rounds.Select(one => one.PerSecond)), Figures.Median(rounds.Select(one => one.First.TotalMilliseconds)));
        Figures.Print($"  {who,-24}{rate,9:N0}/s   first {first,7:F1} ms   last {Figures.Median(rounds.Select(one => one.Last.TotalMilliseconds)),8:F1} ms");
    }
}
