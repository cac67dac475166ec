using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using Relais.Campaigns;
using Relais.Hosting;
using Relais.Polling.Sources;

namespace Relais.Polling;

/// <summary>Shows what paid networks have cost this month, what they may cost, and what they will have cost at its end.</summary>
public static class ShowBudgets
{
    public static void MapShowBudgets(this IEndpointRouteBuilder routes)
    {
        var budgets = routes.MapFunction(nameof(ShowBudgets), "api/budgets").WithTags("Sources");
        budgets.MapGet("", RunAsync).WithSummary("What paid sources have cost this month, may cost, and will have cost at its end.");
    }

    private static async Task<Ok<BudgetList>> RunAsync(
        IEnumerable<ISource> sources, CampaignStore campaigns, CampaignRules rules, Rhythm rhythm, TimeProvider time, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var live = (await campaigns.ListAsync(cancellationToken)).Where(campaign => campaign.StateAt(now) == CampaignState.Live);
        var questions = live.SelectMany(campaign => TrackedQuery.Of(campaign, rules.Kinds)).DistinctBy(query => query.Key).ToArray();
        var shown = new List<BudgetShown>();
        foreach (var source in sources)
        {
            if (await source.ReadBudgetAsync(now, cancellationToken) is not { } budget)
            {
                continue;
            }

            var asked = questions.Count(query => query.Kind == source.Kind);
            var every = budget.MinutesBetween(asked, rhythm.UsualMinutes, now);
            var reset = Budgets.NextMonth(now);
            var more = budget.Off is null ? Math.Min(budget.LeftMills, budget.CostOf(asked, every, reset - now)) : 0;
            shown.Add(new BudgetShown(
                source.Kind,
                now.UtcDateTime.ToString("yyyy-MM", CultureInfo.InvariantCulture),
                Budget.Dollars(budget.Spent.Mills),
                Budget.Dollars(budget.MostMills),
                Budget.Dollars(budget.Spent.Mills + more),
                budget.Spent.Requests,
                asked,
                asked > 0 && budget.Off is null ? every : null,
                reset,
                budget.Off));
        }

        return TypedResults.Ok(new BudgetList(shown));
    }
}

/// <summary>The networks that cost money.</summary>
public sealed record BudgetList(IReadOnlyList<BudgetShown> Budgets);

/// <summary>What one network costs. Dollars are the network's list price; requests that it refused are counted too.</summary>
/// <param name="Month">The calendar month, UTC.</param>
/// <param name="Projected">What the month will have cost at its end, if as many questions are asked as now: never more than <paramref name="Cap"/>.</param>
/// <param name="Questions">How many different questions live campaigns ask of it.</param>
/// <param name="EveryMinutes">Minutes between two polls of a question, so that what is left lasts; null while none is asked.</param>
/// <param name="Off">Why it is not asked at all; null when it is.</param>
public sealed record BudgetShown(
    string Kind, string Month, decimal Spent, decimal Cap, decimal Projected, long Requests, int Questions, int? EveryMinutes, DateTimeOffset ResetsAt, string? Off);
