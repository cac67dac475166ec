using System.Text.Json;
using Relais.Http;

namespace Relais.Polling.Sources;

/// <summary>What posts say, read from Bluesky once more.</summary>
internal static class BlueskyQuotes
{
    // lexicon app.bsky.feed.post: 300 graphemes, each of several characters where it is an emoji.
    private const int MostChars = 1_000;

    /// <summary>Plain texts by the posts' names; null when the answer is none. What its author shows only to those who have signed in is left out.</summary>
    public static IReadOnlyDictionary<string, string>? Read(OutboundReply reply)
    {
        try
        {
            return JsonSerializer.Deserialize(reply.Body.Span, BlueskyJson.Default.BlueskyAnswer)?.Posts
                .Where(view => !BlueskyPost.IsForThoseSignedIn(view.Author))
                .DistinctBy(view => view.Uri)
                .ToDictionary(view => view.Uri, view => PlainText.Of(JsonText.Find(view.Record, "text") ?? "", MostChars, lines: true), StringComparer.Ordinal);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
