using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Relais.Tests.Polling;

/// <summary>search/recent of a pretended X: newest first, page by page, the seven days, and the family of names that was asked for.</summary>
internal sealed class FakeXSearch(FakeXPosts posts, DateTimeOffset now, bool hasNewNames, int pagePosts, ConcurrentDictionary<(ulong Id, DateOnly Day), bool> charged)
{
    private static readonly TimeSpan Reach = TimeSpan.FromDays(7);

    public (int Status, string Body) Answer(IQueryCollection asked)
    {
        var oldFamily = asked.ContainsKey("tweet.fields");
        if (hasNewNames && oldFamily)
        {
            return FakeX.Invalid("tweet.fields");
        }

        if (FakeXPosts.Matcher(asked["query"]!) is not { } matches)
        {
            return FakeX.Invalid("query");
        }

        if (!int.TryParse(asked["max_results"], NumberStyles.None, CultureInfo.InvariantCulture, out var size) || size is < 10 or > 100)
        {
            return FakeX.Invalid("max_results");
        }

        if (asked.ContainsKey("since_id") == asked.ContainsKey("start_time"))
        {
            return FakeX.Invalid("since_id");
        }

        if (asked["since_id"] is [{ } since] && FakeXPosts.TimeOf(ulong.Parse(since, CultureInfo.InvariantCulture)) < now - Reach)
        {
            return Stale(since);
        }

        var end = asked["end_time"] is [{ } ends] ? FakeX.Instant(ends) : now.AddSeconds(-30);
        // posts/search: an end lies ten seconds back at least.
        if (asked.ContainsKey("end_time") && end > now.AddSeconds(-10))
        {
            return FakeX.Invalid("end_time");
        }

        if (asked["start_time"] is [{ } begins] && (FakeX.Instant(begins) < now - Reach || FakeX.Instant(begins) >= end))
        {
            return FakeX.Invalid("start_time");
        }

        var found = posts.Shown(now).Where(post => post.At < end && matches(post) && IsWithin(post, asked)).ToArray();
        return (200, Page(found, Math.Min(size, pagePosts), asked["next_token"] is [{ } token] ? ulong.Parse(token[4..], CultureInfo.InvariantCulture) : ulong.MaxValue, oldFamily));
    }

    private static bool IsWithin(FakeXPost post, IQueryCollection asked) =>
        (asked["since_id"] is not [{ } since] || post.Id > ulong.Parse(since, CultureInfo.InvariantCulture))
        && (asked["until_id"] is not [{ } until] || post.Id < ulong.Parse(until, CultureInfo.InvariantCulture))
        && (asked["start_time"] is not [{ } start] || post.At >= FakeX.Instant(start));

    private string Page(FakeXPost[] found, int size, ulong before, bool oldFamily)
    {
        var page = found.Where(post => post.Id < before).Take(size).ToArray();
        foreach (var post in page)
        {
            charged[(post.Id, DateOnly.FromDateTime(now.UtcDateTime))] = true;
        }

        var meta = new JsonObject { ["result_count"] = page.Length };
        if (page.Length == 0)
        {
            return new JsonObject { ["meta"] = meta }.ToJsonString();
        }

        (meta["newest_id"], meta["oldest_id"]) = (Text(page[0].Id), Text(page[^1].Id));
        if (found[^1].Id < page[^1].Id)
        {
            meta["next_token"] = "b26v" + Text(page[^1].Id);
        }

        return new JsonObject { ["data"] = new JsonArray([.. page.Select(post => Show(post, oldFamily))]), ["meta"] = meta, ["something_new"] = 1 }.ToJsonString();
    }

    // The last hashtag of a post with more than three stands behind the fold of a long post.
    private static JsonObject Show(FakeXPost post, bool oldFamily)
    {
        var folded = post.Tags.Length > 3 ? post.Tags[..^1] : post.Tags;
        var shown = new JsonObject
        {
            ["id"] = Text(post.Id),
            ["text"] = string.Join(' ', folded.Select(tag => "#" + tag)),
            [oldFamily ? "edit_history_tweet_ids" : "edit_history_post_ids"] = new JsonArray([.. post.History.Select(id => JsonValue.Create(Text(id)))]),
            ["entities"] = Entities(folded),
            ["public_metrics"] = new JsonObject { ["impression_count"] = 1e30 },
        };
        if (folded != post.Tags)
        {
            shown[oldFamily ? "note_tweet" : "note_post"] = new JsonObject { ["text"] = "…", ["entities"] = Entities(post.Tags) };
        }

        return shown;
    }

    private static JsonObject Entities(string[] tags) => new()
    {
        ["hashtags"] = new JsonArray([.. tags.Select(tag => new JsonObject { ["start"] = 0, ["end"] = tag.Length + 1, ["tag"] = tag })]),
    };

    private (int Status, string Body) Stale(string since) => (400, new JsonObject
    {
        ["detail"] = "One or more parameters to your request was invalid.",
        ["errors"] = new JsonArray(new JsonObject
        {
            ["message"] = $"'since_id' must be a tweet id created after {(now - Reach).UtcDateTime:yyyy-MM-dd'T'HH:mm}Z. Please use a 'since_id' that is larger than 2089996193672200192",
            ["parameters"] = new JsonObject { ["since_id"] = new JsonArray(since) },
        }),
        ["title"] = "Invalid Request",
        ["type"] = "https://api.twitter.com/2/problems/invalid-request",
    }.ToJsonString());

    private static string Text(ulong id) => id.ToString(CultureInfo.InvariantCulture);
}
