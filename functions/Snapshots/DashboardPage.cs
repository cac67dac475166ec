using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;

namespace Relais.Snapshots;

/// <summary>Serves the dashboard page and what it is made of; the page then reads <c>/api/dashboard</c> with the organiser's own key.</summary>
public static class DashboardPage
{
    // The page may load and ask nothing but its own origin, be framed by nobody, and run no script that is not a file of ours.
    private const string ContentSecurityPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; " +
        "base-uri 'none'; frame-ancestors 'none'; form-action 'none'";

    /// <summary>Maps the page and its assets relative to <paramref name="group"/>, which is the route group <c>dashboard</c>.</summary>
    public static IEndpointRouteBuilder MapDashboardPage(this IEndpointRouteBuilder group)
    {
        group.MapGet("", (HttpContext context) => Send(context, DashboardAsset.Page)).ExcludeFromDescription();
        group.MapGet("assets/{name}", (string name, HttpContext context) => SendAsset(context, name)).ExcludeFromDescription();
        return group;
    }

    private static Results<FileContentHttpResult, ProblemHttpResult> SendAsset(HttpContext context, string name)
    {
        if (DashboardAsset.Find(name) is { } asset)
            return Send(context, asset);
        Guard(context.Response.Headers);
        return TypedResults.Problem("The dashboard has no asset of this name.", statusCode: StatusCodes.Status404NotFound);
    }

    private static FileContentHttpResult Send(HttpContext context, DashboardAsset asset)
    {
        var headers = context.Response.Headers;
        Guard(headers);
        // Modules name each other without a version, so a browser asks each time whether its copy still holds; the answer is a 304.
        headers.CacheControl = "no-cache";
        headers.Vary = HeaderNames.AcceptEncoding;
        var zipped = context.Request.GetTypedHeaders().AcceptEncoding.Any(accepted => accepted.Value == "gzip" && accepted.Quality is not 0);
        if (!zipped)
            return TypedResults.Bytes(asset.Plain, asset.ContentType, entityTag: new EntityTagHeaderValue($"\"{asset.Digest}\""));
        headers.ContentEncoding = "gzip";
        return TypedResults.Bytes(asset.Zipped, asset.ContentType, entityTag: new EntityTagHeaderValue($"\"{asset.Digest}-gzip\""));
    }

    private static void Guard(IHeaderDictionary headers)
    {
        headers.ContentSecurityPolicy = ContentSecurityPolicy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
    }
}
