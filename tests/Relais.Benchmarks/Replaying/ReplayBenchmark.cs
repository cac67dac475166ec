using System.Diagnostics;
using Relais.Benchmarks.App;
using Relais.Campaigns;
using Relais.Momentum;
using Relais.Notifications;
using Relais.Polling;
using Relais.Rehearsal;

namespace Relais.Benchmarks.Replaying;

/// <summary>Says what a replay's step of five minutes costs in time and in requests to storage, and where the time goes.</summary>
internal static class ReplayBenchmark
{
    private const int KindsShown = 8;

    // A replay goes on so long after its last arrival.
    private static readonly TimeSpan Aftermath = TimeSpan.FromHours(6);

    public static async Task<int> RunAsync(BenchmarkOptions options)
    {
        // A longer tape tells whether a step costs more when there is more behind it.
        foreach (var length in options.Quick ? [TimeSpan.FromHours(4)] : new[] { TimeSpan.FromDays(1), TimeSpan.FromDays(7) })
        {
            await using var emulator = await StorageEmulator.StartAsync();
            await RunAsync(emulator, length);
        }

        return 0;
    }

    private static async Task RunAsync(StorageEmulator emulator, TimeSpan length)
    {
        var tape = SyntheticTape.Of(length);
        var hashtag = Hashtag.TryParse("replayed", out var parsed, out var reason) ? parsed : throw new InvalidOperationException(reason);
        var replayed = new ReplayOptions(tape, hashtag, FromEmpty: true);
        await using var app = await MeasuredApp.StartAsync(emulator, Replay.Settings(replayed), prepare: builder =>
        {
            builder.Services.AddReplay(tape);
            builder.Services.AddConsoleChannel(TextWriter.Null);
        });

        using var own = Process.GetCurrentProcess();
        var (ownBefore, emulatorBefore) = (own.TotalProcessorTime, emulator.ProcessorTime);
        var said = new StringWriter();
        var watch = Stopwatch.StartNew();
        var bill = await app.Storage.MeasureAsync(() => new Replay(app.Services, replayed, said).RunAsync(CancellationToken.None));
        watch.Stop();
        own.Refresh();

        var steps = (int)Math.Ceiling((tape.Arrivals[^1].At + Aftermath - MinuteCounts.FloorTo(tape.Arrivals[0].At, Detector.Bin)) / Detector.Bin);
        Figures.Print($"{said.ToString().TrimEnd()}");
        Figures.Print($"{steps} steps: {PerStep(watch.Elapsed):F2} ms and {bill.Requests / (double)steps:F1} storage requests a step");
        Figures.Print($"  waiting for storage {PerStep(bill.Waiting):F2} ms, of which the emulator's processor {PerStep(emulator.ProcessorTime - emulatorBefore):F2} ms");
        Figures.Print($"  the rest {PerStep(watch.Elapsed - bill.Waiting):F2} ms; this process's processor in all {PerStep(own.TotalProcessorTime - ownBefore):F2} ms");
        foreach (var (kind, use) in bill.Kinds.OrderByDescending(kind => kind.Value.Time).Take(KindsShown))
        {
            Figures.Print($"    {kind,-24}{use.Requests / (double)steps,6:F2} a step{PerStep(use.Time),8:F2} ms{use.Time.TotalMilliseconds / use.Requests,8:F2} ms each");
        }

        double PerStep(TimeSpan time) => time.TotalMilliseconds / steps;
    }
}
