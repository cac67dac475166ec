using System.Text.Json;
using System.Text.RegularExpressions;
using Relais.Campaigns;
using Relais.Http;
using Relais.Momentum;

namespace Relais.Polling.Sources;

/// <summary>A post as Bluesky's search gives it, as far as it is counted, once it has been found readable.</summary>
/// <param name="Uri">Its one name in the whole network.</param>
/// <param name="At">When it was published: the time by which the search sorts.</param>
/// <param name="Tags">Its hashtags as they were typed.</param>
internal sealed partial record BlueskyPost(string Uri, DateTimeOffset At, IReadOnlyList<string> Tags)
{
    // A hundred posts share a property of 32,768 characters (Table Storage data model), and each says who wrote it twice: in its id and in its link.
    private const int LongestUriChars = 130;

    /// <summary>One page of a search and the cursor of the next; null when it is none.</summary>
    public static (IReadOnlyList<BlueskyPost> Posts, string? Cursor)? ReadPage(OutboundReply reply)
    {
        try
        {
            var answer = JsonSerializer.Deserialize(reply.Body.Span, BlueskyJson.Default.BlueskyAnswer);
            return answer?.Posts?.All(view => view?.Uri is { } uri && PostUri().IsMatch(uri)) == true
                ? ([.. answer.Posts.Select(Read)], string.IsNullOrEmpty(answer.Cursor) ? null : answer.Cursor)
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The post that it is; one that says it is from the future is from now.</summary>
    public Post ToPost(DateTimeOffset now)
    {
        var at = At > now ? now : At;
        var parts = PostUri().Match(Uri).Groups;
        return Uri.Length <= LongestUriChars
            ? new Post(Uri, at, $"https://bsky.app/profile/{parts["did"].Value}/post/{parts["rkey"].Value}")
            : new Post(Digest.Of(Uri), at, null);
    }

    // bluesky-social/atproto, lexicon of the search: sorted by the earlier of both times, but what was made before 1970 by the time of its indexing.
    private static BlueskyPost Read(BlueskyPostView view) =>
        new(view.Uri, Created(view.Record) is { } created && created >= DateTimeOffset.UnixEpoch && created < view.IndexedAt ? created : view.IndexedAt.ToUniversalTime(), [.. ReadTags(view.Record)]);

    private static DateTimeOffset? Created(JsonElement record) =>
        Find(record, "createdAt") is { ValueKind: JsonValueKind.String } text && text.TryGetDateTimeOffset(out var at) ? at.ToUniversalTime() : null;

    private static IEnumerable<string> ReadTags(JsonElement record) => Items(Find(record, "facets"))
        .SelectMany(facet => Items(Find(facet, "features")))
        .Where(feature => Text(Find(feature, "$type")) == "app.bsky.richtext.facet#tag")
        .Select(feature => Text(Find(feature, "tag")))
        .Concat(Items(Find(record, "tags")).Select(tag => Text(tag)))
        .OfType<string>();

    private static JsonElement? Find(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var found) ? found : null;

    private static JsonElement[] Items(JsonElement? element) =>
        element is { ValueKind: JsonValueKind.Array } array ? [.. array.EnumerateArray()] : [];

    private static string? Text(JsonElement? element)
    {
        if (element is not { ValueKind: JsonValueKind.String } text)
        {
            return null;
        }

        try
        {
            return text.GetString();
        }
        catch (InvalidOperationException)
        {
            return null; // half a surrogate pair, written as an escape: no text, and so no hashtag
        }
    }

    [GeneratedRegex(@"^at://(?<did>did:[a-z]+:[A-Za-z0-9._:%-]{1,2048})/app\.bsky\.feed\.post/(?<rkey>[A-Za-z0-9._:~-]{1,512})\z", RegexOptions.CultureInvariant)]
    private static partial Regex PostUri();
}
