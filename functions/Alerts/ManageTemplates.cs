using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Relais.Campaigns;
using Relais.Hosting;
using Relais.Http;
using Relais.Notifications;

namespace Relais.Alerts;

/// <summary>What is said for a campaign, by kind and status, as organisers read it, put their own words in its place, and go back to ours.</summary>
public static class ManageTemplates
{
    // Every tick reads every campaign: so much, with every letter escaped, is 120 KB of a row that holds 1 MiB (Table Storage data model).
    private const int MostCharsACampaign = 10_000;

    public static void MapManageTemplates(this IEndpointRouteBuilder routes)
    {
        var templates = routes.MapFunction(nameof(ManageTemplates), "api/campaigns/{campaign}/templates").WithTags("Templates");
        templates.MapGet("", ListAsync).WithSummary("All that is said in words of ours, by kind and status: the placeholders, our words, and the campaign's own.");
        templates.MapPut("{kind}/{status}", ReplaceAsync).WithSummary("Puts the campaign's own words in the place of ours; a language or a text that is left out keeps ours.");
        templates.MapDelete("{kind}/{status}", RemoveAsync).WithSummary("Goes back to our words.");
        templates.MapPost("preview", PreviewTemplate.RunAsync).WithSummary("Shows words as each channel will write them, those of a template or of a call, before anything is sent or kept.");
    }

    private static async Task<Results<Ok<TemplateList>, ProblemHttpResult>> ListAsync(
        string campaign, CampaignStore campaigns, PersonalLinks links, TimeProvider time, CancellationToken cancellationToken) =>
        await campaigns.FindAsync(campaign, cancellationToken) is { } found
            ? TypedResults.Ok(new TemplateList([.. Templates.All.Select(template => TemplateShown.Of(template, found, links, time.GetUtcNow()))]))
            : Problem.NotFound("campaign");

    private static async Task<Results<Ok<TemplateShown>, ProblemHttpResult>> ReplaceAsync(
        string campaign,
        string kind,
        string status,
        TemplateDraft draft,
        ClaimsPrincipal user,
        CampaignStore campaigns,
        PersonalLinks links,
        TimeProvider time,
        CancellationToken cancellationToken)
    {
        if (Templates.Find(kind, status) is not { } template)
        {
            return Problem.NotFound("template");
        }

        var (errors, now) = (new FieldErrors(), time.GetUtcNow());
        var own = draft.Read(template, errors, user.Identity?.Name ?? "", now);
        if (errors.Any)
        {
            return errors.ToProblem();
        }

        var isFull = false;
        var changed = await campaigns.ChangeAsync(
            campaign,
            standing =>
            {
                var after = standing.WithTemplate(kind, status, own);
                isFull = after.TemplateChars > MostCharsACampaign;
                return isFull ? standing : after;
            },
            cancellationToken);
        return changed is null ? Problem.NotFound("campaign")
            : isFull ? Problem.Conflict("campaign", $"would have more than {MostCharsACampaign} characters of its own words.")
            : TypedResults.Ok(TemplateShown.Of(template, changed, links, now));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> RemoveAsync(
        string campaign, string kind, string status, CampaignStore campaigns, CancellationToken cancellationToken)
    {
        if (await campaigns.FindAsync(campaign, cancellationToken) is not { } found)
        {
            return Problem.NotFound("campaign");
        }

        if (found.TemplateOf(kind, status) is null)
        {
            return Templates.Find(kind, status) is null ? Problem.NotFound("template") : TypedResults.NoContent();
        }

        await campaigns.ChangeAsync(campaign, standing => standing.WithTemplate(kind, status, null), cancellationToken);
        return TypedResults.NoContent();
    }
}
