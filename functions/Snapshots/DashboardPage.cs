using Microsoft.AspNetCore.Http.HttpResults;
using Relais.Http;

namespace Relais.Snapshots;

/// <summary>Serves the dashboard page and what it is made of; the page then reads <c>/api/dashboard</c> with the organiser's own key.</summary>
public static class DashboardPage
{
    // The page may load and ask nothing but its own origin, be framed by nobody, and run no script that is not a file of ours.
    private const string ContentSecurityPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; " +
        "base-uri 'none'; frame-ancestors 'none'; form-action 'none'";

    private const string PageName = "dashboard.html";

    private static readonly EmbeddedAssets Assets = new("dashboard/");

    /// <summary>The files that the page is made of.</summary>
    internal static IEnumerable<string> AssetNames => Assets.Names.Where(name => name != PageName);

    /// <summary>Maps the page and its assets relative to <paramref name="group"/>, which is the route group <c>dashboard</c>.</summary>
    public static IEndpointRouteBuilder MapDashboardPage(this IEndpointRouteBuilder group)
    {
        group.MapGet("", (HttpContext context) => Send(context, Assets.Find(PageName)!)).ExcludeFromDescription();
        group.MapGet("assets/{name}", (string name, HttpContext context) => SendAsset(context, name)).ExcludeFromDescription();
        return group;
    }

    private static Results<FileContentHttpResult, ProblemHttpResult> SendAsset(HttpContext context, string name)
    {
        if (name != PageName && Assets.Find(name) is { } asset)
        {
            return Send(context, asset);
        }

        Guard(context.Response.Headers);
        return TypedResults.Problem("The dashboard has no asset of this name.", statusCode: StatusCodes.Status404NotFound);
    }

    private static FileContentHttpResult Send(HttpContext context, EmbeddedAsset asset)
    {
        Guard(context.Response.Headers);
        return asset.Send(context);
    }

    private static void Guard(IHeaderDictionary headers)
    {
        headers.ContentSecurityPolicy = ContentSecurityPolicy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
    }
}
