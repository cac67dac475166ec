using Microsoft.AspNetCore.Http.HttpResults;
using Relais.Campaigns;
using Relais.Hosting;
using Relais.Http;
using Relais.Polling.Sources;

namespace Relais.Polling;

/// <summary>Puts a campaign into event mode: for some hours its sources are asked each minute, then by themselves as before; says what that costs before it is done.</summary>
public static class FollowClosely
{
    private const int MostHours = 72;

    public static void MapFollowClosely(this IEndpointRouteBuilder routes)
    {
        var events = routes.MapFunction(nameof(FollowClosely), "api/campaigns/{campaign}/event").WithTags("Sources");
        events.MapPost("", BeginAsync).WithSummary("Asks a campaign's sources each minute for some hours, or only says what that would cost.");
        events.MapDelete("", EndAsync).WithSummary("Ends the event now.");
    }

    private static async Task<Results<Ok<EventShown>, ProblemHttpResult>> BeginAsync(
        string campaign,
        EventDraft draft,
        CampaignStore campaigns,
        CampaignRules rules,
        IEnumerable<ISource> sources,
        Rhythm rhythm,
        TimeProvider time,
        CancellationToken cancellationToken)
    {
        if (draft.Hours is not (>= 1 and <= MostHours))
        {
            return Problem.Field("hours", $"must be 1 to {MostHours}.");
        }

        var now = time.GetUtcNow();
        var until = now.AddHours(draft.Hours.Value);
        var all = await campaigns.ListAsync(cancellationToken);
        if (all.FirstOrDefault(one => one.Id == campaign) is not { } found)
        {
            return Problem.NotFound("campaign");
        }

        if (found.StateAt(now) != CampaignState.Live)
        {
            return Problem.Conflict("campaign", "is not live: nothing of it is followed now.");
        }

        var shown = await ShowAsync([.. all.Select(one => one.Id == campaign ? one with { EventUntil = until } : one)], campaign, rules, sources, rhythm, now, cancellationToken);
        if (draft.DryRun != true)
        {
            await campaigns.ChangeAsync(campaign, standing => standing with { EventUntil = until }, cancellationToken);
        }

        return TypedResults.Ok(shown);
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> EndAsync(string campaign, CampaignStore campaigns, CancellationToken cancellationToken) =>
        await campaigns.ChangeAsync(campaign, standing => standing with { EventUntil = null }, cancellationToken) is null ? Problem.NotFound("campaign") : TypedResults.NoContent();

    private static async Task<EventShown> ShowAsync(
        IReadOnlyList<Campaign> all, string campaign, CampaignRules rules, IEnumerable<ISource> sources, Rhythm rhythm, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var paces = await rhythm.ReadOfLiveAsync(all, now, cancellationToken);
        var found = all.First(one => one.Id == campaign);
        var (mills, shown) = (0L, new List<EventSource>());
        foreach (var query in TrackedQuery.Of(found, rules.Kinds))
        {
            var every = paces[query.Key].EveryMinutes;
            var budget = await sources.First(source => source.Kind == query.Kind).ReadBudgetAsync(now, cancellationToken);
            mills += budget is { Off: null } ? Math.Min(budget.LeftMills, budget.CostOf(1, every, found.EventUntil!.Value - now)) : 0;
            shown.Add(new EventSource(query.Kind, query.Host, every));
        }

        return new EventShown(found.EventUntil!.Value, Budget.Dollars(mills), shown);
    }
}

/// <summary>What is asked for.</summary>
/// <param name="Hours">How long the event lasts from now, 1 to 72; a running one gets this end instead.</param>
/// <param name="DryRun">Says what it would cost and changes nothing.</param>
public sealed record EventDraft(int? Hours = null, bool? DryRun = null);

/// <summary>An event.</summary>
/// <param name="Dollars">What its polls cost at most until its end, at the networks' list prices.</param>
public sealed record EventShown(DateTimeOffset Until, decimal Dollars, IReadOnlyList<EventSource> Sources);

/// <summary>How often one source is asked during the event.</summary>
/// <param name="EveryMinutes">More than one where the month's budget does not allow every minute.</param>
public sealed record EventSource(string Kind, string Host, int EveryMinutes);
