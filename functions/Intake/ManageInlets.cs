using System.Security.Cryptography;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Relais.Access;
using Relais.Campaigns;
using Relais.Hosting;
using Relais.Http;
using Relais.Intake.Signing;
using Relais.Notifications;

namespace Relais.Intake;

/// <summary>Inlets as organisers make, look at and take them away over HTTP.</summary>
public static class ManageInlets
{
    private const int MostInlets = 100;

    // Their sums are read one by one whenever something was counted.
    private const int MostEver = 500;
    private const int MostSecrets = 10;
    private const int MostRefusals = 200;

    // 128 bits: whoever has the address may push, and nobody guesses one.
    private const int IdBytes = 16;

    public static void MapManageInlets(this IEndpointRouteBuilder routes)
    {
        var inlets = routes.MapFunction(nameof(ManageInlets), "api/campaigns/{campaign}/inlets").WithTags("Intake").WithMetadata(new RequiredScope(OrganiserKey.Write));
        inlets.MapGet("", ListAsync).WithSummary("The campaign's inlets with their addresses, and what has been counted at each.");
        inlets.MapPost("", CreateAsync).WithSummary("Makes an address to which one site pushes what happens there.");
        inlets.MapGet("{inlet}", ReadAsync).WithSummary("One inlet: its address, what has been counted, and which calls were refused in the last week and why.");
        inlets.MapGet("{inlet}/submissions", ListSubmissions.RunAsync).WithSummary("What came there, a hundred at a time, with who it was and what they said, for as long as that is kept.");
        inlets.MapDelete("{inlet}/submissions/{submission}", StrikeAsync).WithSummary("Takes one submission out of what counts and erases what it said, whatever is told of it afterwards.");
        inlets.MapPost("erasures", EraseAsync).WithSummary("Erases what people of an e-mail address said at any inlet of the campaign; what was counted stays.");
        inlets.MapPost("{inlet}/secrets", RotateAsync).WithSummary("Gives an inlet another secret; the one before is taken for some hours more.");
        inlets.MapPost("{inlet}/test", TryInlet.RunAsync).WithSummary("Tries an inlet out: with a call that we write and sign as its site would, or by reading one of yours.");
        inlets.MapPost("{inlet}/csv", UploadCsv.RunAsync).Accepts<string>("text/csv", "*/*").WithMetadata(new RequestSizeLimitAttribute(UploadCsv.MostBytes)).WithSummary("Takes a table, a submission a row; the same file again changes nothing.");
        inlets.MapDelete("{inlet}", RemoveAsync).WithSummary("Takes an inlet away: nothing is taken at its address any more; what was counted stays.");
    }

    private static async Task<Results<Ok<InletList>, ProblemHttpResult>> ListAsync(
        string campaign, CampaignStore campaigns, InletStore inlets, SubmissionStore submissions, PublicAddress address, CancellationToken cancellationToken)
    {
        if (await campaigns.FindAsync(campaign, cancellationToken) is null)
        {
            return Problem.NotFound("campaign");
        }

        var shown = new List<InletShown>();
        foreach (var inlet in await inlets.ListAsync(campaign, cancellationToken))
        {
            shown.Add(InletShown.Of(inlet, await submissions.CountAsync(inlet.Id, cancellationToken), address, null));
        }

        return TypedResults.Ok(new InletList(shown));
    }

    private static async Task<Results<Ok<InletShown>, ProblemHttpResult>> ReadAsync(
        string campaign, string inlet, InletStore inlets, SubmissionStore submissions, RefusalLog refusals, PublicAddress address, CancellationToken cancellationToken) =>
        await inlets.FindAsync(campaign, inlet, cancellationToken) is { } found
            ? TypedResults.Ok(InletShown.Of(found, await submissions.CountAsync(inlet, cancellationToken), address, await refusals.ListAsync(inlet, MostRefusals, cancellationToken)))
            : Problem.NotFound("inlet");

