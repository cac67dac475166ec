using Relais.Campaigns;

namespace Relais.Polling;

/// <summary>One question as those campaigns that ask it want it put.</summary>
/// <param name="From">Before then it is not put.</param>
/// <param name="Until">From then on nobody asks it any more; null while one of them has no end.</param>
/// <param name="EventUntil">The end of the longest event that is on; null when none is.</param>
/// <param name="IsIdle">Whether all of them are idle.</param>
public sealed record Demand(string Key, DateTimeOffset From, DateTimeOffset? Until, DateTimeOffset? EventUntil, bool IsIdle)
{
    public static Demand Of(TrackedQuery query, IReadOnlyCollection<Campaign> campaigns, DateTimeOffset now) => new(
        query.Key,
        campaigns.Min(campaign => campaign.From),
        campaigns.Any(campaign => campaign.Until is null) ? null : campaigns.Max(campaign => campaign.Until),
        campaigns.Max(campaign => campaign.IsEventAt(now) ? campaign.EventUntil : null),
        campaigns.All(campaign => campaign.IsIdleFor(query, now)));
}
