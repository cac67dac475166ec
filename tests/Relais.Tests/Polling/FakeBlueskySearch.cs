using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Relais.Tests.Polling;

/// <summary>Posts as the search of Bluesky finds them: sorted, cut into pages, shaped.</summary>
/// <remarks>
/// bluesky-social/atproto, lexicon app.bsky.feed.searchPosts; bluesky-social/indigo, search: a tag matches whole and without case, the cursor is a
/// number of posts passed over.
/// </remarks>
internal sealed class FakeBlueskySearch(Func<DateTimeOffset> now)
{
    private readonly Lock gate = new();
    private readonly List<FakePost> posts = [];

    /// <summary>A server may give fewer posts than were asked for.</summary>
    public int PageCap { get; set; } = 100;

    /// <summary>As it has been seen: the parameters `tag` and `since` are taken for nothing (atproto #3301).</summary>
    public bool TakesTagAndSinceForNothing { get; set; }

    /// <summary>The next cursor is always the first.</summary>
    public bool GoesRoundInCircles { get; set; }

    /// <summary>Publishes a post; the search knows of it from <paramref name="indexed"/> on.</summary>
    public string Publish(DateTimeOffset created, string[] hashtags, DateTimeOffset? indexed = null, string? createdText = null, JsonNode? record = null, JsonObject? author = null)
    {
        lock (gate)
        {
            var uri = $"at://{FakeBluesky.Did}/app.bsky.feed.post/3l{posts.Count:D11}";
            posts.Add(new FakePost(uri, created, indexed ?? created, hashtags, createdText ?? created.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture), record, author));
            return uri;
        }
    }

    /// <summary>Publishes so many posts spread evenly over a stretch of time.</summary>
    public void Publish(int count, DateTimeOffset from, DateTimeOffset until, params string[] hashtags)
    {
        for (var i = 0; i < count; i++)
        {
            Publish(from + ((until - from) * i / count), hashtags);
        }
    }

    /// <summary>Takes a post away.</summary>
    public void Delete(string uri)
    {
        lock (gate)
        {
            posts.RemoveAll(post => post.Uri == uri);
        }
    }

    /// <summary>Posts by their names, 25 at most; what is gone is left out.</summary>
    public JsonObject Find(IQueryCollection query)
    {
        lock (gate)
        {
            return new JsonObject { ["posts"] = new JsonArray([.. posts.Where(post => query["uris"].Take(25).Contains(post.Uri)).Select(Shape)]) };
        }
    }

    /// <summary>One page, as the parameters of a search ask for it.</summary>
    public JsonObject Page(IQueryCollection query)
    {
        var wanted = query["tag"].Select(tag => tag!).ToArray();
        var limit = Math.Min(PageCap, int.Parse(query["limit"].ToString(), CultureInfo.InvariantCulture));
        var passed = int.TryParse(query["cursor"].ToString(), out var offset) ? offset : 0;
        lock (gate)
        {
            var found = posts
                .Where(post => post.Indexed <= now())
                .Where(post => TakesTagAndSinceForNothing || wanted.All(tag => post.Hashtags.Contains(tag, StringComparer.OrdinalIgnoreCase)))
                .Where(post => TakesTagAndSinceForNothing || query["since"] is not [{ } since] || post.SortAt >= DateTimeOffset.Parse(since, CultureInfo.InvariantCulture))
                .Where(post => query["until"] is not [{ } until] || post.SortAt < DateTimeOffset.Parse(until, CultureInfo.InvariantCulture))
                .OrderByDescending(post => post.SortAt)
                .ToArray();
            var page = new JsonObject { ["posts"] = new JsonArray([.. found.Skip(passed).Take(limit).Select(Shape)]), ["hitsTotal"] = found.Length };
            if (GoesRoundInCircles || passed + limit < found.Length)
            {
                page["cursor"] = GoesRoundInCircles ? "0" : (passed + limit).ToString(CultureInfo.InvariantCulture);
            }

            return page;
        }
    }

    // The fields of a postView as app.bsky.feed.defs shows them, and some that nobody knows.
    private static JsonObject Shape(FakePost post) => new()
    {
        ["uri"] = post.Uri,
        ["cid"] = "bafyreib2rxk3rh6kzwq",
        ["author"] = post.Author?.DeepClone() ?? new JsonObject { ["did"] = FakeBluesky.Did, ["handle"] = "someone.example", ["displayName"] = "Someone", ["newField"] = 1 },
        ["record"] = post.Record?.DeepClone() ?? new JsonObject
        {
            ["$type"] = "app.bsky.feed.post",
            ["text"] = string.Join(' ', post.Hashtags.Select(tag => "#" + tag)),
            ["createdAt"] = post.CreatedText,
            ["langs"] = new JsonArray("fr"),
            ["facets"] = new JsonArray([.. post.Hashtags.Select(tag => new JsonObject
            {
                ["index"] = new JsonObject { ["byteStart"] = 0, ["byteEnd"] = 7 },
                ["features"] = new JsonArray(new JsonObject { ["$type"] = "app.bsky.richtext.facet#tag", ["tag"] = tag }),
            })]),
        },
        ["indexedAt"] = post.Indexed.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture),
        ["replyCount"] = 0,
        ["repostCount"] = 3,
        ["likeCount"] = 5,
        ["labels"] = new JsonArray(),
        ["fieldOfTomorrow"] = new JsonObject(),
    };

    private sealed record FakePost(string Uri, DateTimeOffset Created, DateTimeOffset Indexed, string[] Hashtags, string CreatedText, JsonNode? Record, JsonObject? Author)
    {
        public DateTimeOffset SortAt => Created < DateTimeOffset.UnixEpoch || Created > Indexed ? Indexed : Created;
    }
}
