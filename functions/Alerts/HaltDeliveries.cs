using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Relais.Campaigns;
using Relais.Hosting;
using Relais.Http;
using Relais.Notifications;

namespace Relais.Alerts;

/// <summary>Stops all that is being sent, of one campaign or of all, and has it go on: nothing is lost in between.</summary>
public static class HaltDeliveries
{
    private const int LongestReasonChars = 500;

    public static void MapHaltDeliveries(this IEndpointRouteBuilder routes)
    {
        var halt = routes.MapFunction(nameof(HaltDeliveries), "api/halt").WithTags("Halt");
        halt.MapGet("", ListAsync).WithSummary("What is halted, by whom and why.");
        halt.MapPost("", HaltAsync).WithSummary("From now on nothing is sent any more: of one campaign, or of all where none is named.");

        var resume = routes.MapFunction("ResumeDeliveries", "api/resume").WithTags("Halt");
        resume.MapPost("", ResumeAsync).WithSummary("Lifts a halt; what was planned goes on where it stopped.");
    }

    private static async Task<Ok<HaltList>> ListAsync(Brakes brakes, CancellationToken cancellationToken) => TypedResults.Ok(await ShowAsync(brakes, cancellationToken));

    private static async Task<Results<Ok<HaltList>, ProblemHttpResult>> HaltAsync(
        HaltDraft draft, ClaimsPrincipal user, CampaignStore campaigns, Brakes brakes, TimeProvider time, CancellationToken cancellationToken)
    {
        var errors = new FieldErrors();
        var reason = errors.Text("reason", draft.Reason, 1, LongestReasonChars, lines: true);
        errors.Add("campaign", draft.Campaign is null ? null : NameRules.Reject(draft.Campaign));
        if (errors.Any)
        {
            return errors.ToProblem();
        }

        if (draft.Campaign is { } campaign && await campaigns.FindAsync(campaign, cancellationToken) is null)
        {
            return Problem.NotFound("campaign");
        }

        // Whoever halts what is halted already keeps the first one's name and reason: it was in force all along.
        var scope = draft.Campaign ?? Brakes.Everything;
        if ((await brakes.ReadAsync(cancellationToken)).Halts.All(halt => halt.Scope != scope))
        {
            await brakes.HaltAsync(new Halt(scope, user.Identity?.Name ?? "", reason, time.GetUtcNow()), cancellationToken);
        }

        return TypedResults.Ok(await ShowAsync(brakes, cancellationToken));
    }

    private static async Task<Results<Ok<HaltList>, ProblemHttpResult>> ResumeAsync(
        ResumeDraft draft, CampaignStore campaigns, Brakes brakes, UnfinishedPages pages, CancellationToken cancellationToken)
    {
        if (draft.Campaign is not null && NameRules.Reject(draft.Campaign) is { } nothing)
        {
            return Problem.Field("campaign", nothing);
        }

        if (draft.Campaign is { } campaign && await campaigns.FindAsync(campaign, cancellationToken) is null)
        {
            return Problem.NotFound("campaign");
        }

        await brakes.ResumeAsync(draft.Campaign ?? Brakes.Everything, cancellationToken);
        var left = await ShowAsync(brakes, cancellationToken);
        await pages.ResumeAsync(draft.Campaign, cancellationToken);
        return TypedResults.Ok(left);
    }

    private static async Task<HaltList> ShowAsync(Brakes brakes, CancellationToken cancellationToken) =>
        new([.. (await brakes.ReadAsync(cancellationToken)).Halts.Where(halt => !Brakes.IsOneAlert(halt)).OrderBy(halt => halt.Since)
            .Select(halt => new HaltShown(halt.Scope == Brakes.Everything ? null : halt.Scope, halt.By, halt.Reason, halt.Since))]);
}

/// <summary>Asks for a halt.</summary>
/// <param name="Campaign">Whose deliveries; all where none is named.</param>
/// <param name="Reason">Why; shown with every progress while it lasts.</param>
public sealed record HaltDraft(string? Campaign = null, string? Reason = null);

/// <summary>Asks that a halt be lifted.</summary>
/// <param name="Campaign">Which campaign's; the halt of all where none is named.</param>
public sealed record ResumeDraft(string? Campaign = null);

/// <summary>A halt as the API shows it.</summary>
/// <param name="Campaign">Null when all is halted.</param>
public sealed record HaltShown(string? Campaign, string By, string Reason, DateTimeOffset Since);

/// <summary>What is halted, the oldest first.</summary>
public sealed record HaltList(IReadOnlyList<HaltShown> Halts);
