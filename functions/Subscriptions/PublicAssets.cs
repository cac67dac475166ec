using Microsoft.AspNetCore.Http.HttpResults;
using Relais.Hosting;
using Relais.Http;

namespace Relais.Subscriptions;

/// <summary>The style and the scripts of the public pages.</summary>
public static class PublicAssets
{
    private static readonly EmbeddedAssets Assets = new("people/");

    public static void MapPublicAssets(this IEndpointRouteBuilder routes) =>
        routes.MapFunction(nameof(PublicAssets), "p/{name}").WithTags("Public pages").MapGet("", Send).ExcludeFromDescription();

    private static Results<FileContentHttpResult, ProblemHttpResult> Send(string name, HttpContext context)
    {
        PublicPage.Guard(context.Response.Headers);

        // The worker that shows pushes answers for pages that lie elsewhere than it does.
        context.Response.Headers["Service-Worker-Allowed"] = "/";
        return Assets.Find(name) is { } asset ? asset.Send(context) : Problem.NotFound("file");
    }
}
