using Microsoft.AspNetCore.Http.HttpResults;
using Relais.Campaigns;
using Relais.Hosting;
using Relais.Http;

namespace Relais.Alerts;

/// <summary>Alerts as organisers read them over HTTP: what fired, what was decided of it and why, and what became of its deliveries.</summary>
public static class ManageAlerts
{
    private const int PageSize = 50;

    public static void MapManageAlerts(this IEndpointRouteBuilder routes)
    {
        var alerts = routes.MapFunction(nameof(ManageAlerts), "api/campaigns/{campaign}/alerts").WithTags("Alerts");
        alerts.MapGet("", ListAsync).WithSummary("The campaign's alerts, newest first, fifty at a time.");
        alerts.MapGet("{alert}", ReadAsync).WithSummary("One alert, its versions, and what became of their deliveries.");
        alerts.MapGet("{alert}/explain", ExplainAlert.RunAsync).WithSummary("What was decided of an alert and why; who has each version, who has not, and for which reasons.");
        alerts.MapGet("{alert}/progress", ShowProgress.RunAsync).WithSummary("How far a delivery has come; with Accept: text/event-stream as it goes on, each second that something changed.");
        alerts.MapGet("{alert}/deliveries", ShowDeliveries.ListAsync).WithSummary("The deliveries of one version, at most five hundred at a time; of those not plainly sent a hundred, by state and reason.");
        alerts.MapGet("{alert}/deliveries.csv", ShowDeliveries.ExportAsync).WithSummary("The deliveries of every version as CSV, for a spreadsheet.");
        alerts.MapGet("{alert}/deliveries/{subscription}", ShowDeliveries.ReadAsync).WithSummary("What became of every version of an alert for one subscription.");
        alerts.MapPost("{alert}/corrections", FollowAlert.CorrectAsync).WithSummary("Says a call or an announcement anew to those who got it; the others get the new words in place of the first.");
        alerts.MapPost("{alert}/retraction", FollowAlert.RetractAsync).WithSummary("Withdraws a call or an announcement: those who got it are told, the others get nothing any more.");
    }

    private static async Task<Results<Ok<AlertList>, ProblemHttpResult>> ListAsync(
        string campaign, string? after, CampaignStore campaigns, AlertStore store, AlertDeliveries deliveries, TimeProvider time, CancellationToken cancellationToken)
    {
        if (await campaigns.FindAsync(campaign, cancellationToken) is not { } found)
        {
            return Problem.NotFound("campaign");
        }

        var page = await store.ListAsync(campaign, after ?? "", PageSize, cancellationToken);
        var shown = new List<AlertShown>();
        foreach (var alert in page)
        {
            shown.Add(AlertShown.Of(alert, found, await deliveries.ShowAsync(alert, cancellationToken), time.GetUtcNow()));
        }

        return TypedResults.Ok(new AlertList(shown, page.Count == PageSize ? page[^1].Id : null));
    }

    private static async Task<Results<Ok<AlertShown>, ProblemHttpResult>> ReadAsync(
        string campaign, string alert, CampaignStore campaigns, AlertStore store, AlertDeliveries deliveries, TimeProvider time, CancellationToken cancellationToken) =>
        await campaigns.FindAsync(campaign, cancellationToken) is { } found && await store.FindAsync(campaign, alert, cancellationToken) is { } one
            ? TypedResults.Ok(AlertShown.Of(one, found, await deliveries.ShowAsync(one, cancellationToken), time.GetUtcNow()))
            : Problem.NotFound("alert");
}
