using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Relais.Campaigns;
using Relais.Hosting;
using Relais.Http;
using Relais.Notifications;

namespace Relais.Alerts;

/// <summary>Raises an alert in an organiser's own words, once however often it is asked for, or says beforehand who would hear of it.</summary>
public static class RaiseAlerts
{
    private const int LongestKeyChars = 200;
    private const int PeopleADryRun = 100;

    public static void MapRaiseAlerts(this IEndpointRouteBuilder routes)
    {
        var alerts = routes.MapFunction(nameof(RaiseAlerts), "api/alerts").WithTags("Alerts");
        alerts.MapPost("", RaiseAsync).WithSummary("Raises an alert in your own words; the same Idempotency-Key raises it once. With dryRun it only says who would hear, when and how.");
    }

    private static async Task<Results<Created<AlertRaised>, Ok<AlertRaised>, Ok<DryRun>, ProblemHttpResult>> RaiseAsync(
        CallDraft draft,
        [FromHeader(Name = "Idempotency-Key")] string? key,
        ClaimsPrincipal user,
        CampaignStore campaigns,
        AlertStore alerts,
        AlertDesk desk,
        Forecasts forecasts,
        Brakes brakes,
        TimeProvider time,
        CancellationToken cancellationToken)
    {
        var (errors, now) = (new FieldErrors(), time.GetUtcNow());
        if (draft.ExpiresAt <= now && await FindEarlierAsync(draft, key, alerts, cancellationToken) is { } earlier)
        {
            // What was right when it was asked for first is answered alike for ever.
            return TypedResults.Ok(AlertRaised.Of(earlier));
        }

        draft.Check(errors, now);
        errors.Add("Idempotency-Key", key is null && draft.DryRun == true ? null : TextRules.Reject(key, 1, LongestKeyChars, out _));
        if (errors.Any)
        {
            return errors.ToProblem();
        }

        if (await campaigns.FindAsync(draft.Campaign!, cancellationToken) is not { } campaign)
        {
            return Problem.NotFound("campaign");
        }

        var alert = draft.ToAlert(key ?? "", user.Identity?.Name, now);
        if (draft.DryRun == true)
        {
            return TypedResults.Ok(await TryAsync(alert, campaign, draft.After ?? "", alerts, forecasts, brakes, now, cancellationToken));
        }

        var (raised, isNew) = await desk.RaiseAsync(alert, cancellationToken);
        if (raised.RequestDigest != alert.RequestDigest)
        {
            return Problem.Field("Idempotency-Key", "was used for another alert of this campaign.", StatusCodes.Status422UnprocessableEntity);
        }

        var answer = AlertRaised.Of(raised);
        return isNew ? TypedResults.Created(answer.Links.Alert, answer) : TypedResults.Ok(answer);
    }

    private static async Task<DryRun> TryAsync(
        Alert alert, Campaign campaign, string after, AlertStore alerts, Forecasts forecasts, Brakes brakes, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var board = await alerts.ReadBoardAsync(campaign.Id, cancellationToken);
        var group = board.GroupWithRoom(alert.GroupKey);
        var look = board.Look(group with { Members = [.. group.Members, GroupMember.Of(alert, now)] }, now);
        var verdict = look.Verdicts[alert.Id];
        var forecast = await forecasts.ReadAsync(alert, cancellationToken);
        var (people, next) = await forecasts.ListAsync(alert, after, PeopleADryRun, cancellationToken);
        var halt = (await brakes.GetAsync(cancellationToken)).HaltOf(campaign.Id);
        return new DryRun(
            DecisionShown.Of(verdict with { By = verdict.Kind == VerdictKind.Told ? "1" : verdict.By })!,
            halt is not null ? null : verdict.Kind is VerdictKind.Told ? now : verdict.Until,
            halt,
            forecast,
            ExplainText.Of(forecast),
            people,
            next);
    }

    private static async Task<Alert?> FindEarlierAsync(CallDraft draft, string? key, AlertStore alerts, CancellationToken cancellationToken) =>
        key is not null && draft.Campaign is { } campaign && NameRules.Reject(campaign) is null
        && await alerts.FindEventAsync(campaign, Digest.Of(CallDraft.OnceOf(key)), cancellationToken) is { } earlier && earlier.RequestDigest == draft.ToDigest()
            ? earlier
            : null;
}

/// <summary>An alert that was raised. The same request gets the same answer again.</summary>
public sealed record AlertRaised(string Id, string Campaign, string Kind, string Severity, DateTimeOffset StartsAt, DateTimeOffset ExpiresAt, AlertLinks Links)
{
    public static AlertRaised Of(Alert alert)
    {
        var path = $"/api/campaigns/{alert.CampaignId}/alerts/{alert.Id}";
        return new AlertRaised(alert.Id, alert.CampaignId, alert.Kind, alert.Severity, alert.StartsAt, alert.ExpiresAt, new AlertLinks(path, path + "/explain", path + "/progress"));
    }
}

public sealed record AlertLinks(string Alert, string Explain, string Progress);

/// <summary>What would happen, and to whom; nothing of it has happened.</summary>
/// <param name="SaidAt">When it would be said; null where that is not known.</param>
/// <param name="Halt">Who has deliveries stopped, and why; null while they go on.</param>
/// <param name="People">A hundred of the campaign's people, with why some are left out; <paramref name="After"/> asks for the next.</param>
public sealed record DryRun(DecisionShown Decision, DateTimeOffset? SaidAt, Halt? Halt, Forecast Audience, Localized Summary, IReadOnlyList<PersonForecast> People, string? After);
