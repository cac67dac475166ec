using System.Text;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Html;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;

namespace Relais.Subscriptions;

/// <summary>Pages that people see without an account: whole without scripts, asking nobody but this host, encoded by construction.</summary>
public static class PublicPage
{
    // Links on these pages open doors: no page elsewhere may learn where a visitor comes from, and none may frame it.
    private const string ContentSecurityPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; worker-src 'self'; " +
        "base-uri 'none'; frame-ancestors 'none'; form-action 'self'";

    // Letters stay letters: only what HTML itself would read is encoded.
    private static readonly HtmlEncoder Encoder = HtmlEncoder.Create(System.Text.Unicode.UnicodeRanges.All);

    /// <summary>A piece of a page: what is put into the holes is encoded, unless it is a piece itself.</summary>
    public static IHtmlContent Html(FormattableString piece) => new HtmlFormattableString(piece.Format, piece.GetArguments());

    /// <summary>Pieces one after the other.</summary>
    public static IHtmlContent All(IEnumerable<IHtmlContent> pieces)
    {
        var all = new HtmlContentBuilder();
        foreach (var piece in pieces)
        {
            all.AppendHtml(piece);
        }

        return all;
    }

    public static readonly IHtmlContent Nothing = HtmlString.Empty;

    /// <summary>Answers with a page.</summary>
    /// <param name="isOnesOwn">It belongs to one person: no cache keeps it and no search engine lists it.</param>
    /// <param name="links">What programs find of it elsewhere, for the head of the page.</param>
    public static ContentHttpResult Show(
        HttpContext context, string language, string title, IHtmlContent body, int status = StatusCodes.Status200OK, bool isOnesOwn = true, IHtmlContent? links = null)
    {
        Guard(context.Response.Headers);
        context.Response.Headers.ContentLanguage = language;
        if (isOnesOwn)
        {
            context.Response.Headers.CacheControl = "no-store";
            context.Response.Headers["X-Robots-Tag"] = "noindex";
        }
        else
        {
            context.Response.Headers.CacheControl = "no-cache";
            context.Response.Headers.Vary = HeaderNames.AcceptLanguage;
        }

        var page = Html($"""
            <!doctype html>
            <html lang="{language}">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>{title}</title>
            <link rel="icon" href="/p/icon.svg" type="image/svg+xml">
            <link rel="stylesheet" href="/p/page.css">
            <script type="module" src="/p/page.js"></script>
            {links ?? Nothing}
            </head>
            <body>
            <main>
            {body}
            </main>
            </body>
            </html>
            """);
        var text = new StringBuilder();
        using (var writer = new StringWriter(text))
        {
            page.WriteTo(writer, Encoder);
        }

        return TypedResults.Content(text.ToString(), "text/html; charset=utf-8", Encoding.UTF8, status);
    }

    /// <summary>The headers of every answer that a browser shows.</summary>
    public static void Guard(IHeaderDictionary headers)
    {
        headers.ContentSecurityPolicy = ContentSecurityPolicy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
    }

    /// <summary>The language to answer in: that of the address, else the first of the browser's that is ours, else English.</summary>
    public static string LanguageOf(HttpRequest request, string? asked) => asked is "en" or "fr"
        ? asked
        : request.GetTypedHeaders().AcceptLanguage.Where(one => one.Quality is not 0).OrderByDescending(one => one.Quality ?? 1)
            .Select(one => one.Value.ToString().Split('-')[0].ToLowerInvariant()).FirstOrDefault(one => one is "en" or "fr") ?? "en";
}
