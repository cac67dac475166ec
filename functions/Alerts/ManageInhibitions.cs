using System.Globalization;
using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Relais.Campaigns;
using Relais.Hosting;
using Relais.Http;

namespace Relais.Alerts;

/// <summary>Inhibitions as organisers add, list and take them away over HTTP.</summary>
public static class ManageInhibitions
{
    private const int MostInhibitions = 50;

    public static void MapManageInhibitions(this IEndpointRouteBuilder routes)
    {
        var inhibitions = routes.MapFunction(nameof(ManageInhibitions), "api/campaigns/{campaign}/inhibitions").WithTags("Silences");
        inhibitions.MapGet("", ListAsync).WithSummary("The campaign's inhibitions.");
        inhibitions.MapPost("", CreateAsync).WithSummary("Keeps some alerts quiet while others fire.");
        inhibitions.MapDelete("{inhibition}", RemoveAsync).WithSummary("Takes an inhibition away: what it kept quiet is said.");
    }

    private static async Task<Results<Ok<InhibitionList>, ProblemHttpResult>> ListAsync(
        string campaign, CampaignStore campaigns, AlertStore alerts, CancellationToken cancellationToken) =>
        await campaigns.FindAsync(campaign, cancellationToken) is null
            ? Problem.NotFound("campaign")
            : TypedResults.Ok(new InhibitionList((await alerts.ReadBoardAsync(campaign, cancellationToken)).Inhibitions));

    private static async Task<Results<Created<Inhibition>, ProblemHttpResult>> CreateAsync(
        string campaign, InhibitionDraft draft, ClaimsPrincipal user, CampaignStore campaigns, AlertStore alerts, AlertDesk desk, TimeProvider time, CancellationToken cancellationToken)
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

        if ((await alerts.ReadBoardAsync(campaign, cancellationToken)).Inhibitions.Count >= MostInhibitions)
        {
            return Problem.Conflict("campaign", $"has {MostInhibitions} inhibitions already.");
        }

        var now = time.GetUtcNow();
        var inhibition = draft.ToInhibition(string.Create(CultureInfo.InvariantCulture, $"in_{Guid.CreateVersion7(now):n}"), user.Identity?.Name ?? "", now);
        await alerts.PutAsync(campaign, inhibition, cancellationToken);
        await desk.LookAtAllAsync(campaign, CancellationToken.None);
        return TypedResults.Created($"/api/campaigns/{campaign}/inhibitions/{inhibition.Id}", inhibition);
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> RemoveAsync(
        string campaign, string inhibition, AlertStore alerts, AlertDesk desk, CancellationToken cancellationToken)
    {
        if ((await alerts.ReadBoardAsync(campaign, cancellationToken)).Inhibitions.All(one => one.Id != inhibition))
        {
            return Problem.NotFound("inhibition");
        }

        await alerts.RemoveInhibitionAsync(campaign, inhibition, cancellationToken);
        await desk.LookAtAllAsync(campaign, CancellationToken.None);
        return TypedResults.NoContent();
    }
}

/// <summary>A campaign's inhibitions, oldest first.</summary>
public sealed record InhibitionList(IReadOnlyList<Inhibition> Inhibitions);
