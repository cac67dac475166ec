using Microsoft.AspNetCore.Http.HttpResults;
using Relais.Campaigns;
using Relais.Hosting;
using Relais.Http;
using Relais.Notifications;

namespace Relais.Alerts;

/// <summary>How often a campaign's groups of alerts speak, as organisers read and set it over HTTP.</summary>
public static class ManageGrouping
{
    private const int LongestSeconds = 24 * 60 * 60;
    private const int LongestRepeatSeconds = 7 * LongestSeconds;

    // Alertmanager's users call anything more often noise; it is twice the usual interval.
    private const int LeastRepeatSeconds = 10 * 60;

    public static void MapManageGrouping(this IEndpointRouteBuilder routes)
    {
        var grouping = routes.MapFunction(nameof(ManageGrouping), "api/campaigns/{campaign}/grouping").WithTags("Silences");
        grouping.MapGet("", ReadAsync).WithSummary("How long alerts wait for one another, how often a group speaks, and after how long it repeats itself, by kind.");
        grouping.MapPut("", ReplaceAsync).WithSummary("Sets these times for all kinds; what is left out is each kind's own.");
    }

    private static async Task<Results<Ok<GroupingShown>, ProblemHttpResult>> ReadAsync(string campaign, CampaignStore campaigns, AlertStore alerts, CancellationToken cancellationToken) =>
        await campaigns.FindAsync(campaign, cancellationToken) is null
            ? Problem.NotFound("campaign")
            : TypedResults.Ok(GroupingShown.Of((await alerts.ReadBoardAsync(campaign, cancellationToken)).Rhythm));

    private static async Task<Results<Ok<GroupingShown>, ProblemHttpResult>> ReplaceAsync(
        string campaign, RhythmWish wish, CampaignStore campaigns, AlertStore alerts, AlertDesk desk, CancellationToken cancellationToken)
    {
        if (await campaigns.FindAsync(campaign, cancellationToken) is null)
        {
            return Problem.NotFound("campaign");
        }

        var errors = new FieldErrors();
        errors.Add("waitSeconds", wish.WaitSeconds is null or (>= 0 and <= LongestSeconds) ? null : $"must be 0 to {LongestSeconds}.");
        errors.Add("intervalSeconds", wish.IntervalSeconds is null or (>= 0 and <= LongestSeconds) ? null : $"must be 0 to {LongestSeconds}.");
        errors.Add("repeatSeconds", wish.RepeatSeconds is null or 0 or (>= LeastRepeatSeconds and <= LongestRepeatSeconds) ? null : $"must be {LeastRepeatSeconds} to {LongestRepeatSeconds}, or 0 for never.");
        if (errors.Any)
        {
            return errors.ToProblem();
        }

        await alerts.PutAsync(campaign, wish, cancellationToken);
        await desk.LookAtAllAsync(campaign, CancellationToken.None);
        return TypedResults.Ok(GroupingShown.Of(wish));
    }
}

/// <summary>A campaign's times: what was set, and what holds for each kind.</summary>
/// <param name="Set">A null leaves each kind its own.</param>
public sealed record GroupingShown(RhythmWish Set, IReadOnlyDictionary<string, RhythmShown> Kinds)
{
    public static GroupingShown Of(RhythmWish wish) => new(wish, AlertKinds.All.ToDictionary(kind => kind, kind => RhythmShown.Of(Rhythms.Of(kind, wish)), StringComparer.Ordinal));
}

/// <summary>The times of one kind, in seconds.</summary>
/// <param name="RepeatSeconds">Null for never.</param>
public sealed record RhythmShown(double WaitSeconds, double IntervalSeconds, double? RepeatSeconds)
{
    public static RhythmShown Of(Rhythm rhythm) => new(rhythm.Wait.TotalSeconds, rhythm.Interval.TotalSeconds, rhythm.Repeat?.TotalSeconds);
}
