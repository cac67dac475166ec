using Relais.Campaigns;
using Relais.Intake;

namespace Relais.Operations.Checks;

/// <summary>Inlets of live campaigns that refuse what comes: one request a campaign, one an inlet.</summary>
internal sealed class InletsCheck(CampaignStore campaigns, InletStore inlets, RefusalLog refusals, TimeProvider time) : ICheck
{
    private const string About = "inlets";

    public static readonly DeclaredCheck Declaration = new(About, "calls of the last day to inlets of live campaigns that were refused because nobody could tell whose they are", NeedsStorage: true);

    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    // Strangers knock now and then; a site with the wrong secret does at each thing that happens there, and tries again.
    private const int Many = 10;

    // Each row is a minute and a reason: as many as one request brings.
    private const int MostRows = 500;

    // What a wrong secret looks like from here.
    private static readonly string[] NotOurs = ["wrong signature", "wrong token", "no signature", "no token", "no secret"];

    public async Task<IReadOnlyList<Finding>> LookAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var (refused, unreadable) = (new List<RefusedCalls>(), new List<string>());
        foreach (var campaign in (await campaigns.ListAsync(cancellationToken)).Where(campaign => campaign.StateAt(now) == CampaignState.Live))
        {
            foreach (var inlet in await inlets.ListAsync(campaign.Id, cancellationToken))
            {
                refused.AddRange((await refusals.ListAsync(inlet.Id, MostRows, cancellationToken)).Where(refusal => refusal.At > now - Day)
                    .Select(refusal => new RefusedCalls(inlet.Provider, campaign.Id, refusal.Why, refusal.Calls)));
                if (inlet.IsUnreadable)
                {
                    unreadable.Add(campaign.Id);
                }
            }
        }

        return [.. Of(refused), .. OfUnreadable(unreadable)];
    }

    internal static IEnumerable<Finding> Of(IEnumerable<RefusedCalls> refused) =>
        from same in refused.Where(one => NotOurs.Contains(one.Why)).GroupBy(one => one.Provider, StringComparer.Ordinal)
        let calls = same.Sum(one => one.Calls)
        where calls >= Many
        orderby same.Key
        select Finding.Warning(
            "inlet-refuses",
            About,
            $"{Finding.Count(calls, "call")} of {same.Key} to {Finding.Names([.. same.Select(one => one.Campaign).Distinct().Order(StringComparer.Ordinal)])} were refused within a day: {string.Join(", ", same.GroupBy(one => one.Why).OrderByDescending(why => why.Sum(one => one.Calls)).Select(why => why.Key))}.",
            "Set the same secret on both sides, as docs/providers.md tells of each site; GET /api/campaigns/{campaign}/inlets/{inlet} says when calls were refused.");

    internal static IEnumerable<Finding> OfUnreadable(IReadOnlyCollection<string> campaigns) => campaigns.Count == 0 ? [] :
    [
        Finding.Error(
            "inlet-unreadable",
            About,
            $"The key that closed the secret of {Finding.Count(campaigns.Count, "inlet")} is not on the ring, so that no call there is taken: {Finding.Names([.. campaigns.Distinct().Order(StringComparer.Ordinal)])}.",
            "Put the old key back into Secrets:Keys, behind the new one."),
    ];
}

/// <summary>Calls to an inlet that were refused for one reason.</summary>
internal sealed record RefusedCalls(string Provider, string Campaign, string Why, int Calls);
