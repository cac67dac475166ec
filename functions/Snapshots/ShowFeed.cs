using System.Security.Cryptography;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;
using Relais.Campaigns;
using Relais.Hosting;
using Relais.Http;
using Relais.Intake;
using Relais.Subscriptions;

namespace Relais.Snapshots;

/// <summary>What a campaign has told everybody, for programs that follow it: as Atom and as JSON Feed, only for campaigns that have a public page.</summary>
public static class ShowFeed
{
    // Momentum is judged, and milestones are noticed, every five minutes.
    private const string FreshFor = "max-age=300";

    public static void MapShowFeed(this IEndpointRouteBuilder routes)
    {
        routes.MapFunction(nameof(ShowFeed), "c/{campaign}/feed.atom").WithTags("Public pages").MapGet("", ShowAtomAsync).ExcludeFromDescription();
        routes.MapFunction("ShowJsonFeed", "c/{campaign}/feed.json").WithTags("Public pages").MapGet("", ShowJsonAsync).ExcludeFromDescription();
    }

    private static Task<Results<FileContentHttpResult, ProblemHttpResult>> ShowAtomAsync(
        string campaign, string? lang, HttpContext context, CampaignStore campaigns, PublicFeeds feeds, WebSub webSub, CancellationToken cancellationToken) =>
        ShowAsync(campaign, lang, AtomFeed.ContentType, feed => WriteAtom(feed, webSub, context.Response.Headers), context, campaigns, feeds, cancellationToken);

    private static Task<Results<FileContentHttpResult, ProblemHttpResult>> ShowJsonAsync(
        string campaign, string? lang, HttpContext context, CampaignStore campaigns, PublicFeeds feeds, CancellationToken cancellationToken) =>
        ShowAsync(campaign, lang, JsonFeed.ContentType, JsonFeed.Write, context, campaigns, feeds, cancellationToken);

    private static byte[] WriteAtom(PublicFeed feed, WebSub webSub, IHeaderDictionary headers)
    {
        // WebSub, section 4: whoever does not look into it finds the same here.
        if (webSub.Hub is { } hub)
        {
            headers.Link = $"<{hub}>; rel=\"hub\", <{InletRules.InAscii(feed.AddressOf(AtomFeed.Format))}>; rel=\"self\"";
        }

        return AtomFeed.Write(feed, webSub.Hub);
    }

    private static async Task<Results<FileContentHttpResult, ProblemHttpResult>> ShowAsync(
        string campaign, string? lang, string contentType, Func<PublicFeed, byte[]> write, HttpContext context, CampaignStore campaigns, PublicFeeds feeds, CancellationToken cancellationToken)
    {
        // Any page may read what everybody may read.
        var headers = context.Response.Headers;
        PublicPage.Guard(headers);
        headers.AccessControlAllowOrigin = "*";
        if (await campaigns.FindAsync(campaign, cancellationToken) is not { Page: not null } found)
        {
            return Problem.NotFound("campaign");
        }

        var feed = await feeds.ReadAsync(found, PublicPage.LanguageOf(context.Request, lang), cancellationToken);
        var bytes = write(feed);
        headers.CacheControl = FreshFor;
        headers.ContentLanguage = feed.Language;
        headers.Vary = HeaderNames.AcceptLanguage;

        // A campaign that has told nothing may begin tomorrow: nothing was last changed then.
        var tag = new EntityTagHeaderValue($"\"{Convert.ToHexStringLower(SHA256.HashData(bytes))[..32]}\"");
        return TypedResults.Bytes(bytes, contentType, lastModified: feed.Entries.Count == 0 ? null : feed.Updated, entityTag: tag);
    }
}
