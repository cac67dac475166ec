namespace Relais.Benchmarks.Sending;

/// <summary>One host that has been met: all connections are open.</summary>
internal static class OpenHost
{
    private const double Aim = 0.5;

    public static async Task<int> RunAsync(BenchmarkOptions options)
    {
        Figures.Print($"one alert to webhooks on one host, connections open");
        foreach (var (audience, rounds) in options.Quick ? [(500, 2)] : new[] { (1_000, 11), (10_000, 9), (100_000, 1) })
        {
            await RunAsync(audience, rounds);
        }

        return 0;
    }

    private static async Task RunAsync(int audience, int rounds)
    {
        await using var run = await FanOutRun.StartAsync();
        var webhooks = run.Sink.OnOneHost(audience);
        await run.SubscribeAsync("open", webhooks);
        await run.PrepareLoopAsync("open", webhooks);

        // The first ones open connections and compile: they are told apart.
        await run.FindBestLoopAsync(audience, () => Task.CompletedTask, run.Loop.SendAsync);
        var first = new Turns();
        var turns = new Turns();
        for (var round = 0; round <= rounds; round++)
        {
            var loop = await run.LoopAsync(audience, run.Loop.SendAsync);
            (round == 0 ? first : turns).Add(await run.TellAsync("open", audience, audience), loop);
        }

        first.Print($"{audience:N0}, the first alert of a process");
        turns.Print($"{audience:N0}", audience == 10_000 ? Aim : null);
        Machine.PrintLoad();
    }
}
