namespace Relais.Campaigns;

/// <summary>What it would cost to follow a campaign: the room that asks the sources knows.</summary>
public interface ICampaignCosts
{
    /// <summary>What following a campaign would cost, were it to stand like this beside all others as they are.</summary>
    Task<CampaignCost> ReadAsync(Campaign campaign, CancellationToken cancellationToken);
}

/// <summary>What following a campaign costs, at the networks' list prices.</summary>
/// <param name="Sources">One entry for each question; none of a campaign that has ended.</param>
/// <param name="Budgets">One entry for each network that costs money and that the campaign follows, or followed.</param>
public sealed record CampaignCost(IReadOnlyList<SourceCost> Sources, IReadOnlyList<BudgetChange> Budgets);

/// <summary>How often one source would be asked, and what that costs.</summary>
/// <param name="Url">The address of a feed or a list; null elsewhere.</param>
/// <param name="Hashtags">As the source is asked for them, or as a list is looked through for them; none of a feed.</param>
/// <param name="EveryMinutes">Minutes between two polls, as things stand.</param>
/// <param name="DollarsAMonth">What the question costs in thirty days at this pace, however many campaigns share it; null where posts are paid for and nobody knows yet how many come.</param>
/// <param name="Shared">Whether another campaign that is live asks the same, so that it costs nothing more.</param>
public sealed record SourceCost(string Kind, string Host, string? Url, IReadOnlyList<string> Hashtags, int EveryMinutes, decimal? DollarsAMonth, bool Shared);

/// <summary>What becomes of the budget of one network.</summary>
/// <param name="Before">What the calendar month will have cost at its end as things stand, in dollars.</param>
/// <param name="Projected">The same with the change.</param>
/// <param name="Cap">The most that the month may cost.</param>
/// <param name="Off">Why the network is not asked at all; null when it is.</param>
public sealed record BudgetChange(string Kind, decimal Before, decimal Projected, decimal Cap, string? Off);
