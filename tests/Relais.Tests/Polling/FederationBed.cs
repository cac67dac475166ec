using Relais.Campaigns;
using Relais.Momentum;
using Relais.Polling;
using Relais.Tests.Story;

namespace Relais.Tests.Polling;

/// <summary>Instances that pass their statuses on to each other, and the questions that one campaign asks of them.</summary>
internal sealed class FederationBed
{
    private readonly RelaisApp app;
    private int published;

    public FederationBed(RelaisApp app, params string[] hosts)
    {
        this.app = app;
        Instances = [.. hosts.Select(host => new MastodonInstance(app.Outside, () => app.Now, host))];
        Queries = QueriesOf(hosts);
    }

    public IReadOnlyList<MastodonInstance> Instances { get; }

    public IReadOnlyList<TrackedQuery> Queries { get; }

    public static TrackedQuery[] QueriesOf(params string[] hosts) =>
        [.. hosts.Select(host => new TrackedQuery("mastodon", host, ["climat"], [], Among: hosts.Length > 1 ? [.. hosts.Order(StringComparer.Ordinal)] : null))];

    /// <summary>Publishes a status that some instances show, each from its own time on.</summary>
    public void Publish(DateTimeOffset created, params (int Instance, DateTimeOffset Arrives)[] shown)
    {
        var uri = $"https://origin.example/users/someone/statuses/{++published}";
        foreach (var (instance, arrives) in shown)
        {
            Instances[instance].Publish(created, ["climat"], arrives, uri);
        }
    }

    public Task PollAsync(TrackedQuery query) => app.RunAsync<PollSource>(poll => poll.RunAsync(new PollDue(query, ["c"], RelaisApp.Morning), default));

    public async Task PollAllAsync()
    {
        foreach (var query in Queries)
        {
            await PollAsync(query);
        }
    }

    /// <summary>What was counted by minute, for all of these questions together; their totals must say the same.</summary>
    public async Task<MinuteCounts> CountAsync(IReadOnlyList<TrackedQuery>? queries = null)
    {
        var (all, signals) = (new MinuteCounts(), app.Get<SignalStore>());
        foreach (var query in queries ?? Queries)
        {
            var counts = await signals.ReadCountsAsync(query.Key, RelaisApp.Morning.AddDays(-30), RelaisApp.Morning.AddDays(60), default);
            Assert.Equal(counts.Total, (await signals.ReadCursorAsync(query.Key, default)).Signals);
            all.Add(counts);
        }

        return all;
    }
}
