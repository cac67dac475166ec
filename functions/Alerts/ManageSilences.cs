using System.Globalization;
using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Relais.Campaigns;
using Relais.Hosting;
using Relais.Http;

namespace Relais.Alerts;

/// <summary>Silences as organisers ask for them, change and end them over HTTP.</summary>
public static class ManageSilences
{
    // As Alertmanager keeps them: whoever asks why nothing was said on Monday still finds out on Friday.
    private static readonly TimeSpan KeptAfterwards = TimeSpan.FromDays(5);
    private const int MostSilences = 100;

    public static void MapManageSilences(this IEndpointRouteBuilder routes)
    {
        var silences = routes.MapFunction(nameof(ManageSilences), "api/campaigns/{campaign}/silences").WithTags("Silences");
        silences.MapGet("", ListAsync).WithSummary("The campaign's silences: those that hold or will, and those that ended within five days.");
        silences.MapPost("", CreateAsync).WithSummary("Keeps alerts quiet for a while; the answer names those that fire and are quiet from now on.");
        silences.MapPut("{silence}", ReplaceAsync).WithSummary("Replaces a silence, such as to have it last longer.");
        silences.MapDelete("{silence}", EndAsync).WithSummary("Ends a silence now: what is still true is said at once.");
    }

    private static async Task<Results<Ok<SilenceList>, ProblemHttpResult>> ListAsync(
        string campaign, CampaignStore campaigns, AlertStore alerts, TimeProvider time, CancellationToken cancellationToken)
    {
        if (await campaigns.FindAsync(campaign, cancellationToken) is null)
        {
            return Problem.NotFound("campaign");
        }

        var (board, now) = (await alerts.ReadBoardAsync(campaign, cancellationToken), time.GetUtcNow());
        return TypedResults.Ok(new SilenceList([.. board.Silences.Where(silence => !IsForgotten(silence, now)).OrderBy(silence => silence.EndsAt).Select(silence => SilenceShown.Of(silence, board, now))]));
    }

    private static async Task<Results<Created<SilenceShown>, ProblemHttpResult>> CreateAsync(
        string campaign, SilenceDraft draft, ClaimsPrincipal user, CampaignStore campaigns, AlertStore alerts, AlertDesk desk, TimeProvider time, CancellationToken cancellationToken)
    {
        if (await campaigns.FindAsync(campaign, cancellationToken) is null)
        {
            return Problem.NotFound("campaign");
        }

        var now = time.GetUtcNow();
        var errors = new FieldErrors();
        draft.Check(errors, now);
        if (errors.Any)
        {
            return errors.ToProblem();
        }

        var board = await alerts.ReadBoardAsync(campaign, cancellationToken);
        foreach (var forgotten in board.Silences.Where(silence => IsForgotten(silence, now)))
        {
            await alerts.RemoveSilenceAsync(campaign, forgotten.Id, cancellationToken);
        }

        if (board.Silences.Count(silence => silence.EndsAt > now) >= MostSilences)
        {
            return Problem.Conflict("campaign", $"has {MostSilences} silences already.");
        }

        var id = string.Create(CultureInfo.InvariantCulture, $"si_{Guid.CreateVersion7(now):n}");
        return TypedResults.Created($"/api/campaigns/{campaign}/silences/{id}", await PutAsync(campaign, draft.ToSilence(id, user.Identity?.Name ?? "", now), alerts, desk, now, cancellationToken));
    }

    private static async Task<Results<Ok<SilenceShown>, ProblemHttpResult>> ReplaceAsync(
        string campaign, string silence, SilenceDraft draft, ClaimsPrincipal user, AlertStore alerts, AlertDesk desk, TimeProvider time, CancellationToken cancellationToken)
    {
        if (await FindAsync(campaign, silence, alerts, cancellationToken) is null)
        {
            return Problem.NotFound("silence");
        }

        var now = time.GetUtcNow();
        var errors = new FieldErrors();
        draft.Check(errors, now);
        return errors.Any
            ? errors.ToProblem()
            : TypedResults.Ok(await PutAsync(campaign, draft.ToSilence(silence, user.Identity?.Name ?? "", now), alerts, desk, now, cancellationToken));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> EndAsync(
        string campaign, string silence, AlertStore alerts, AlertDesk desk, TimeProvider time, CancellationToken cancellationToken)
    {
        if (await FindAsync(campaign, silence, alerts, cancellationToken) is not { } standing)
        {
            return Problem.NotFound("silence");
        }

        var now = time.GetUtcNow();
        var ended = standing.EndsAt <= now ? standing : standing with { StartsAt = standing.StartsAt < now ? standing.StartsAt : now, EndsAt = now, UpdatedAt = now };
        await PutAsync(campaign, ended, alerts, desk, now, cancellationToken);
        return TypedResults.NoContent();
    }

    private static async Task<SilenceShown> PutAsync(string campaign, Silence silence, AlertStore alerts, AlertDesk desk, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await alerts.PutAsync(campaign, silence, cancellationToken);

        // Also when whoever asked has hung up: the silence stands.
        await desk.LookAtAllAsync(campaign, CancellationToken.None);
        return SilenceShown.Of(silence, await alerts.ReadBoardAsync(campaign, cancellationToken), now);
    }

    private static async Task<Silence?> FindAsync(string campaign, string id, AlertStore alerts, CancellationToken cancellationToken) =>
        (await alerts.ReadBoardAsync(campaign, cancellationToken)).Silences.FirstOrDefault(silence => silence.Id == id);

    private static bool IsForgotten(Silence silence, DateTimeOffset now) => silence.EndsAt + KeptAfterwards <= now;
}

/// <summary>A silence as the API shows it.</summary>
/// <param name="Status">`pending`, `active` or `expired`.</param>
/// <param name="CreatedBy">The name of the key that asked for it last.</param>
/// <param name="Alerts">The alerts that wait or fire and that it matches.</param>
public sealed record SilenceShown(
    string Id, string Status, IReadOnlyList<Matcher> Matchers, DateTimeOffset StartsAt, DateTimeOffset EndsAt, string CreatedBy, string Comment, DateTimeOffset UpdatedAt, IReadOnlyList<string> Alerts)
{
    public static SilenceShown Of(Silence silence, AlertBoard board, DateTimeOffset now) => new(
        silence.Id,
        silence.StatusAt(now),
        silence.Matchers,
        silence.StartsAt,
        silence.EndsAt,
        silence.CreatedBy,
        silence.Comment,
        silence.UpdatedAt,
        [.. board.Groups.SelectMany(group => group.Members).Where(member => silence.Matches(member.Labels)).Select(member => member.AlertId)]);
}

/// <summary>A campaign's silences, the one that ends first at the top.</summary>
public sealed record SilenceList(IReadOnlyList<SilenceShown> Silences);
