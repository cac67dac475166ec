using System.Globalization;

namespace Relais.Benchmarks.Sending;

/// <summary>Hosts that have never been met, each with one webhook: every delivery opens a connection.</summary>
internal static class NewHosts
{
    private const double Aim = 0.75;

    public static async Task<int> RunAsync(BenchmarkOptions options)
    {
        Figures.Print($"one alert to webhooks on hosts never met, each its own");
        foreach (var (audience, rounds) in options.Quick ? [(200, 2)] : new[] { (1_000, 9), (10_000, 5), (100_000, 1) })
        {
            await RunAsync(audience, rounds);
        }

        return 0;
    }

    private static async Task RunAsync(int audience, int rounds)
    {
        await using var run = await FanOutRun.StartAsync();

        // To compile; nobody of these is met again.
        var warm = Math.Min(audience, 1_000);
        await run.SubscribeAsync("warm", Fresh(run, warm));
        await run.TellAsync("warm", warm, warm);
        await run.App.UnsubscribeAsync("warm", warm);
        await run.FindBestLoopAsync(warm, () => run.PrepareLoopAsync("warm", Fresh(run, warm)), run.Loop.SendAnewAsync);

        var turns = new Turns();
        for (var round = 0; round < rounds; round++)
        {
            var campaign = string.Create(CultureInfo.InvariantCulture, $"new-{round}");
            await run.SubscribeAsync(campaign, Fresh(run, audience));
            await run.PrepareLoopAsync(campaign, Fresh(run, audience));
            var loop = await run.LoopAsync(audience, run.Loop.SendAnewAsync);
            run.Loop.Forget();
            turns.Add(await run.TellAsync(campaign, audience, audience), loop);
            await run.App.UnsubscribeAsync(campaign, audience);
        }

        turns.Print($"{audience:N0}", Aim);
        Machine.PrintLoad();
    }

    private static IReadOnlyList<string> Fresh(FanOutRun run, int count) => run.Sink.OnNewHosts(count, _ => "/");
}
