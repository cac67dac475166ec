using System.Diagnostics;
using System.Globalization;
using Relais.Benchmarks.App;

namespace Relais.Benchmarks.Polling;

/// <summary>
/// Says what a minute costs in which a thousand campaigns ask for a hundred hashtags: requests to the instance and to storage, and its time beside a bare
/// loop that makes the same requests to the instance one after the other, as a stepped app does.
/// </summary>
internal static class PollsBenchmark
{
    public static async Task<int> RunAsync(BenchmarkOptions options)
    {
        var (campaigns, hashtags, ticks) = options.Quick ? (100, 10, 2) : (1_000, 100, 7);
        var isRight = true;
        foreach (var judged in new[] { false, true })
        {
            await using var instance = await InstanceProcess.StartAsync();
            await using var emulator = await StorageEmulator.StartAsync();
            await using var run = await PollRun.StartAsync(emulator, instance.Address.Authority, campaigns, hashtags, judged);
            Figures.Print($"{campaigns:N0} campaigns on {hashtags} hashtags, {(judged ? "polled and judged" : "polled")}");
            isRight &= await RunAsync(instance, run, hashtags, judged ? Math.Min(ticks, 3) : ticks);
        }

        Machine.PrintLoad();
        return isRight ? 0 : 1;
    }

    private static async Task<bool> RunAsync(InstanceProcess instance, PollRun run, int hashtags, int ticks)
    {
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false, UseCookies = false, ActivityHeadersPropagator = null });
        var (times, ratios, requests, asked) = (new List<double>(), new List<double>(), new List<double>(), 0);

        // The first minute opens connections, compiles and finds every hashtag for the first time.
        for (var minute = 1; minute <= ticks + 1; minute++)
        {
            await instance.GoToAsync(minute);
            var loop = await TimeAsync(async () =>
            {
                for (var number = 0; number < hashtags; number++)
                {
                    var after = Math.Max(0, minute - 16);
                    await client.GetByteArrayAsync(new Uri(instance.Address, string.Create(CultureInfo.InvariantCulture, $"api/v1/timelines/tag/{PollRun.Name(number)}?limit=40&min_id={after}")));
                }
            });
            var (before, storage) = (await instance.AskedAsync(), 0);
            var tick = await TimeAsync(async () => storage = await run.TickAsync());
            asked = await instance.AskedAsync() - before;
            if (minute > 1)
            {
                (times, ratios, requests) = ([.. times, tick.TotalSeconds], [.. ratios, tick / loop], [.. requests, storage]);
            }
        }

        await run.ExpectAsync(ticks + 1);
        Figures.Print($"    requests to the instance in a minute: {asked}; aim {hashtags}");
        Figures.Print($"    requests to storage in a minute: {Figures.Median(requests):0} ({Figures.Median(requests) / hashtags:0.0} a question)");
        Figures.Print($"    a minute's work takes {Figures.Median(times):F2} s ({times.Min():F2} to {times.Max():F2}): {hashtags / Figures.Median(times) * 60:N0} polls a minute");
        Figures.PrintRatio("the app ÷ a bare loop of the same requests to the instance", ratios);
        return asked == hashtags;
    }

    private static async Task<TimeSpan> TimeAsync(Func<Task> action)
    {
        var watch = Stopwatch.StartNew();
        await action();
        return watch.Elapsed;
    }
}
