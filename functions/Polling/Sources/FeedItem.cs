using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Relais.Alerts;
using Relais.Http;

namespace Relais.Polling.Sources;

/// <summary>One item of a feed, whichever of the formats it came in.</summary>
/// <param name="At">When it was published; null where it does not say, or not so that it can be read.</param>
/// <param name="Link">Where it is to be read; http or https.</param>
/// <param name="Ends">From then on it is of no interest any more.</param>
internal sealed record FeedItem(string Id, DateTimeOffset? At, Uri? Link, FeedText Title, FeedText Body, DateTimeOffset? Ends)
{
    public const int KeyChars = 11;
    private const int KeyBytes = 8;

    // A hundred posts share a property of 32,768 characters (Table Storage data model); key, time and names take 71 of each.
    private const int LongestLinkBytes = 240;

    /// <summary>Stands for the item wherever it is remembered. Among the thousands that a feed may have had, two of the same are not to be expected.</summary>
    public string Key { get; } = Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes(Id)).AsSpan(0, KeyBytes));

    /// <summary>The link, where it is short enough to be kept.</summary>
    public string? ShortLink => Link?.AbsoluteUri is { } link && JsonEncodedText.Encode(link).EncodedUtf8Bytes.Length <= LongestLinkBytes ? link : null;

    /// <summary>The item that this is; null when there is nothing in it. By its own id, else by its link, else by all that it says.</summary>
    public static FeedItem? Of(string? id, DateTimeOffset? at, Uri? link, FeedText title, FeedText body, DateTimeOffset? ends)
    {
        var own = id?.Trim() is { Length: > 0 } given ? given : link?.AbsoluteUri ?? (title.IsEmpty && body.IsEmpty ? null : $"{title.Raw}\n{body.Raw}\n{at:O}");
        return own is null ? null : new FeedItem(own, at, link, title, body, ends);
    }

    /// <summary>What may be announced of it.</summary>
    public NewsItem ToNews(DateTimeOffset at)
    {
        var body = Body.Plain(CallDraft.LongestBodyChars, lines: true);
        var title = Title.Plain(CallDraft.LongestTitleChars, lines: false);
        return new NewsItem(Key, title.Length > 0 ? title : new FeedText(body, IsHtml: false).Plain(CallDraft.LongestTitleChars, lines: false), body, PublicLink(), at, Ends, FeedName.IsOfRelais(Id));
    }

    // What people are sent to must be as safe as what an organiser may send them to.
    private string? PublicLink()
    {
        var plain = Link?.GetLeftPart(UriPartial.Query);
        return plain is not null && UrlRules.Reject(plain, allowLoopback: false) is null ? plain : null;
    }
}
