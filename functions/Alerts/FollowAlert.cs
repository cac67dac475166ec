using Microsoft.AspNetCore.Http.HttpResults;
using Relais.Campaigns;
using Relais.Http;

namespace Relais.Alerts;

/// <summary>Corrects or withdraws what an organiser has said: for exactly those who got the first version, once.</summary>
public static class FollowAlert
{
    public static async Task<Results<Created<AlertShown>, Ok<AlertShown>, ProblemHttpResult>> CorrectAsync(
        string campaign,
        string alert,
        CorrectionDraft draft,
        Corrections corrections,
        CampaignStore campaigns,
        AlertDeliveries deliveries,
        TimeProvider time,
        CancellationToken cancellationToken)
    {
        var errors = new FieldErrors();
        draft.Check(errors);
        return errors.Any
            ? errors.ToProblem()
            : await AnswerAsync(campaign, await corrections.CorrectAsync(campaign, alert, draft.ToWords(), cancellationToken), campaigns, deliveries, time, cancellationToken);
    }

    public static async Task<Results<Created<AlertShown>, Ok<AlertShown>, ProblemHttpResult>> RetractAsync(
        string campaign,
        string alert,
        RetractionDraft draft,
        Corrections corrections,
        CampaignStore campaigns,
        AlertDeliveries deliveries,
        TimeProvider time,
        CancellationToken cancellationToken)
    {
        var errors = new FieldErrors();
        draft.Check(errors);
        return errors.Any
            ? errors.ToProblem()
            : await AnswerAsync(campaign, await corrections.RetractAsync(campaign, alert, draft.Why?.ToLocalized(), cancellationToken), campaigns, deliveries, time, cancellationToken);
    }

    private static async Task<Results<Created<AlertShown>, Ok<AlertShown>, ProblemHttpResult>> AnswerAsync(
        string campaignId, Correction correction, CampaignStore campaigns, AlertDeliveries deliveries, TimeProvider time, CancellationToken cancellationToken)
    {
        if (correction.Alert is not { } alert || await campaigns.FindAsync(campaignId, cancellationToken) is not { } campaign)
        {
            return Problem.NotFound("alert");
        }

        if (correction.Forbidden is { } reason)
        {
            return Problem.Conflict("alert", reason);
        }

        var shown = AlertShown.Of(alert, campaign, await deliveries.ShowAsync(alert, cancellationToken), time.GetUtcNow());
        return correction.IsNew ? TypedResults.Created($"/api/campaigns/{campaignId}/alerts/{alert.Id}", shown) : TypedResults.Ok(shown);
    }
}
