using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using Relais.Campaigns;
using Relais.Hosting;

namespace Relais.Polling;

/// <summary>Shows what paid networks have cost this month, what they may cost, and what they will have cost at its end.</summary>
public static class ShowBudgets
{
    public static void MapShowBudgets(this IEndpointRouteBuilder routes)
    {
        var budgets = routes.MapFunction(nameof(ShowBudgets), "api/budgets").WithTags("Sources");
        budgets.MapGet("", RunAsync).WithSummary("What paid sources have cost this month, may cost, and will have cost at its end.");
    }

    private static async Task<Ok<BudgetList>> RunAsync(CampaignStore campaigns, Rhythm rhythm, TimeProvider time, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var asked = rhythm.AskedByLive(await campaigns.ListAsync(cancellationToken), now).ToArray();
        var shown = new List<BudgetShown>();
        foreach (var network in await rhythm.ReadNetworksAsync(asked, now, cancellationToken))
        {
            shown.Add(new BudgetShown(
                network.Network,
                now.UtcDateTime.ToString("yyyy-MM", CultureInfo.InvariantCulture),
                Budget.Dollars(network.Budget.Spent.Mills),
                Budget.Dollars(network.Budget.MostMills),
                Budget.Dollars(network.ProjectedMills),
                network.Budget.Spent.Requests,
                network.Questions,
                network.WatchMinutes,
                Budgets.NextMonth(now),
                network.Budget.Off));
        }

        return TypedResults.Ok(new BudgetList(shown));
    }
}

/// <summary>The networks that cost money.</summary>
public sealed record BudgetList(IReadOnlyList<BudgetShown> Budgets);

/// <summary>What one network costs. Dollars are the network's list price; requests that it refused are counted too.</summary>
/// <param name="Kind">The network: all the ways of asking it share its budget.</param>
/// <param name="Month">The calendar month, UTC.</param>
/// <param name="Projected">What the month will have cost at its end, with events that are on, if the same questions are asked as now: never more than <paramref name="Cap"/>.</param>
/// <param name="Questions">How many different questions live campaigns ask of it.</param>
/// <param name="EveryMinutes">Minutes between two polls of a question that neither an event nor idleness concerns, so that what is left lasts; null while none is asked.</param>
/// <param name="Off">Why it is not asked at all; null when it is.</param>
public sealed record BudgetShown(
    string Kind, string Month, decimal Spent, decimal Cap, decimal Projected, long Requests, int Questions, int? EveryMinutes, DateTimeOffset ResetsAt, string? Off);
