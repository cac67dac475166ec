using System.Globalization;
using System.Text.Json;
using Relais.Campaigns;
using Relais.Http;
using Relais.Momentum;

namespace Relais.Polling.Sources;

/// <summary>A post as X gives it, as far as it is counted: by whichever family of names, and without who wrote it.</summary>
/// <param name="Id">Of the version that is shown.</param>
/// <param name="First">Of its first version, by which it is one post however often it is edited.</param>
/// <param name="Tags">Its hashtags as they were typed, also those behind the fold of a long one.</param>
internal sealed record XPost(ulong Id, ulong First, IReadOnlyList<string> Tags, bool IsRetweet)
{
    // fundamentals/x-ids: all but the low 22 bits are milliseconds since this instant.
    private const int IdBits = 22;
    private const long IdsBeginMs = 1_288_834_974_657;

    /// <summary>When the first version was published.</summary>
    public DateTimeOffset At => TimeOf(First);

    /// <summary>When a version of this id was published.</summary>
    public static DateTimeOffset TimeOf(ulong id) => DateTimeOffset.FromUnixTimeMilliseconds((long)(id >> IdBits) + IdsBeginMs);

    /// <summary>The least id that a post of this instant can have.</summary>
    public static ulong IdAt(DateTimeOffset at) => (ulong)Math.Max(0, at.ToUnixTimeMilliseconds() - IdsBeginMs) << IdBits;

    /// <summary>The post that it is; one that says it is from the future is from now.</summary>
    public Post ToPost(TrackedQuery query, DateTimeOffset now) => new(Text(First), At > now ? now : At, $"https://x.com/i/web/status/{Text(Id)}")
    {
        // X bars whoever uses it from following activists: who wrote it is not even asked for.
        Traits = PostTraits.Of(query, Text(First), At, Tags, account: null),
    };

    public static string Text(ulong id) => id.ToString(CultureInfo.InvariantCulture);

    /// <summary>Null when it is none that can be named: then the answer is none.</summary>
    internal static XPost? Read(XPostShown? shown)
    {
        var history = shown?.EditHistoryPostIds ?? shown?.EditHistoryTweetIds;
        return ReadId(shown?.Id) is not { } id || ReadId(history is [{ } first, ..] ? first : shown!.Id) is not { } original || original > id
            ? null
            : new XPost(
                id,
                original,
                TagsOf(shown!.Entities, shown.NotePost, shown.NoteTweet),
                (shown.ReferencedPosts ?? shown.ReferencedTweets ?? []).Any(other => other?.Type == "retweeted"));
    }

    /// <summary>The hashtags of a post as they were typed, each once, also those behind the fold of a long one.</summary>
    internal static IReadOnlyList<string> TagsOf(XEntities? entities, params ReadOnlySpan<XNote?> notes)
    {
        var tags = new List<string>(TagsOf(entities));
        foreach (var note in notes)
        {
            tags.AddRange(TagsOf(note?.Entities));
        }

        return [.. tags.Distinct(StringComparer.Ordinal)];
    }

    internal static ulong? ReadId(string? text) => ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : null;

    private static IEnumerable<string> TagsOf(XEntities? entities) => (entities?.Hashtags ?? []).Select(hashtag => hashtag?.Tag).OfType<string>();
}

/// <summary>One page of posts.</summary>
internal sealed record XPosts(IReadOnlyList<XPost> Posts, string? NextToken)
{
    /// <summary>Null when the answer is no page. Errors that come with one are about what hangs on its posts, none of which is asked for.</summary>
    public static XPosts? Read(OutboundReply reply)
    {
        try
        {
            if (JsonSerializer.Deserialize(reply.Body.Span, XJson.Default.XPostsPage) is not { Meta: { } meta } page)
            {
                return null;
            }

            var posts = (page.Data ?? []).Select(XPost.Read).ToArray();
            return Array.TrueForAll(posts, post => post is not null) ? new XPosts(posts!, string.IsNullOrEmpty(meta.NextToken) ? null : meta.NextToken) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

internal sealed record XPostsPage(IReadOnlyList<XPostShown?>? Data, XMeta? Meta);

internal sealed record XPostShown(
    string? Id,
    IReadOnlyList<string?>? EditHistoryTweetIds,
    IReadOnlyList<string?>? EditHistoryPostIds,
    XEntities? Entities,
    XNote? NoteTweet,
    XNote? NotePost,
    IReadOnlyList<XReference?>? ReferencedTweets,
    IReadOnlyList<XReference?>? ReferencedPosts);

internal sealed record XNote(XEntities? Entities);

internal sealed record XEntities(IReadOnlyList<XHashtag?>? Hashtags);

internal sealed record XHashtag(string? Tag);

internal sealed record XReference(string? Type);
