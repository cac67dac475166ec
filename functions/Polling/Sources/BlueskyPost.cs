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
/// <param name="IsPrivate">Whether its author has asked to be shown to those only who have signed in.</param>
/// <param name="Author">Null for those, and where nothing can be read.</param>
internal sealed partial record BlueskyPost(string Uri, DateTimeOffset At, IReadOnlyList<string> Tags, bool IsPrivate, PublicAccount? Author)
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

    /// <summary>The post that it is; one that says it is from the future is from now. Of whoever asked to be left out no name is kept.</summary>
    public Post ToPost(TrackedQuery query, DateTimeOffset now)
    {
        var at = At > now ? now : At;
        var parts = PostUri().Match(Uri).Groups;
        var post = Uri.Length <= LongestUriChars && !IsPrivate
            ? new Post(Uri, at, $"https://bsky.app/profile/{parts["did"].Value}/post/{parts["rkey"].Value}")
            : new Post(Digest.Of(Uri), at, null);
        return post with { Traits = PostTraits.Of(query, Uri, At, Tags, Author) };
    }

    // bluesky-social/atproto, lexicon of the search: sorted by the earlier of both times, but what was made before 1970 by the time of its indexing.
    private static BlueskyPost Read(BlueskyPostView view)
    {
        var at = Created(view.Record) is { } created && created >= DateTimeOffset.UnixEpoch && created < view.IndexedAt ? created : view.IndexedAt.ToUniversalTime();
        var (isPrivate, handle) = (IsForThoseSignedIn(view.Author), JsonText.Find(view.Author, "handle"));
        var author = isPrivate || handle is null or "handle.invalid" ? null : PublicAccount.Of($"@{handle}", $"https://bsky.app/profile/{handle}");
        return new BlueskyPost(view.Uri, at, [.. ReadTags(view.Record)], isPrivate, author);
    }

    // bluesky-social/atproto, com.atproto.label.defs: the label with which an account asks programs not to show it to strangers.
    internal static bool IsForThoseSignedIn(JsonElement author) => Items(Find(author, "labels")).Any(label => JsonText.Find(label, "val") == "!no-unauthenticated");

    private static DateTimeOffset? Created(JsonElement record) =>
        Find(record, "createdAt") is { ValueKind: JsonValueKind.String } text && text.TryGetDateTimeOffset(out var at) ? at.ToUniversalTime() : null;

    private static IEnumerable<string> ReadTags(JsonElement record) => Items(Find(record, "facets"))
        .SelectMany(facet => Items(Find(facet, "features")))
        .Where(feature => JsonText.Find(feature, "$type") == "app.bsky.richtext.facet#tag")
        .Select(feature => JsonText.Find(feature, "tag"))
        .Concat(Items(Find(record, "tags")).Select(JsonText.Of))
        .OfType<string>();

    private static JsonElement? Find(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var found) ? found : null;

    private static JsonElement[] Items(JsonElement? element) =>
        element is { ValueKind: JsonValueKind.Array } array ? [.. array.EnumerateArray()] : [];

    [GeneratedRegex(@"^at://(?<did>did:[a-z]+:[A-Za-z0-9._:%-]{1,2048})/app\.bsky\.feed\.post/(?<rkey>[A-Za-z0-9._:~-]{1,512})\z", RegexOptions.CultureInvariant)]
    private static partial Regex PostUri();
}
