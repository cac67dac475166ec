using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Relais.Alerts;
using Relais.Benchmarks.App;
using Relais.Http;
using Relais.Notifications;

namespace Relais.Benchmarks.Sending;

/// <summary>The app, the loop, the emulator and the sink, as they take turns.</summary>
internal sealed class FanOutRun : IAsyncDisposable
{
    // Longer than the last flush of a page may wait: whatever belongs to a turn has been asked of storage by then.
    private static readonly TimeSpan Aftermath = TimeSpan.FromMilliseconds(500);

    private readonly DateTimeOffset now = TimeProvider.System.GetUtcNow();
    private int keys;

    private FanOutRun(SinkProcess sink, StorageEmulator emulator, MeasuredApp app, BareLoop loop) => (Sink, Emulator, App, Loop) = (sink, emulator, app, loop);

    public SinkProcess Sink { get; }

    public StorageEmulator Emulator { get; }

    public MeasuredApp App { get; }

    public BareLoop Loop { get; }

    public static async Task<FanOutRun> StartAsync(IReadOnlyDictionary<string, string?>? settings = null, Action<WebApplicationBuilder, SinkProcess>? prepare = null)
    {
        var sink = await SinkProcess.StartAsync();
        var emulator = await StorageEmulator.StartAsync();
        var all = new Dictionary<string, string?>(settings ?? new Dictionary<string, string?>()) { ["Relais:Stepped"] = "false" };
        var app = await MeasuredApp.StartAsync(emulator, all, prepare: builder => prepare?.Invoke(builder, sink), onlyCounts: true);
        return new FanOutRun(sink, emulator, app, new BareLoop(TrustedRoots.Only(sink.Root)));
    }

    /// <summary>A campaign whose people these webhooks are.</summary>
    public async Task SubscribeAsync(string campaignId, IReadOnlyList<string> webhooks)
    {
        await App.AddCampaignAsync(campaignId, now);
        await App.SubscribeAsync(campaignId, webhooks, now);
    }

    /// <summary>Gives the loop the bytes that the app posts to these addresses.</summary>
    public async Task PrepareLoopAsync(string campaignId, IReadOnlyList<string> webhooks)
    {
        var campaign = await App.AddCampaignAsync(campaignId, now);
        await Loop.PrepareAsync(AlertText.Say(MeasuredApp.CallOf(campaignId, "loop", now), campaign, new Telling(1, Telling.Firing, Grouping.First, now, [])), webhooks);
    }

    /// <summary>Raises an alert and waits until so many have it, of an audience.</summary>
    public async Task<Turn> TellAsync(string campaignId, int count, int audience)
    {
        var key = string.Create(CultureInfo.InvariantCulture, $"turn {++keys}");
        Alert? alert = null;
        Arrivals? arrivals = null;
        var use = await UseAsync(async () =>
        {
            var before = App.Storage.Count;
            arrivals = await Sink.MeasureAsync(count, async () => alert = await App.RaiseAsync(campaignId, key, now));
            await Task.Delay(Aftermath);
            return App.Storage.Count - before;
        });
        await SettleAsync(alert!, count, audience);
        return new Turn(arrivals!, use);
    }

    /// <summary>The loop's turn.</summary>
    public async Task<Turn> LoopAsync(int count, Func<Task> send)
    {
        Arrivals? arrivals = null;
        var use = await UseAsync(async () =>
        {
            arrivals = await Sink.MeasureAsync(count, send);
            return 0;
        });
        return new Turn(arrivals!, use);
    }

    /// <summary>Finds how many the loop best has under way at once.</summary>
    /// <param name="prepare">Called before each try.</param>
    public async Task FindBestLoopAsync(int count, Func<Task> prepare, Func<Task> send)
    {
        var best = new Dictionary<int, double>();
        foreach (var _ in Enumerable.Range(0, 3))
        {
            foreach (var inFlight in new[] { 32, 64, 256 })
            {
                await prepare();
                Loop.InFlight = inFlight;
                best[inFlight] = Math.Max(best.GetValueOrDefault(inFlight), (await LoopAsync(count, send)).Arrivals.PerSecond);
            }
        }

        Loop.InFlight = best.MaxBy(one => one.Value).Key;
        Figures.Print($"  the loop's best is {Loop.InFlight} in flight, of {string.Join(", ", best.Keys)}");
    }

    public async ValueTask DisposeAsync()
    {
        Loop.Dispose();
        await App.DisposeAsync();
        await Emulator.DisposeAsync();
        await Sink.DisposeAsync();
    }

    private async Task<Use> UseAsync(Func<Task<int>> action)
    {
        var (sender, sink, storage) = (Environment.CpuUsage.TotalTime, Sink.ProcessorTime, Emulator.ProcessorTime);
        var requests = await action();
        return new Use(Environment.CpuUsage.TotalTime - sender, Sink.ProcessorTime - sink, Emulator.ProcessorTime - storage, requests);
    }

    // The loop's next turn must not meet this one's last flushes; and what was not written down as sent was not delivered.
    private async Task SettleAsync(Alert alert, int count, int audience)
    {
        var ledger = App.Get<LedgerReader>();
        DeliveryCounts? counts = null;
        for (var tries = 0; tries < 300 && counts?.Sent != count; tries++)
        {
            await Task.Delay(tries == 0 ? TimeSpan.Zero : TimeSpan.FromMilliseconds(200));
            counts = await ledger.CountAsync(alert.Id, 1, CancellationToken.None);
        }

        if (counts!.Sent != count || counts.Audience != audience)
        {
            throw new InvalidOperationException($"The deliveries do not stand as they should: {counts}.");
        }
    }
}

/// <summary>What one turn came to.</summary>
internal sealed record Turn(Arrivals Arrivals, Use Use);

/// <summary>Processor time by process, and requests to storage.</summary>
internal sealed record Use(TimeSpan Sender, TimeSpan Sink, TimeSpan Storage, int Requests);
