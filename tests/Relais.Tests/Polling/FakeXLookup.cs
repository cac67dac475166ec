using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Relais.Tests.Polling;

/// <summary>Posts by their ids, of a pretended X: what is gone or hidden stands among the errors of an answer that is none itself.</summary>
internal sealed class FakeXLookup(FakeXPosts posts, DateTimeOffset now, bool hasNewNames, ConcurrentDictionary<(ulong Id, DateOnly Day), bool> charged)
{
    public (int Status, string Body) Answer(IQueryCollection asked)
    {
        if (hasNewNames && asked.ContainsKey("tweet.fields"))
        {
            return FakeX.Invalid("tweet.fields");
        }

        var ids = asked["ids"].ToString().Split(',');
        if (ids.Length is 0 or > 100 || !Array.TrueForAll(ids, id => ulong.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out _)))
        {
            return FakeX.Invalid("ids");
        }

        var (data, errors) = (new JsonArray(), new JsonArray());
        foreach (var id in ids)
        {
            var (post, isHidden, reposts, likes) = posts.Find(ulong.Parse(id, CultureInfo.InvariantCulture));
            if (post is null || isHidden)
            {
                errors.Add(Fault(id, isHidden ? "not-authorized-for-resource" : "resource-not-found"));
                continue;
            }

            charged[(post.Id, DateOnly.FromDateTime(now.UtcDateTime))] = true;
            data.Add(new JsonObject
            {
                ["id"] = id,
                ["text"] = "…",
                ["public_metrics"] = new JsonObject
                {
                    [asked.ContainsKey("tweet.fields") ? "retweet_count" : "repost_count"] = reposts,
                    ["like_count"] = likes.ToString(CultureInfo.InvariantCulture),
                    ["reply_count"] = -1,
                    ["quote_count"] = 1.0,
                    ["impression_count"] = JsonNode.Parse("1e400"),
                },
            });
        }

        var answer = new JsonObject();
        if (data.Count > 0)
        {
            answer["data"] = data;
        }

        if (errors.Count > 0)
        {
            answer["errors"] = errors;
        }

        return (200, answer.ToJsonString());
    }

    private static JsonObject Fault(string id, string kind) => new()
    {
        ["value"] = id,
        ["resource_type"] = "tweet",
        ["parameter"] = "ids",
        ["resource_id"] = id,
        ["type"] = $"https://api.twitter.com/2/problems/{kind}",
    };
}
