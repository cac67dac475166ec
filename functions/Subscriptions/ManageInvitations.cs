using System.Security.Claims;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http.HttpResults;
using Relais.Access;
using Relais.Campaigns;
using Relais.Hosting;
using Relais.Http;
using Relais.Notifications;

namespace Relais.Subscriptions;

/// <summary>Links for groups as organisers make, list and take them away over HTTP.</summary>
public static class ManageInvitations
{
    private const int MostInvitations = 200;

    // 128 bits: whoever has the link may use it, and nobody guesses one.
    private const int IdBytes = 16;

    public static void MapManageInvitations(this IEndpointRouteBuilder routes)
    {
        var invitations = routes.MapFunction(nameof(ManageInvitations), "api/campaigns/{campaign}/invitations").WithTags("Subscriptions");
        invitations.MapGet("", ListAsync).WithMetadata(new RequiredScope(OrganiserKey.Write)).WithSummary("The campaign's links for groups, and how many people have joined by each.");
        invitations.MapPost("", CreateAsync).WithSummary("Makes a link by which so many people may join until a day.");
        invitations.MapDelete("{invitation}", RemoveAsync).WithSummary("Takes a link away: nobody joins by it any more.");
    }

    private static async Task<Results<Ok<InvitationList>, ProblemHttpResult>> ListAsync(
        string campaign, CampaignStore campaigns, InvitationStore invitations, PublicAddress address, CancellationToken cancellationToken) =>
        await campaigns.FindAsync(campaign, cancellationToken) is null
            ? Problem.NotFound("campaign")
            : TypedResults.Ok(new InvitationList([.. (await invitations.ListAsync(campaign, cancellationToken)).Select(one => InvitationShown.Of(one, address))]));

    private static async Task<Results<Created<InvitationShown>, ProblemHttpResult>> CreateAsync(
        string campaign,
        InvitationDraft draft,
        ClaimsPrincipal user,
        CampaignStore campaigns,
        InvitationStore invitations,
        PublicAddress address,
        TimeProvider time,
        CancellationToken cancellationToken)
    {
        if (await campaigns.FindAsync(campaign, cancellationToken) is not { } found)
        {
            return Problem.NotFound("campaign");
        }

        var (errors, now) = (new FieldErrors(), time.GetUtcNow());
        draft.Check(errors, now);
        if (errors.Any)
        {
            return errors.ToProblem();
        }

        if (found.Page is null)
        {
            return Problem.Conflict("campaign", "has no public page, where people could join.");
        }

        if ((await invitations.ListAsync(campaign, cancellationToken)).Count >= MostInvitations)
        {
            return Problem.Conflict("campaign", $"has {MostInvitations} links already.");
        }

        var id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(IdBytes));
        var invitation = new Invitation(id, campaign, draft.Uses!.Value, 0, draft.Until!.Value.ToUniversalTime(), draft.Cell, user.Identity?.Name ?? "", now);
        await invitations.AddAsync(invitation, cancellationToken);
        return TypedResults.Created($"/api/campaigns/{campaign}/invitations/{id}", InvitationShown.Of(invitation, address));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> RemoveAsync(string campaign, string invitation, InvitationStore invitations, CancellationToken cancellationToken)
    {
        if (await invitations.FindAsync(campaign, invitation, cancellationToken) is null)
        {
            return Problem.NotFound("invitation");
        }

        await invitations.RemoveAsync(campaign, invitation, cancellationToken);
        return TypedResults.NoContent();
    }
}

/// <summary>A link for a group as it is asked for.</summary>
/// <param name="Uses">How many people may join by it.</param>
/// <param name="Until">Always given: no link is good for ever.</param>
/// <param name="Cell">The group that they belong to from then on.</param>
public sealed record InvitationDraft(int? Uses = null, DateTimeOffset? Until = null, string? Cell = null)
{
    private const int MostUses = 10_000;
    private static readonly TimeSpan Longest = TimeSpan.FromDays(366);

    /// <summary>Notes every field at fault.</summary>
    public void Check(FieldErrors errors, DateTimeOffset now)
    {
        errors.Add("uses", Uses is null or < 1 or > MostUses ? $"must be 1 to {MostUses}." : null);
        errors.Add("until", Until is null ? "must be given." : Until <= now ? "must lie ahead." : Until > now + Longest ? "must be at most a year ahead." : null);
        errors.Add("cell", Cell is null ? null : NameRules.RejectSlug(Cell));
    }
}

/// <summary>A link for a group as the API shows it.</summary>
/// <param name="Url">The link itself: whoever has it may use it.</param>
/// <param name="Used">How many people have joined by it, those included who have been asked and may still confirm.</param>
public sealed record InvitationShown(string Id, string Url, int Uses, int Used, DateTimeOffset Until, string? Cell, string By, DateTimeOffset Since)
{
    internal static InvitationShown Of(Invitation one, PublicAddress address) =>
        new(one.Id, $"{address.Root}/c/{one.CampaignId}?invite={one.Id}", one.Uses, one.Used, one.Until, one.Cell, one.By, one.Since);
}

/// <summary>A campaign's links for groups, oldest first.</summary>
public sealed record InvitationList(IReadOnlyList<InvitationShown> Invitations);
