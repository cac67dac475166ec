using System.Diagnostics;
using System.Text.Json;
using Relais.Momentum;

namespace Relais.Benchmarks.Momentum;

/// <summary>Says what one bin costs and how much is remembered of a campaign.</summary>
public static class DetectorBenchmark
{
    private const int BinsADay = 288;

    // Fixed: a draw that cannot be repeated cannot be compared.
    private const int Seed = 20261120;

    public static Task<int> RunAsync(BenchmarkOptions options)
    {
        var bins = options.Quick ? 30 * BinsADay : 3650 * BinsADay;
        var start = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        var random = new Random(Seed);
        var counts = Enumerable.Range(0, BinsADay).Select(_ => (int?)random.Next(100)).ToArray();
        var state = Run(MomentumState.Empty, BinsADay);

        var allocated = GC.GetAllocatedBytesForCurrentThread();
        var watch = Stopwatch.StartNew();
        state = Run(state, bins);
        watch.Stop();
        allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;

        Console.WriteLine($"{bins} bins: {watch.Elapsed.TotalNanoseconds / bins:F0} ns and {allocated / bins} B allocated a bin");
        Console.WriteLine($"a month of quiet bins, told one by one: {watch.Elapsed.TotalMilliseconds / bins * 30 * BinsADay:F2} ms");
        Console.WriteLine($"state: {JsonSerializer.SerializeToUtf8Bytes(state, MomentumStateJson.Default.MomentumState).Length} B as JSON");
        return Task.FromResult(0);

        MomentumState Run(MomentumState from, int count)
        {
            for (var bin = 0; bin < count; bin++)
            {
                start += Detector.Bin;
                (from, _) = Detector.Advance(from, DetectorSettings.Default, start, counts[bin % BinsADay]);
            }
            return from;
        }
    }
}
