using Relais.Hosting.Local;
using Relais.Momentum;
using Relais.Polling;
using Relais.Secrets;

namespace Relais.Rehearsal;

/// <summary>Puts an app together from its command line and what is to be prepared before its rooms are added.</summary>
public delegate WebApplication ComposeApp(string[] args, Action<WebApplicationBuilder> prepare);

/// <summary>The commands that rehearse the app on one machine: `demo` and `replay`.</summary>
public static class RehearsalModule
{
    private const int WrongUsage = 2;

    public static async Task<int> DemoAsync(string[] args, ComposeApp compose)
    {
        var exit = args.Contains("--exit");
        var output = new ProgressLine(Console.Out, isWatched: !Console.IsOutputRedirected);
        var beginning = MinuteCounts.FloorTo(TimeProvider.System.GetUtcNow(), Detector.Bin) - BundledDay.Length;
        await using var standIns = await StandIns.StartAsync(output, beginning);
        await using var app = compose([.. args.Where(arg => arg != "--exit")], builder =>
        {
            builder.Configuration.AddInMemoryCollection(standIns.Settings);
            Configure(builder, Demo.Settings(builder.Configuration), output);
        });
        await app.StartAsync();
        await StorageReset.RunAsync(app.Services, wanted: true, app.Lifetime.ApplicationStopping);

        standIns.Follow(app.Services.GetRequiredService<SteppedClock>());
        var demo = new Demo(app, standIns, output, beginning);
        try
        {
            var addsUp = await demo.PlayAsync(app.Lifetime.ApplicationStopping);
            if (!exit)
            {
                await demo.StayAsync(app.Lifetime.ApplicationStopping);
            }

            return addsUp ? 0 : 1;
        }
        catch (OperationCanceledException) when (app.Lifetime.ApplicationStopping.IsCancellationRequested)
        {
            return exit ? 1 : 0;
        }
        finally
        {
            await app.StopAsync();
        }
    }

    public static async Task<int> ReplayAsync(string[] args, ComposeApp compose)
    {
        if (ReplayOptions.Parse(args, out var fault) is not { } options)
        {
            await Console.Error.WriteLineAsync($"replay: {fault}\n{ReplayOptions.Usage}");
            return WrongUsage;
        }

        await using var app = compose([], builder =>
        {
            Configure(builder, Replay.Settings(options), Console.Out);
            builder.Services.AddReplay(options.Tape);
        });
        await app.StartAsync();
        await StorageReset.RunAsync(app.Services, options.FromEmpty, app.Lifetime.ApplicationStopping);
        await new Replay(app.Services, options, Console.Out).RunAsync(app.Lifetime.ApplicationStopping);
        await app.StopAsync();
        return 0;
    }

    private static void Configure(WebApplicationBuilder builder, Dictionary<string, string?> settings, TextWriter output)
    {
        builder.Configuration.AddInMemoryCollection(settings);

        // Nobody's real address is among them, wherever they are kept.
        builder.Configuration[KeyRing.Setting] ??= LocalKeys.ReadOrCreate(builder.Configuration);
        LocalDefaults.Apply(builder, output);
    }
}
