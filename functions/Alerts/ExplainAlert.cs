using Microsoft.AspNetCore.Http.HttpResults;
using Relais.Campaigns;
using Relais.Http;
using Relais.Notifications;

namespace Relais.Alerts;

/// <summary>Explains one alert: what was decided of it and why, and of every version who has it, who has not, and for which reasons.</summary>
public static class ExplainAlert
{
    public static async Task<Results<Ok<AlertExplained>, ProblemHttpResult>> RunAsync(
        string campaign,
        string alert,
        CampaignStore campaigns,
        AlertStore store,
        AlertDeliveries deliveries,
        LedgerReader ledger,
        Forecasts forecasts,
        CancellationToken cancellationToken)
    {
        if (await campaigns.FindAsync(campaign, cancellationToken) is not { } found || await store.FindAsync(campaign, alert, cancellationToken) is not { } one)
        {
            return Problem.NotFound("alert");
        }

        var versions = new List<VersionExplained>();
        foreach (var telling in one.Tellings)
        {
            var spoken = telling.In ?? new ToldIn(one.Id, telling.Version);
            var counts = await deliveries.CountAsync(one, telling, cancellationToken);
            var reasons = await ledger.CountReasonsAsync(spoken.AlertId, spoken.Version, cancellationToken);
            versions.Add(new VersionExplained(telling.Version, telling.Status, telling.Why, telling.At, spoken, counts, reasons, ExplainText.Of(counts, reasons)));
        }

        var forecast = await forecasts.ReadAsync(one, cancellationToken);
        return TypedResults.Ok(new AlertExplained(
            one.Id, AlertText.Title(one, found), AlertText.Why(one, found), DecisionShown.Of(one.Verdict), versions, forecast, ExplainText.Of(forecast)));
    }
}

/// <summary>Why an alert was said or not, and what became of it.</summary>
/// <param name="Why">Why it fires: the numbers it was judged by, or the words of whoever raised it.</param>
/// <param name="Audience">Who would hear of it if it were said for the first time now, and who would not and why.</param>
public sealed record AlertExplained(
    string Id, Localized Title, Localized Why, DecisionShown? Decision, IReadOnlyList<VersionExplained> Versions, Forecast Audience, Localized Summary);

/// <summary>What became of one version.</summary>
/// <param name="In">The alert and version under which its deliveries stand in the ledger.</param>
/// <param name="Reasons">Of the deliveries that are not plainly sent: how many for each reason.</param>
public sealed record VersionExplained(
    int Version, string Status, string Why, DateTimeOffset At, ToldIn In, DeliveryCounts Deliveries, IReadOnlyDictionary<string, int> Reasons, Localized Summary);
