using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;
using Relais.Campaigns;
using Relais.Hosting;
using Relais.Http;
using Relais.Intake;
using Relais.Notifications;
using Relais.Subscriptions;

namespace Relais.Snapshots;

/// <summary>How far a campaign is on the way to its goals, for other sites: as JSON and as an image; only for campaigns that have a public page.</summary>
public static class ShowGoals
{
    // What many sites show is read here once a minute by each of them.
    private const string FreshFor = "max-age=60";

    // Opened by itself, the image may use the style that stands in it, and nothing else.
    private const string ImagePolicy = "default-src 'none'; style-src 'unsafe-inline'; sandbox";

    public static void MapShowGoals(this IEndpointRouteBuilder routes)
    {
        routes.MapFunction(nameof(ShowGoals), "c/{campaign}/goals.json").WithTags("Public pages").MapGet("", ShowAsync).ExcludeFromDescription();
        routes.MapFunction("ShowThermometer", "c/{campaign}/thermometer.svg").WithTags("Public pages").MapGet("", DrawAsync).ExcludeFromDescription();
    }

    private static async Task<Results<Ok<PublicGoals>, ProblemHttpResult>> ShowAsync(
        string campaign, HttpContext context, CampaignStore campaigns, CampaignSums sums, CancellationToken cancellationToken)
    {
        Open(context.Response.Headers);
        if (await campaigns.FindAsync(campaign, cancellationToken) is not { Page: not null } found)
        {
            return Problem.NotFound("campaign");
        }

        context.Response.Headers.CacheControl = FreshFor;
        return TypedResults.Ok(new PublicGoals(found.Id, found.Name, await ReadAsync(found, sums, cancellationToken)));
    }

    /// <param name="goal">The name of one goal; all when left out.</param>
    private static async Task<Results<FileContentHttpResult, ProblemHttpResult>> DrawAsync(
        string campaign, string? goal, string? lang, HttpContext context, CampaignStore campaigns, CampaignSums sums, CancellationToken cancellationToken)
    {
        var headers = context.Response.Headers;
        Open(headers);
        if (await campaigns.FindAsync(campaign, cancellationToken) is not { Page: not null } found)
        {
            return Problem.NotFound("campaign");
        }

        var goals = (await ReadAsync(found, sums, cancellationToken)).Where(one => goal is null || string.Equals(one.Name, goal, StringComparison.OrdinalIgnoreCase)).ToArray();
        if (goal is not null && goals.Length == 0)
        {
            return Problem.NotFound("goal");
        }

        var language = PublicPage.LanguageOf(context.Request, lang);
        headers.ContentSecurityPolicy = ImagePolicy;
        headers.CacheControl = FreshFor;
        headers.ContentLanguage = language;
        headers.Vary = HeaderNames.AcceptLanguage;
        return TypedResults.Bytes(Thermometer.Draw(InertText.Plain(found.Name), GoalWords.Bars(goals, language), language), Thermometer.ContentType);
    }

    /// <summary>All goals of a campaign, as far as they are reached.</summary>
    internal static async Task<IReadOnlyList<GoalShown>> ReadAsync(Campaign campaign, CampaignSums sums, CancellationToken cancellationToken)
    {
        if (campaign.Goals is not { Count: > 0 } goals)
        {
            return [];
        }

        var counted = await sums.ReadAsync(campaign.Id, cancellationToken);
        return [.. goals.Select(goal => GoalShown.From(goal, counted))];
    }

    // Any site may show it, also one that lets in nothing that does not say so.
    private static void Open(IHeaderDictionary headers)
    {
        PublicPage.Guard(headers);
        headers.AccessControlAllowOrigin = "*";
        headers["Cross-Origin-Resource-Policy"] = "cross-origin";
    }
}

/// <summary>The goals of a campaign as anybody may read them.</summary>
public sealed record PublicGoals(string Campaign, string Name, IReadOnlyList<GoalShown> Goals);
