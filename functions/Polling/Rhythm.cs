using Microsoft.Extensions.Options;
using Relais.Campaigns;
using Relais.Polling.Sources;

namespace Relais.Polling;

/// <summary>How many minutes lie between two polls of a question: the usual number, each minute during an event, one an hour of what is idle, a kind's own number where it has one, and more where that would cost too much.</summary>
public sealed class Rhythm(IEnumerable<ISource> sources, CampaignRules rules, IOptions<PollingOptions> options)
{
    /// <summary>How often each question of those campaigns that are live is put, by its key.</summary>
    public Task<IReadOnlyDictionary<string, Pace>> ReadOfLiveAsync(IEnumerable<Campaign> campaigns, DateTimeOffset now, CancellationToken cancellationToken) =>
        ReadAsync(AskedByLive(campaigns, now), now, cancellationToken);

    /// <summary>All that those campaigns ask that are live.</summary>
    public IEnumerable<(TrackedQuery Query, Campaign Campaign)> AskedByLive(IEnumerable<Campaign> campaigns, DateTimeOffset now) =>
        campaigns.Where(campaign => campaign.StateAt(now) == CampaignState.Live).SelectMany(campaign => TrackedQuery.Of(campaign, rules.Kinds).Select(query => (query, campaign)));

    /// <summary>How often each question is put, by its key.</summary>
    /// <param name="asked">All that is asked now, and for which campaigns.</param>
    public async Task<IReadOnlyDictionary<string, Pace>> ReadAsync(IEnumerable<(TrackedQuery Query, Campaign Campaign)> asked, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var paces = new Dictionary<string, Pace>(StringComparer.Ordinal);
        foreach (var kind in asked.GroupBy(one => one.Query.Kind, StringComparer.Ordinal))
        {
            var pacing = await ReadPacingAsync(kind.Key, kind, now, cancellationToken);
            foreach (var demand in pacing.Demands)
            {
                paces[demand.Key] = pacing.Of(demand);
            }
        }

        return paces;
    }

    /// <summary>How the questions to one kind of source share its time and its money.</summary>
    /// <param name="asked">As in <see cref="ReadAsync"/>; what is asked of other kinds is left out.</param>
    public async Task<Pacing> ReadPacingAsync(string kind, IEnumerable<(TrackedQuery Query, Campaign Campaign)> asked, DateTimeOffset now, CancellationToken cancellationToken)
    {
        // Of a kind that this app no longer has, an old question may still be standing.
        var source = sources.FirstOrDefault(source => source.Kind == kind);
        var budget = source is null ? null : await source.ReadBudgetAsync(now, cancellationToken);

        // A pace of its own is kept through events and idleness.
        var own = rules.Kinds.GetValueOrDefault(kind)?.EveryMinutes;
        var demands = asked.Where(one => one.Query.Kind == kind).GroupBy(one => one.Query.Key, StringComparer.Ordinal)
            .Select(same => Demand.Of(same.First().Query, [.. same.Select(one => one.Campaign)], now))
            .Select(demand => own is null ? demand : demand with { EventUntil = null });
        return new Pacing(budget, [.. demands], own ?? options.Value.EveryMinutes, own ?? options.Value.IdleMinutes, now);
    }
}
