using Relais.Benchmarks;
using Relais.Benchmarks.App;
using Relais.Benchmarks.Costs;

namespace Relais.Tests.Benchmarks;

/// <summary>What deliveries cost in requests to storage, counted as the benchmark counts them: the same on any machine.</summary>
public sealed class DeliveryCostsTests
{
    [SkippableFact]
    public async Task A_thousand_deliveries_cost_twenty_requests_and_one_look_at_the_brakes()
    {
        await using var emulator = await StartAsync();
        var costs = await DeliveryCosts.MeasureAsync(emulator, new BenchmarkOptions(Quick: true));

        Assert.All(costs, cost => Assert.True(cost.IsKept, $"{cost.What}: {cost.Requests} ({cost.Detail})"));
        Assert.Equal(
            "12, 9, 2, 11",
            string.Join(", ", Of("an alert that nobody wants to hear of"), Of("  and its close, once all has ended"), Of("one failed attempt among them, in addition"), Of("  and its next attempt")));

        double Of(string what) => costs.Single(cost => cost.What == what).Requests;
    }

    [SkippableFact]
    public async Task A_thousand_people_with_wishes_cost_little_more_than_a_thousand_without()
    {
        await using var emulator = await StartAsync();
        var costs = await MannersCosts.MeasureAsync(emulator, new BenchmarkOptions(Quick: true));

        Assert.All(costs, cost => Assert.True(cost.IsKept, string.Join("; ", costs.Select(one => $"{one.What}: {one.Requests}"))));
    }

    [SkippableFact]
    public async Task An_idle_minute_costs_a_few_requests_with_a_quiet_campaign_and_without()
    {
        await using var emulator = await StartAsync();
        var costs = await IdleCosts.MeasureAsync(emulator, new BenchmarkOptions(Quick: true));

        Assert.Collection(costs, none => Assert.InRange(none.Requests, 0, 2.55), quiet => Assert.InRange(quiet.Requests, 0, 7.1));
    }

    private static async Task<StorageEmulator> StartAsync()
    {
        try
        {
            return await StorageEmulator.StartAsync();
        }
        catch (InvalidOperationException missing)
        {
            throw new SkipException(missing.Message);
        }
    }
}
