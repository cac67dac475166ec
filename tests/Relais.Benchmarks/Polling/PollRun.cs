using System.Globalization;
using Relais.Benchmarks.App;
using Relais.Campaigns;
using Relais.Momentum;
using Relais.Polling;

namespace Relais.Benchmarks.Polling;

/// <summary>Many campaigns on few hashtags of one instance, all of them asked each minute.</summary>
internal sealed class PollRun : IAsyncDisposable
{
    private readonly Campaign[] campaigns;
    private int minutes;

    private PollRun(MeasuredApp app, Campaign[] campaigns) => (App, this.campaigns) = (app, campaigns);

    public MeasuredApp App { get; }

    /// <param name="judged">Whether what was counted is judged in the same tick, campaign by campaign.</param>
    /// <param name="outside">Who answers instead of the network.</param>
    public static async Task<PollRun> StartAsync(StorageEmulator emulator, string host, int campaigns, int hashtags, bool judged, HttpMessageHandler? outside = null)
    {
        // What a tick costs besides is counted apart.
        var others = FunctionsOff.TimersBut(nameof(SchedulePolls));
        var app = await MeasuredApp.StartAsync(emulator, judged ? others : others.And(nameof(MeasureMomentum)), outside, onlyCounts: true);
        var all = Enumerable.Range(0, campaigns).Select(number => new Campaign(
            string.Create(CultureInfo.InvariantCulture, $"c{number:D4}"),
            "Boîte à outils",
            [Hashtag.TryParse(Name(number % hashtags), out var hashtag, out var reason) ? hashtag : throw new InvalidOperationException(reason)],
            [new FollowedSource("mastodon", host)],
            MeasuredApp.Beginning,
            null,
            Thresholds.Default)).ToArray();
        foreach (var campaign in all)
        {
            await app.Get<CampaignStore>().AddAsync(campaign, CancellationToken.None);
        }

        return new PollRun(app, all);
    }

    public static string Name(int number) => string.Create(CultureInfo.InvariantCulture, $"outils{number}");

    /// <summary>One minute: the schedule, every poll, and what is judged; answers the requests to storage.</summary>
    public async Task<int> TickAsync()
    {
        var before = App.Storage.Count;
        await App.StepAsync(MeasuredApp.Beginning.AddMinutes(++minutes));
        return App.Storage.Count - before;
    }

    /// <summary>What was not counted costs nothing: figures without this would praise a fault.</summary>
    public async Task ExpectAsync(int each)
    {
        foreach (var query in campaigns.SelectMany(campaign => TrackedQuery.Of(campaign, App.Get<CampaignRules>().Kinds)).DistinctBy(query => query.Key))
        {
            var counted = (await App.Get<SignalStore>().ReadCursorAsync(query.Key, CancellationToken.None)).Signals;
            if (counted != each)
            {
                throw new InvalidOperationException($"{query.Key}: of {each} posts {counted} were counted.");
            }
        }
    }

    public ValueTask DisposeAsync() => App.DisposeAsync();
}
