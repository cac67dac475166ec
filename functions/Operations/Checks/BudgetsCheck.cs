using System.Globalization;
using Relais.Campaigns;
using Relais.Polling;

namespace Relais.Operations.Checks;

/// <summary>Paid networks that campaigns want asked: whether they are, how much of the month's money is gone, and whether it will last.</summary>
internal sealed class BudgetsCheck(CampaignStore campaigns, Rhythm rhythm, TimeProvider time) : ICheck
{
    private const string About = "budgets";

    public static readonly DeclaredCheck Declaration = new(About, "whether paid networks that campaigns follow are asked, and whether the month's money lasts", NeedsStorage: true);

    // Then there is a week left in most months to decide what more may be spent.
    private const decimal NearlySpent = 0.8m;

    public async Task<IReadOnlyList<Finding>> LookAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var asked = rhythm.AskedByLive(await campaigns.ListAsync(cancellationToken), now).ToArray();
        return [.. (await rhythm.ReadNetworksAsync(asked, now, cancellationToken)).Where(network => network.Questions > 0).Select(network => Of(network, now)).OfType<Finding>()];
    }

    /// <summary>The worst that can be said of one network; null where all is well.</summary>
    internal static Finding? Of(NetworkPacing network, DateTimeOffset now)
    {
        var (spent, cap) = (Budget.Dollars(network.Budget.Spent.Mills), Budget.Dollars(network.Budget.MostMills));
        var part = string.Create(CultureInfo.InvariantCulture, $"{network.Network} has cost ${spent:0.00} of the ${cap:0.00} that this month may cost");
        var until = Budgets.NextMonth(now).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        const string More = "Set a higher cap, follow less, or wait: docs/x.md says how.";
        return network.Budget.Off is { } off
                ? Finding.Error("budget-off", About, $"Live campaigns have {Finding.Count(network.Questions, "question")} to {network.Network} that nobody puts: {off}.", "Set what is missing as docs/x.md tells, or take the network out of the campaigns' sources.")
            : network.Budget.LeftMills < network.Budget.MillsARequest || network.Budget.LeftMills == 0
                ? Finding.Error("budget-spent", About, $"{part}: nothing more is read until {until}.", More)
            : spent > cap * NearlySpent
                ? Finding.Warning("budget-nearly-spent", About, $"{part}.", More)
            : network.ProjectedMills >= network.Budget.MostMills
                ? Finding.Warning("budget-short", About, $"{part}, and will use all of it before {until}: {network.Network} is asked less often, so that it lasts.", More)
            : null;
    }
}
