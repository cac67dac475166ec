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
        var kinds = before.Where(one => one.Campaign.Id == campaign.Id).Select(one => one.Query.Kind).Union(own.Select(query => query.Kind), StringComparer.Ordinal);
        var (paces, budgets) = (new Dictionary<string, Pace>(StringComparer.Ordinal), new List<BudgetChange>());
        foreach (var kind in kinds)
        {
            var pacing = await rhythm.ReadPacingAsync(kind, after, now, cancellationToken);
            foreach (var demand in pacing.Demands)
            {
                paces[demand.Key] = pacing.Of(demand);
            }

            if (pacing.Budget is { } budget)
            {
                var standing = await rhythm.ReadPacingAsync(kind, before, now, cancellationToken);
                budgets.Add(new BudgetChange(
                    kind, Budget.Dollars(standing.ProjectedMills), Budget.Dollars(pacing.ProjectedMills), Budget.Dollars(budget.MostMills), budget.Off));
            }
        }

        return new CampaignCost([.. own.Select(query => CostOf(query, paces[query.Key], others))], budgets);
    }

    private static SourceCost CostOf(TrackedQuery query, Pace pace, IEnumerable<(TrackedQuery Query, Campaign Campaign)> others) => new(
        query.Kind, query.Host, query.Url, query.Tags, pace.EveryMinutes, pace.DollarsAMonth, others.Any(other => other.Query.Key == query.Key));
}
