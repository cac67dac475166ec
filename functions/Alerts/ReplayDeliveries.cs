using Microsoft.AspNetCore.Http.HttpResults;
using Relais.Campaigns;
using Relais.Hosting;
using Relais.Http;

namespace Relais.Alerts;

/// <summary>Replays, as organisers ask for them over HTTP: by alert, by time, by reason.</summary>
public static class ReplayDeliveries
{
    public static void MapReplayDeliveries(this IEndpointRouteBuilder routes)
    {
        var replays = routes.MapFunction(nameof(ReplayDeliveries), "api/campaigns/{campaign}/replays").WithTags("Deliveries");
        replays.MapPost("", ReplayAsync).WithSummary("Tries again what failed or expired; with dryRun it only says how much that would be.");
    }

    private static async Task<Results<Ok<Replay>, ProblemHttpResult>> ReplayAsync(
        string campaign, ReplayDraft draft, CampaignStore campaigns, AlertStore alerts, Replays replays, CancellationToken cancellationToken)
    {
        if (await campaigns.FindAsync(campaign, cancellationToken) is null)
        {
            return Problem.NotFound("campaign");
        }

        var errors = new FieldErrors();
        draft.Check(errors);
        if (errors.Any)
        {
            return errors.ToProblem();
        }

        if (draft.Alert is { } id)
        {
            if (await alerts.FindAsync(campaign, id, cancellationToken) is not { } alert)
            {
                return Problem.NotFound("alert");
            }

            if (draft.Version is { } version && alert.Told(version) is not { In: null })
            {
                return Problem.NotFound("version");
            }
        }

        return TypedResults.Ok(await replays.RunAsync(campaign, draft.ToWish(), cancellationToken));
    }
}

/// <summary>A replay as it is asked for: an alert, or a window of time.</summary>
/// <param name="Version">With an alert: one version only.</param>
/// <param name="Since">What was said from this instant on.</param>
/// <param name="Until">What was said before this instant; now where nobody says.</param>
/// <param name="Reasons">Only what failed for one of these reasons: `429`, `timeout`; all where none is named.</param>
/// <param name="DryRun">Only says how much it would be.</param>
public sealed record ReplayDraft(
    string? Alert = null, int? Version = null, DateTimeOffset? Since = null, DateTimeOffset? Until = null, IReadOnlyList<string>? Reasons = null, bool? DryRun = null)
{
    private const int MostReasons = 20;

    /// <summary>Notes every field at fault.</summary>
    public void Check(FieldErrors errors)
    {
        errors.Add("alert", Alert is not null ? NameRules.Reject(Alert) : Since is null ? "must be given, or since." : null);
        errors.Add("version", Version is not null && Alert is null ? "is for one alert." : null);
        errors.Add("until", Until <= Since ? "must lie after since." : null);
        errors.Add("reasons", Reasons?.Count > MostReasons ? $"must not name more than {MostReasons}." : null);
        foreach (var (i, reason) in (Reasons ?? []).Take(MostReasons).Index())
        {
            errors.Add($"reasons[{i}]", DeliveryFilter.RejectReason(reason));
        }
    }

    public ReplayWish ToWish() => new(Alert, Version, Since?.ToUniversalTime(), Until?.ToUniversalTime(), Reasons ?? [], DryRun ?? false);
}
