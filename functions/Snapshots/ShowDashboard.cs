using Microsoft.AspNetCore.Http.HttpResults;
using Relais.Campaigns;
using Relais.Hosting;
using Relais.Http;

namespace Relais.Snapshots;

/// <summary>The dashboard: its page, which anybody may load, and its data, which takes an organiser's key.</summary>
public static class ShowDashboard
{
    public static void MapShowDashboard(this IEndpointRouteBuilder routes)
    {
        routes.MapFunction(nameof(ShowDashboard), "dashboard").MapDashboardPage();

        var data = routes.MapFunction("ReadDashboard", "api/dashboard").WithTags("Dashboard");
        data.MapGet("", ListAsync).WithSummary("All campaigns as their latest snapshots show them.");
        data.MapGet("{campaign}", ReadAsync).WithSummary("One campaign over the last 1, 24 or 168 hours: curve, alerts, gaps, sources.");

        var snapshots = routes.MapFunction("ListSnapshots", "api/campaigns/{campaign}/snapshots").WithTags("Dashboard");
        snapshots.MapGet("", ListSnapshotsAsync).WithSummary("The campaign's snapshots, newest first, a day's worth at a time.");
    }

    // A day of snapshots, one every five minutes.
    private const int PageSize = 288;

    private static async Task<Ok<DashboardList>> ListAsync(CampaignStore campaigns, SnapshotStore snapshots, TimeProvider time, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var latest = await snapshots.ListLatestAsync(cancellationToken);
        var shown = (await campaigns.ListAsync(cancellationToken))
            .Select(campaign => DashboardCampaign.Of(campaign, latest.GetValueOrDefault(campaign.Id), now))
            .OrderByDescending(campaign => campaign.Alerts.Firing)
            .ThenByDescending(campaign => campaign.State == CampaignState.Live)
            .ThenBy(campaign => campaign.Name, StringComparer.InvariantCultureIgnoreCase);
        return TypedResults.Ok(new DashboardList(now, [.. shown]));
    }

    private static async Task<Results<Ok<DashboardDetail>, ProblemHttpResult>> ReadAsync(
        string campaign, int? hours, CampaignStore campaigns, DashboardReader reader, TimeProvider time, CancellationToken cancellationToken)
    {
        var stepMinutes = hours switch { 1 => 1, null or 24 => 5, 168 => 60, _ => 0 };
        if (stepMinutes == 0)
        {
            return Problem.Field("hours", "must be 1, 24 or 168.");
        }

        return await campaigns.FindAsync(campaign, cancellationToken) is { } found
            ? TypedResults.Ok(await reader.ReadAsync(found, hours ?? 24, stepMinutes, time.GetUtcNow(), cancellationToken))
            : Problem.NotFound("campaign");
    }

    private static async Task<Results<Ok<SnapshotList>, ProblemHttpResult>> ListSnapshotsAsync(
        string campaign, DateTimeOffset? before, CampaignStore campaigns, SnapshotStore snapshots, CancellationToken cancellationToken)
    {
        if (await campaigns.FindAsync(campaign, cancellationToken) is null)
        {
            return Problem.NotFound("campaign");
        }

        var page = await snapshots.ListAsync(campaign, before ?? DateTimeOffset.MaxValue, PageSize, cancellationToken);
        return TypedResults.Ok(new SnapshotList(page, page.Count == PageSize ? page[^1].At : null));
    }
}
