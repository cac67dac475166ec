using System.Net;
using System.Text;
using Relais.Benchmarks.App;
using Relais.Campaigns;

namespace Relais.Benchmarks.Costs;

/// <summary>Minutes in which nothing happens: without a campaign, and with one that follows a source on which nobody posts.</summary>
internal static class IdleCosts
{
    private const int Minutes = 60;

    public static async Task<IReadOnlyList<Cost>> MeasureAsync(StorageEmulator emulator, BenchmarkOptions options)
    {
        List<Cost> costs =
        [
            await MeasureAsync(emulator, "an idle minute, no campaign", 1),
            await MeasureAsync(emulator, "an idle minute, a quiet campaign", 1, new FollowedSource("mastodon", "mastodon.example")),
        ];
        if (!options.Quick)
        {
            costs.Add(await MeasureAloneAsync(emulator));
        }

        return costs;
    }

    // The functions' own requests, by the minute, with the default of a poll every five minutes.
    private static async Task<Cost> MeasureAsync(StorageEmulator emulator, string what, int everyMinutes, params FollowedSource[] sources)
    {
        using var outside = new Strangers(_ => new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent("[]", Encoding.UTF8, "application/json") });
        await using var app = await MeasuredApp.StartAsync(emulator, new Dictionary<string, string?> { ["Polling:EveryMinutes"] = "5" }, outside);
        if (sources.Length > 0)
        {
            await app.AddCampaignAsync(MeasuredApp.Beginning, sources);
        }

        var now = MeasuredApp.Beginning;
        for (var minute = 0; minute < Minutes; minute++)
        {
            await app.StepAsync(now = now.AddMinutes(1));
        }

        var bill = await app.Storage.MeasureAsync(async () =>
        {
            for (var minute = 0; minute < Minutes; minute += everyMinutes)
            {
                await app.StepAsync(now = now.AddMinutes(everyMinutes));
            }
        });
        return new Cost(what, bill.Requests / (double)Minutes, null, $"in an hour: {bill.Describe()}");
    }

    // Alone, the process also keeps its timers' rows and looks into its queues; under the Functions host, the host does both.
    private static async Task<Cost> MeasureAloneAsync(StorageEmulator emulator)
    {
        await using var app = await MeasuredApp.StartAsync(emulator, new Dictionary<string, string?> { ["Relais:Stepped"] = "false" });
        await Task.Delay(TimeSpan.FromSeconds(10));
        var bill = await app.Storage.MeasureAsync(() => Task.Delay(TimeSpan.FromMinutes(1)));
        return Cost.Of("an idle minute, stand-alone, no campaign", bill);
    }
}
