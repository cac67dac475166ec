using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;

namespace Relais.Tests.Polling;

/// <summary>The lists of a pretended X: what their accounts published, newest first, page by page, and who that was as each family of names tells it.</summary>
internal sealed partial class FakeXLists
{
    private const long IdsBeginMs = 1_288_834_974_657;

    private readonly Lock gate = new();
    private readonly Dictionary<string, SortedDictionary<ulong, (ulong Account, string[] Tags)>> lists = new(StringComparer.Ordinal);

    /// <summary>The list whose posts a path asks for; null of any other.</summary>
    public static string? ListOf(string path) => Form().Match(path) is { Success: true } match ? match.Groups["id"].Value : null;

    public ulong Add(string list, DateTimeOffset at, ulong account, string[] tags)
    {
        lock (gate)
        {
            var posts = lists.TryGetValue(list, out var standing) ? standing : lists[list] = [];
            var id = (ulong)(at.ToUnixTimeMilliseconds() - IdsBeginMs) << 22;
            while (!posts.TryAdd(id, (account, tags)))
            {
                id++;
            }

            return id;
        }
    }

    public (int Status, string Body) Answer(string list, IQueryCollection asked, DateTimeOffset now, FakeX x)
    {
        var isOld = asked.ContainsKey("tweet.fields");
        var fields = asked[isOld ? "tweet.fields" : "post.fields"].ToString().Split(',');
        if ((isOld && x.HasNewNames) || (!isOld && fields.Contains("author_id")))
        {
            return FakeX.Invalid(isOld ? "tweet.fields" : "post.fields");
        }

        if (!int.TryParse(asked["max_results"], NumberStyles.None, CultureInfo.InvariantCulture, out var size) || size is < 1 or > 100 || asked.Keys.Any(IsUnknown))
        {
            return FakeX.Invalid("max_results");
        }

        lock (gate)
        {
            return lists.TryGetValue(list, out var posts)
                ? (200, Page(posts, Math.Min(size, x.PagePosts), asked["pagination_token"] is [{ } token] ? ulong.Parse(token[4..], CultureInfo.InvariantCulture) : ulong.MaxValue, isOld, isOld ? fields.Contains("author_id") : asked["expansions"] == "author_id", now, x))
                : (200, $$$"""{"errors":[{"value":"{{{list}}}","detail":"Could not find list with id: [{{{list}}}].","title":"Not Found Error","resource_type":"list","parameter":"id","resource_id":"{{{list}}}","type":"https://api.twitter.com/2/problems/resource-not-found"}]}""");
        }
    }

    private static string Page(SortedDictionary<ulong, (ulong Account, string[] Tags)> posts, int size, ulong before, bool isOld, bool namesAuthors, DateTimeOffset now, FakeX x)
    {
        var day = DateOnly.FromDateTime(now.UtcDateTime);
        var behind = posts.Reverse().Where(post => post.Key < before && FakeXPosts.TimeOf(post.Key) <= now).ToArray();
        var page = behind.Take(size).ToArray();
        var meta = new JsonObject { ["result_count"] = page.Length };
        if (page.Length == 0)
        {
            return new JsonObject { ["meta"] = meta }.ToJsonString();
        }

        if (behind.Length > page.Length)
        {
            meta["next_token"] = "7140" + Text(page[^1].Key);
        }

        var data = new JsonArray();
        foreach (var (id, (account, tags)) in page)
        {
            x.Charged[(id, day)] = true;
            data.Add(Show(id, account, tags, isOld, namesAuthors));
        }

        var answer = new JsonObject { ["data"] = data, ["meta"] = meta };
        if (!isOld && namesAuthors)
        {
            var persons = page.Select(post => post.Value.Account).Distinct().ToArray();
            Array.ForEach(persons, person => x.Named[(person, day)] = true);
            answer["includes"] = new JsonObject { ["users"] = new JsonArray([.. persons.Select(person => new JsonObject { ["id"] = Text(person), ["name"] = "…", ["username"] = "u" + Text(person) })]) };
        }

        return answer.ToJsonString();
    }

    // Odd accounts write long posts: their last hashtag stands behind the fold.
    private static JsonObject Show(ulong id, ulong account, string[] tags, bool isOld, bool namesAuthors)
    {
        var folded = account % 2 == 1 && tags.Length > 0 ? tags[..^1] : tags;
        var shown = new JsonObject { ["id"] = Text(id), ["text"] = "…", [isOld ? "edit_history_tweet_ids" : "edit_history_post_ids"] = new JsonArray(Text(id)) };
        if (namesAuthors)
        {
            shown["author_id"] = Text(account);
        }

        if (folded.Length > 0)
        {
            shown["entities"] = Entities(folded);
        }

        if (folded != tags)
        {
            shown[isOld ? "note_tweet" : "note_post"] = new JsonObject { ["text"] = "…", ["entities"] = Entities(tags) };
        }

        return shown;
    }

    private static JsonObject Entities(string[] tags) => new()
    {
        ["hashtags"] = new JsonArray([.. tags.Select(tag => new JsonObject { ["start"] = 0, ["end"] = tag.Length + 1, ["tag"] = tag })]),
    };

    private static bool IsUnknown(string name) => name is not ("max_results" or "pagination_token" or "tweet.fields" or "post.fields" or "expansions");

    private static string Text(ulong id) => id.ToString(CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^/2/lists/(?<id>[0-9]{1,19})/tweets\z", RegexOptions.CultureInvariant)]
    private static partial Regex Form();
}
