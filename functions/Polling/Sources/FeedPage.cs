using System.Net;
using System.Text.RegularExpressions;
using Relais.Http;

namespace Relais.Polling.Sources;

/// <summary>The beginning of a web page that stands where a feed was expected: many a site names its feed there.</summary>
internal static partial class FeedPage
{
    // What is shown beside a source must stay readable.
    private const int LongestAddressChars = 250;

    private static readonly string[] FeedTypes = ["application/rss+xml", "application/atom+xml", "application/feed+json"];

    /// <summary>That this is a page, and the feed that it names; null when it is none.</summary>
    public static FeedFault? Find(string head, Uri address)
    {
        var page = FirstOf(head, "<!doctype html", "<html");
        if (page < 0 || (FirstOf(head, "<rss", "<feed") is var feed && feed >= 0 && feed < page))
        {
            return null;
        }

        var named = Link().Matches(head).Select(link => AddressOf(link.Value, address)).FirstOrDefault(found => found is not null);
        return new FeedFault("a web page, not a feed", named is null ? null : $"it names the feed {named}");
    }

    /// <summary>An address as an organiser may be told of it; null when it is not one that could be followed.</summary>
    /// <param name="from">What it starts from where it is not whole.</param>
    public static string? Shown(string text, Uri from)
    {
        var whole = Uri.TryCreate(from, text.Trim(), out var resolved) ? resolved.AbsoluteUri : "";
        var isSameHost = whole.StartsWith(from.GetLeftPart(UriPartial.Authority) + "/", StringComparison.Ordinal);
        return whole.Length is > 0 and <= LongestAddressChars && (isSameHost || UrlRules.Reject(whole, allowLoopback: false) is null) ? whole : null;
    }

    private static string? AddressOf(string link, Uri address)
    {
        var attributes = Attribute().Matches(link)
            .DistinctBy(match => match.Groups["name"].Value, StringComparer.OrdinalIgnoreCase)
            .ToDictionary(match => match.Groups["name"].Value, match => WebUtility.HtmlDecode(match.Groups["value"].Value), StringComparer.OrdinalIgnoreCase);
        return attributes.GetValueOrDefault("rel")?.Split(' ').Contains("alternate", StringComparer.OrdinalIgnoreCase) == true
            && FeedTypes.Contains(attributes.GetValueOrDefault("type")?.Trim(), StringComparer.OrdinalIgnoreCase)
            && attributes.TryGetValue("href", out var href)
                ? Shown(href, address)
                : null;
    }

    private static int FirstOf(string text, string one, string other) =>
        (text.IndexOf(one, StringComparison.OrdinalIgnoreCase), text.IndexOf(other, StringComparison.OrdinalIgnoreCase)) switch
        {
            ( < 0, var only) => only,
            (var only, < 0) => only,
            var (first, second) => Math.Min(first, second),
        };

    [GeneratedRegex(@"<link\s[^>]{0,2000}>", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Link();

    [GeneratedRegex("""\s(?<name>[a-z]{1,20})\s*=\s*(?:"(?<value>[^"]*)"|'(?<value>[^']*)'|(?<value>[^\s"'>]+))""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Attribute();
}
