using Relais.Campaigns;

namespace Relais.Polling;

/// <summary>Works out how often the sources of a campaign would be asked, and what that costs, before it is accepted.</summary>
public sealed class CampaignCosts(CampaignStore campaigns, CampaignRules rules, Rhythm rhythm, TimeProvider time) : ICampaignCosts
{
    public async Task<CampaignCost> ReadAsync(Campaign campaign, CancellationToken cancellationToken)
    {
        var (now, all) = (time.GetUtcNow(), await campaigns.ListAsync(cancellationToken));
        var before = rhythm.AskedByLive(all, now).ToArray();
        var others = before.Where(one => one.Campaign.Id != campaign.Id).ToArray();

        // One that is planned is counted as if it had begun, and paid for from its beginning.
        TrackedQuery[] own = campaign.StateAt(now) == CampaignState.Ended ? [] : [.. TrackedQuery.Of(campaign, rules.Kinds)];
        var after = others.Concat(own.Select(query => (query, campaign))).ToArray();
        var kinds = before.Where(one => one.Campaign.Id == campaign.Id).Select(one => one.Query.Kind).Concat(own.Select(query => query.Kind)).ToHashSet(StringComparer.Ordinal);
        var standing = (await rhythm.ReadNetworksAsync(before, now, cancellationToken)).ToDictionary(network => network.Network, StringComparer.Ordinal);
        var budgets = (await rhythm.ReadNetworksAsync(after, now, cancellationToken)).Where(network => kinds.Overlaps(network.Kinds)).Select(network => new BudgetChange(
            network.Network,
            Budget.Dollars(standing[network.Network].ProjectedMills),
            Budget.Dollars(network.ProjectedMills),
            Budget.Dollars(network.Budget.MostMills),
            network.Budget.Off));
        var paces = await rhythm.ReadWithCostsAsync(after, now, cancellationToken);
        return new CampaignCost([.. own.Select(query => CostOf(query, paces[query.Key], others))], [.. budgets]);
    }

    private static SourceCost CostOf(TrackedQuery query, Pace pace, IEnumerable<(TrackedQuery Query, Campaign Campaign)> others) => new(
        query.Kind, query.Host, query.Url, query.Tags, pace.EveryMinutes, pace.DollarsAMonth, others.Any(other => other.Query.Key == query.Key));
}
