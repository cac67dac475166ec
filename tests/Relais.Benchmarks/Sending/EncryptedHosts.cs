using System.Globalization;
using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Relais.Http;

namespace Relais.Benchmarks.Sending;

/// <summary>Encrypted hosts, each its own: a first alert shakes hands with all of them, the second finds the connections open.</summary>
internal static class EncryptedHosts
{
    private const double Aim = 6;

    public static async Task<int> RunAsync(BenchmarkOptions options)
    {
        var (audience, rounds) = options.Quick ? (100, 1) : (1_000, 4);
        Figures.Print($"two alerts to {audience:N0} HTTPS hosts never met before");
        await using var run = await FanOutRun.StartAsync(prepare: (builder, sink) =>
        {
            builder.Services.AddSingleton(TrustedRoots.Only(sink.Root));
            builder.Services.AddSingleton<ResolveAddresses>((_, _) => Task.FromResult<IPAddress[]>([IPAddress.Loopback]));
        });
        run.Loop.InFlight = 256;
        var (firsts, seconds) = (new Turns(), new Turns());
        var (apps, loops) = (new List<double>(), new List<double>());
        for (var round = 0; round <= rounds; round++)
        {
            var campaign = string.Create(CultureInfo.InvariantCulture, $"tls-{round}");
            await run.SubscribeAsync(campaign, run.Sink.OnNewEncryptedHosts(audience));
            await run.PrepareLoopAsync(campaign, run.Sink.OnNewEncryptedHosts(audience));
            run.Loop.Forget();
            Turn[] loop = [await run.LoopAsync(audience, run.Loop.SendAsync), await run.LoopAsync(audience, run.Loop.SendAsync)];
            Turn[] app = [await run.TellAsync(campaign, audience, audience), await run.TellAsync(campaign, audience, audience)];
            await run.App.UnsubscribeAsync(campaign, audience);
            if (round == 0)
            {
                // Compiles.
                continue;
            }

            firsts.Add(app[0], loop[0]);
            seconds.Add(app[1], loop[1]);
            apps.Add(app[1].Arrivals.PerSecond / app[0].Arrivals.PerSecond);
            loops.Add(loop[1].Arrivals.PerSecond / loop[0].Arrivals.PerSecond);
        }

        firsts.Print("the first alert");
        seconds.Print("the second");
        Figures.PrintRatio("second ÷ first, the app", apps, Aim);
        Figures.PrintRatio("second ÷ first, the loop", loops);
        Machine.PrintLoad();
        return 0;
    }
}