    private static async Task<Results<Created<InletShown>, ProblemHttpResult>> CreateAsync(
        string campaign, InletDraft draft, CampaignStore campaigns, InletStore inlets, IEnumerable<IProvider> providers, OutboundSettings outbound, PublicAddress address, TimeProvider time, CancellationToken cancellationToken)
    {
        if (await campaigns.FindAsync(campaign, cancellationToken) is null)
        {
            return Problem.NotFound("campaign");
        }

        var errors = new FieldErrors();
        var name = draft.Check(errors, providers, outbound.AllowLoopback);
        if (errors.Any)
        {
            return errors.ToProblem();
        }

        var all = await inlets.ListAllAsync(campaign, cancellationToken);
        if (all.Count(one => one.ClosedAt is null) >= MostInlets)
        {
            return Problem.Conflict("campaign", $"has {MostInlets} inlets already.");
        }

        if (all.Count >= MostEver)
        {
            return Problem.Conflict("campaign", $"has had {MostEver} inlets: those that were taken away count too, for what came there.");
        }

        var inlet = new Inlet(Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(IdBytes)), campaign, draft.Provider!, name, time.GetUtcNow())
        {
            Secrets = draft.Secret is { } secret ? [new InletSecret(secret, null)] : [],
            Bearer = draft.Bearer,
            Map = draft.Map ?? new Dictionary<string, string>(),
            Kind = draft.Kind ?? SubmissionKind.SignUp,
            Asks = draft.Asks ?? true,
            Salt = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(IdBytes)),
            Signature = providers.Any(one => one.Name == draft.Provider && one.ChoosesSignature) ? draft.Signature ?? SignatureChoice.Usual : null,
            Topic = draft.Topic,
            Redirect = InletRules.InAscii(draft.Redirect),
        };
        await inlets.PutAsync(inlet, cancellationToken);
        return TypedResults.Created($"/api/campaigns/{campaign}/inlets/{inlet.Id}", InletShown.Of(inlet, Sums.Zero, address, []));
    }

    private static async Task<Results<Ok<InletShown>, ProblemHttpResult>> RotateAsync(
        string campaign,
        string inlet,
        SecretDraft draft,
        InletStore inlets,
        SubmissionStore submissions,
        IEnumerable<IProvider> providers,
        PublicAddress address,
        TimeProvider time,
        CancellationToken cancellationToken)
    {
        if (await inlets.FindAsync(campaign, inlet, cancellationToken) is not { } found)
        {
            return Problem.NotFound("inlet");
        }

        var errors = new FieldErrors();
        draft.Check(errors, providers.FirstOrDefault(one => one.Name == found.Provider), found);
        if (errors.Any)
        {
            return errors.ToProblem();
        }

        // What else it asks for is closed with the lost key: with another secret alone it would ask for less than before.
        if (found.IsUnreadable)
        {
            return Problem.Conflict("inlet", "cannot be opened: put the key that closed it back on the ring, or make another inlet.");
        }

        var now = time.GetUtcNow();
        var until = now.AddHours(draft.OverlapHours ?? SecretDraft.UsualOverlapHours);
        var after = await inlets.ChangeAsync(
            campaign,
            inlet,
            standing =>
            {
                var others = standing.Secrets.Where(secret => secret.Value != draft.Secret && (secret.Until is null || secret.Until > now)).Select(secret => secret with { Until = secret.Until < until ? secret.Until : until });
                return standing with { Secrets = [new InletSecret(draft.Secret!, null), .. others.Take(MostSecrets - 1)] };
            },
            cancellationToken);
        if (after is null)
        {
            return Problem.NotFound("inlet");
        }

        return TypedResults.Ok(InletShown.Of(after, await submissions.CountAsync(inlet, cancellationToken), address, null));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> StrikeAsync(
        string campaign, string inlet, string submission, InletStore inlets, Strikes strikes, CancellationToken cancellationToken) =>
        await inlets.FindAsync(campaign, inlet, cancellationToken, alsoClosed: true) is not { } found ? Problem.NotFound("inlet")
        : await strikes.StrikeAsync(found, submission, cancellationToken) ? TypedResults.NoContent()
        : Problem.NotFound("submission");

    private static async Task<Results<NoContent, ProblemHttpResult>> EraseAsync(string campaign, ErasureDraft draft, CampaignStore campaigns, PrivateWords words, CancellationToken cancellationToken)
    {
        if (await campaigns.FindAsync(campaign, cancellationToken) is null)
        {
            return Problem.NotFound("campaign");
        }

        if (TextRules.Reject(draft.Email ?? "", 1, ErasureDraft.LongestEmailChars, out _) is { } reason)
        {
            return Problem.Field("email", reason);
        }

        await words.EraseAsync(campaign, draft.Email!, cancellationToken);
        return TypedResults.NoContent();
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> RemoveAsync(string campaign, string inlet, InletStore inlets, CancellationToken cancellationToken)
    {
        if (await inlets.CloseAsync(campaign, inlet, cancellationToken) is null)
        {
            return Problem.NotFound("inlet");
        }

        return TypedResults.NoContent();
    }
}
