using Microsoft.AspNetCore.Http.HttpResults;
using Relais.Campaigns;
using Relais.Hosting;
using Relais.Http;

namespace Relais.Alerts;

/// <summary>Deliveries across a campaign's alerts: what became of all that was meant for one subscription, and what has ended without arriving.</summary>
public static class TrackDeliveries
{
    private const int AlertsAtATime = 50;

    public static void MapTrackDeliveries(this IEndpointRouteBuilder routes)
    {
        var tracked = routes.MapFunction(nameof(TrackDeliveries), "api/campaigns/{campaign}/deliveries").WithTags("Deliveries");
        tracked.MapGet("{subscription}", OfOneAsync).WithSummary("What became of the campaign's alerts for one subscription, newest first, fifty alerts at a time.");

        var dead = routes.MapFunction("ListDeadLetters", "api/campaigns/{campaign}/dead-letters").WithTags("Deliveries");
        dead.MapGet("", ListDeadAsync).WithSummary("Deliveries that failed or expired, with their reasons, newest alerts first, a hundred or more at a time.");
    }

    private static async Task<Results<Ok<DeliveryList>, ProblemHttpResult>> OfOneAsync(
        string campaign, string subscription, string? after, CampaignStore campaigns, AlertStore alerts, DeliveryRecords records, CancellationToken cancellationToken)
    {
        if (await campaigns.FindAsync(campaign, cancellationToken) is null)
        {
            return Problem.NotFound("campaign");
        }

        var page = await alerts.ListAsync(campaign, after ?? "", AlertsAtATime, cancellationToken);
        var found = new List<DeliveryShown>();
        foreach (var alert in page)
        {
            found.AddRange(await records.OfAsync(alert, subscription, cancellationToken));
        }

        return TypedResults.Ok(new DeliveryList(found, page.Count == AlertsAtATime ? page[^1].Id : null));
    }

    private static async Task<Results<Ok<DeliveryList>, ProblemHttpResult>> ListDeadAsync(
        string campaign, string? reason, string? after, CampaignStore campaigns, DeadLetters letters, CancellationToken cancellationToken)
    {
        if (await campaigns.FindAsync(campaign, cancellationToken) is null)
        {
            return Problem.NotFound("campaign");
        }

        if (reason is not null && DeliveryFilter.RejectReason(reason) is { } fault)
        {
            return Problem.Field("reason", fault);
        }

        return DeadLetterPlace.TryParse(after ?? "", out var place)
            ? TypedResults.Ok(await letters.ListAsync(campaign, reason, place, cancellationToken))
            : Problem.Field("after", "must be where an earlier answer ended.");
    }
}
