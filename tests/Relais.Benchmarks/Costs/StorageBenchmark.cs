using Relais.Benchmarks.App;

namespace Relais.Benchmarks.Costs;

/// <summary>Counts what the app asks of storage, and holds it against what is promised. Counts are exact: the same on any machine.</summary>
internal static class StorageBenchmark
{
    public static async Task<int> RunAsync(BenchmarkOptions options)
    {
        await using var emulator = await StorageEmulator.StartAsync();
        Figures.Print($"{"storage requests",-44}{"counted",10}{"promised",10}");
        var kept = true;
        foreach (var measure in new[] { PostCosts.MeasureAsync, DeliveryCosts.MeasureAsync, MannersCosts.MeasureAsync, IdleCosts.MeasureAsync, SnapshotCosts.MeasureAsync })
        {
            foreach (var cost in await measure(emulator, options))
            {
                Figures.Print($"{cost.What,-44}{cost.Requests,10:0.##}{(cost.Most is { } most ? $"≤ {most}" : ""),10}{(cost.IsKept ? "" : "  BROKEN")}");
                Figures.Print($"    {cost.Detail}");
                kept &= cost.IsKept;
            }
        }

        return kept ? 0 : 1;
    }
}
