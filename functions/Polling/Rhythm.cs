using Microsoft.Extensions.Options;
using Relais.Campaigns;
using Relais.Momentum;
using Relais.Polling.Sources;

namespace Relais.Polling;

/// <summary>How many minutes lie between two polls of a question: the usual number, each minute during an event, one an hour of what is idle, a kind's own number where it has one, and more where that would cost too much.</summary>
public sealed class Rhythm(IEnumerable<ISource> sources, CampaignRules rules, SignalStore signals, IOptions<PollingOptions> options)
{
    // What posts cost is told from those of a week, or as many whole days of it as there are.
    private const int DaysLookedAt = 7;

    /// <summary>How often each question of those campaigns that are live is put, and what that costs, by its key.</summary>
    public Task<IReadOnlyDictionary<string, Pace>> ReadOfLiveAsync(IEnumerable<Campaign> campaigns, DateTimeOffset now, CancellationToken cancellationToken) =>
        ReadWithCostsAsync(AskedByLive(campaigns, now), now, cancellationToken);

    /// <summary>How often each question is put, and what that costs, by its key.</summary>
    /// <param name="asked">All that is asked now, and for which campaigns.</param>
    public Task<IReadOnlyDictionary<string, Pace>> ReadWithCostsAsync(IEnumerable<(TrackedQuery Query, Campaign Campaign)> asked, DateTimeOffset now, CancellationToken cancellationToken) =>
        ReadAsync(asked, withCosts: true, now, cancellationToken);

    /// <summary>All that those campaigns ask that are live.</summary>
    public IEnumerable<(TrackedQuery Query, Campaign Campaign)> AskedByLive(IEnumerable<Campaign> campaigns, DateTimeOffset now) =>
        campaigns.Where(campaign => campaign.StateAt(now) == CampaignState.Live).SelectMany(campaign => TrackedQuery.Of(campaign, rules.Kinds).Select(query => (query, campaign)));

    /// <summary>How often each question is put, by its key; what posts cost is not looked up.</summary>
    /// <param name="asked">All that is asked now, and for which campaigns.</param>
    public Task<IReadOnlyDictionary<string, Pace>> ReadAsync(IEnumerable<(TrackedQuery Query, Campaign Campaign)> asked, DateTimeOffset now, CancellationToken cancellationToken) =>
        ReadAsync(asked, withCosts: false, now, cancellationToken);

    /// <summary>How the questions to each network that costs money share it.</summary>
    /// <param name="asked">All that is asked now, and for which campaigns.</param>
    public async Task<IReadOnlyList<NetworkPacing>> ReadNetworksAsync(IEnumerable<(TrackedQuery Query, Campaign Campaign)> asked, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var networks = new List<NetworkPacing>();
        foreach (var network in sources.GroupBy(source => source.Network, StringComparer.Ordinal))
        {
            var pacings = new List<Pacing>();
            foreach (var source in network)
            {
                pacings.Add(await ReadPacingAsync(source.Kind, asked, withCosts: true, now, cancellationToken));
            }

            if (pacings[0].Budget is not null)
            {
                networks.Add(new NetworkPacing(network.Key, [.. network.Select(source => source.Kind)], pacings));
            }
        }

        return networks;
    }

    private async Task<IReadOnlyDictionary<string, Pace>> ReadAsync(
        IEnumerable<(TrackedQuery Query, Campaign Campaign)> asked, bool withCosts, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var paces = new Dictionary<string, Pace>(StringComparer.Ordinal);
        foreach (var kind in asked.GroupBy(one => one.Query.Kind, StringComparer.Ordinal))
        {
            var pacing = await ReadPacingAsync(kind.Key, kind, withCosts, now, cancellationToken);
            foreach (var demand in pacing.Demands)
            {
                paces[demand.Key] = pacing.Of(demand);
            }
        }

        return paces;
    }

    private async Task<Pacing> ReadPacingAsync(
        string kind, IEnumerable<(TrackedQuery Query, Campaign Campaign)> asked, bool withCosts, DateTimeOffset now, CancellationToken cancellationToken)
    {
        // Of a kind that this app no longer has, an old question may still be standing.
        var source = sources.FirstOrDefault(source => source.Kind == kind);
        var budget = source is null ? null : await source.ReadBudgetAsync(now, cancellationToken);

        // A pace of its own is kept through events and idleness.
        var own = rules.Kinds.GetValueOrDefault(kind)?.EveryMinutes;
        var demands = asked.Where(one => one.Query.Kind == kind).GroupBy(one => one.Query.Key, StringComparer.Ordinal)
            .Select(same => Demand.Of(same.First().Query, [.. same.Select(one => one.Campaign)], now))
            .Select(demand => own is null ? demand : demand with { EventUntil = null }).ToArray();
        return new Pacing(budget, demands, own ?? options.Value.EveryMinutes, own ?? options.Value.IdleMinutes, now)
        {
            HasOwnPace = own is not null,
            PostMillsADay = withCosts && budget is { MillsAPost: > 0 } ? await ReadPostMillsAsync(demands, budget.MillsAPost, now, cancellationToken) : null,
        };
    }

    private async Task<Dictionary<string, long>> ReadPostMillsAsync(IEnumerable<Demand> demands, int millsAPost, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var mills = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var demand in demands)
        {
            var days = Math.Min(DaysLookedAt, (int)(now - demand.From).TotalDays);
            if (days > 0 && (await signals.ReadCursorAsync(demand.Key, cancellationToken)).AskedUntil is { } told && told > demand.From)
            {
                var posts = (await signals.ReadCountsAsync(demand.Key, told.AddDays(-days), told, cancellationToken)).Total;
                mills[demand.Key] = (long)Math.Ceiling((decimal)posts * millsAPost / days);
            }
        }

        return mills;
    }
}
