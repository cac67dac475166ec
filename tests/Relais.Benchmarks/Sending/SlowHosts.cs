using System.Globalization;

namespace Relais.Benchmarks.Sending;

/// <summary>A thousand hosts that take a tenth of a second to answer, and the same with some that never do.</summary>
internal static class SlowHosts
{
    // A hundredth of them hang.
    private const int OneHangsOf = 100;
    private const double MostTimesTheFastest = 1.5;

    public static async Task<int> RunAsync(BenchmarkOptions options)
    {
        var (audience, rounds) = options.Quick ? (200, 2) : (1_000, 7);
        Figures.Print($"one alert to {audience:N0} webhooks on hosts of their own that answer after {Sink.Latency.TotalMilliseconds:F0} ms");

        // Whoever hangs is given up soon, so that rounds follow one another.
        await using var run = await FanOutRun.StartAsync(new Dictionary<string, string?> { ["Http:TotalSeconds"] = "4" });
        run.Loop.InFlight = audience;
        await run.SubscribeAsync("slow", run.Sink.OnNewHosts(audience, _ => Sink.Slow));
        await run.PrepareLoopAsync("slow", run.Sink.OnNewHosts(audience, _ => Sink.Slow));
        await run.TellAsync("slow", audience, audience);
        await run.LoopAsync(audience, run.Loop.SendAsync);

        var (alone, held, ratios) = (new List<double>(), new List<double>(), new List<double>());
        var turns = new Turns();
        for (var round = 0; round < rounds; round++)
        {
            var loop = await run.LoopAsync(audience, run.Loop.SendAsync);
            var app = await run.TellAsync("slow", audience, audience);
            turns.Add(app, loop);
            ratios.Add(app.Arrivals.Last / loop.Arrivals.Last);
            alone.Add(app.Arrivals.Last.TotalMilliseconds);
        }

        turns.Print("connections open, the loop with all of them under way at once");
        Figures.PrintRatio("last arrival ÷ the loop's, which is the fastest possible", ratios, MostTimesTheFastest, atMost: true);

        var hanging = audience / OneHangsOf;
        for (var round = 0; round < Math.Min(rounds, 5); round++)
        {
            var campaign = string.Create(CultureInfo.InvariantCulture, $"hanging-{round}");
            await run.SubscribeAsync(campaign, run.Sink.OnNewHosts(audience, number => number % OneHangsOf == OneHangsOf / 2 ? Sink.Hanging : Sink.Slow));
            await run.SubscribeAsync(campaign + "-none", run.Sink.OnNewHosts(audience, _ => Sink.Slow));
            var without = await run.TellAsync(campaign + "-none", audience, audience);
            held.Add((await run.TellAsync(campaign, audience - hanging, audience)).Arrivals.Last / without.Arrivals.Last);
        }

        Figures.PrintRatio($"hosts never met: last arrival with {hanging} that hang ÷ with none", held, 1.5, atMost: true);
        Machine.PrintLoad();
        return 0;
    }
}
