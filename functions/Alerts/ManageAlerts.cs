using Microsoft.AspNetCore.Http.HttpResults;
using Relais.Campaigns;
using Relais.Hosting;
using Relais.Http;
using Relais.Notifications;

namespace Relais.Alerts;

/// <summary>Alerts as organisers read them over HTTP: what fired, why, and what became of its deliveries.</summary>
public static class ManageAlerts
{
    public static void MapManageAlerts(this IEndpointRouteBuilder routes)
    {
        var alerts = routes.MapFunction(nameof(ManageAlerts), "api/campaigns/{campaign}/alerts").WithTags("Alerts");
        alerts.MapGet("", ListAsync).WithSummary("The campaign's alerts, newest first, fifty at a time.");
        alerts.MapGet("{alert}", ReadAsync).WithSummary("One alert and what became of its deliveries.");
        alerts.MapGet("{alert}/late", ListLateAsync).WithSummary("The deliveries of one alert that are not plainly sent, with their reasons.");
    }

    private const int PageSize = 50;
    private const int MostLate = 1000;

    private static async Task<Results<Ok<AlertList>, ProblemHttpResult>> ListAsync(
        string campaign, string? after, CampaignStore campaigns, AlertStore store, AlertDeliveries deliveries, CancellationToken cancellationToken)
    {
        if (await campaigns.FindAsync(campaign, cancellationToken) is not { } found)
        {
            return Problem.NotFound("campaign");
        }

        var page = await store.ListAsync(campaign, after ?? "", PageSize, cancellationToken);
        var shown = new List<AlertShown>();
        foreach (var alert in page)
        {
            shown.Add(AlertShown.Of(alert, found, await deliveries.CountAsync(alert, cancellationToken)));
        }

        return TypedResults.Ok(new AlertList(shown, page.Count == PageSize ? page[^1].Id : null));
    }

    private static async Task<Results<Ok<AlertShown>, ProblemHttpResult>> ReadAsync(
        string campaign, string alert, CampaignStore campaigns, AlertStore store, AlertDeliveries deliveries, CancellationToken cancellationToken) =>
        await campaigns.FindAsync(campaign, cancellationToken) is { } found && await store.FindAsync(campaign, alert, cancellationToken) is { } one
            ? TypedResults.Ok(AlertShown.Of(one, found, await deliveries.CountAsync(one, cancellationToken)))
            : Problem.NotFound("alert");

    private static async Task<Results<Ok<LateList>, ProblemHttpResult>> ListLateAsync(
        string campaign, string alert, AlertStore store, Ledger ledger, CancellationToken cancellationToken)
    {
        if (await store.FindAsync(campaign, alert, cancellationToken) is null)
        {
            return Problem.NotFound("alert");
        }

        var firing = await ledger.ListLateAsync(alert, Alert.FiringVersion, MostLate, cancellationToken);
        var resolved = await ledger.ListLateAsync(alert, Alert.ResolvedVersion, MostLate, cancellationToken);
        return TypedResults.Ok(new LateList([.. firing.Select(late => LateShown.Of(late, "firing")), .. resolved.Select(late => LateShown.Of(late, "resolved"))]));
    }
}

/// <summary>An alert as the API shows it; its deliveries are those of both versions together.</summary>
public sealed record AlertShown(
    string Id,
    string Kind,
    string Status,
    IReadOnlyDictionary<string, string> Labels,
    DateTimeOffset StartsAt,
    DateTimeOffset? EndsAt,
    Localized Title,
    Localized Why,
    DeliveryCounts Deliveries)
{
    public static AlertShown Of(Alert alert, Campaign campaign, DeliveryCounts deliveries) => new(
        alert.Id, alert.Kind, alert.Status, alert.Labels, alert.StartsAt, alert.EndsAt, AlertText.Title(campaign.Name), AlertText.Why(alert), deliveries);
}

/// <summary>One page of alerts; `after` asks for the next, null when there is none.</summary>
public sealed record AlertList(IReadOnlyList<AlertShown> Alerts, string? After);

/// <summary>A delivery that is not plainly sent.</summary>
/// <param name="Version">`firing` or `resolved`.</param>
public sealed record LateShown(string Subscription, string Version, string State, string Reason, int Attempts, DateTimeOffset? NextTry)
{
    public static LateShown Of(LateDelivery late, string version) =>
        new(late.RecipientId, version, late.State.ToString().ToLowerInvariant(), late.Reason, late.Attempts, late.NextTry);
}

/// <summary>Deliveries that are not plainly sent: at most a thousand of each version.</summary>
public sealed record LateList(IReadOnlyList<LateShown> Late);
