using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;

namespace Relais.Notifications.Channels;

/// <summary>What a mail says, as plain text and as a page: the same words and the same links, no picture, and nothing that tells who has read it.</summary>
internal static class EmailBody
{
    private const int MostTitleChars = 250;

    // So that the whole mail stays below 100 KB, which mail programs show without cutting it, in whatever letters it is.
    private const int MostBodyBytes = 12_000;

    private static readonly HtmlEncoder Html = HtmlEncoder.Create(UnicodeRanges.All);

    public static string Title(Words words) => Cut.ToCharacters(EmailText.OneLine(words.Title), MostTitleChars);

    /// <summary>The mail's words, and how much of what a body may hold they take.</summary>
    /// <param name="sent">The whole mail, with its headers.</param>
    public static WrittenText Preview(Words words, string sent)
    {
        var (clean, body) = (EmailText.Clean(words.Body), Body(words));
        var isCut = body != clean || Title(words) != EmailText.OneLine(words.Title);
        return new(Title(words), PlainText(words), sent, Encoding.UTF8.GetByteCount(body), MostBodyBytes, WrittenText.Bytes, isCut);
    }

    public static string PlainText(Words words)
    {
        var colon = words.Language == "fr" ? "\u00a0:" : ":";
        string[] parts = [Title(words), Body(words), words.When, .. Links(words).Select(link => $"{link.Label}{colon}\n{link.Url}")];
        return string.Join("\n\n", parts.Where(part => part.Length > 0)) + "\n";
    }

    // The words are an organiser's, in whatever language: which way they run is seen from themselves.
    public static string Page(Words words) => $"""
        <!doctype html>
        <html lang="{words.Language}" dir="ltr">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <title>{Html.Encode(Title(words))}</title>
        </head>
        <body style="margin:0;padding:24px 16px;font-family:sans-serif;font-size:16px;line-height:1.5">
        <div style="max-width:36em;margin:0 auto">
        <h1 dir="auto" style="margin:0 0 12px;font-size:20px;line-height:1.3">{Html.Encode(Title(words))}</h1>
        {string.Concat(Paragraphs(words))}<p style="margin:0 0 12px;font-size:14px">{Html.Encode(words.When)}</p>
        {string.Concat(Links(words).Select(Link))}</div>
        </body>
        </html>

        """;

    private static string Body(Words words) => Cut.ToBytes(EmailText.Clean(words.Body), MostBodyBytes);

    private static IEnumerable<string> Paragraphs(Words words) =>
        from paragraph in Body(words).Split("\n\n", StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
        select $"""<p dir="auto" style="margin:0 0 12px">{string.Join("<br>\n", paragraph.Split('\n').Select(Html.Encode))}</p>""" + "\n";

    private static string Link((string Label, string Url) link) =>
        $"""<p style="margin:0 0 12px"><a href="{Html.Encode(link.Url)}" style="display:inline-block;padding:8px 0">{Html.Encode(link.Label)}</a></p>""" + "\n";

    private static IEnumerable<(string Label, string Url)> Links(Words words)
    {
        if (Uri.TryCreate(words.Url, UriKind.Absolute, out var url) && (url.Scheme == Uri.UriSchemeHttps || url.Scheme == Uri.UriSchemeHttp))
        {
            yield return (words.UrlLabel, url.AbsoluteUri);
        }

        yield return (words.ManageLabel, words.Manage);
    }
}
