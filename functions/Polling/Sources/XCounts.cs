using System.Text.Json;
using System.Text.Json.Serialization;
using Relais.Http;

namespace Relais.Polling.Sources;

/// <summary>One page of counts/recent: posts by minute. X renamed its fields in August 2026 and answers in either family.</summary>
internal sealed record XCounts(IReadOnlyList<XBucket> Buckets, string? NextToken)
{
    /// <summary>Null when the answer is no page of counts.</summary>
    public static XCounts? Read(OutboundReply reply)
    {
        try
        {
            // Without a bucket there is a `meta` alone, and without that it is something else.
            return JsonSerializer.Deserialize(reply.Body.Span, XJson.Default.XCountsPage) is { Meta: { } meta } page
                && (page.Data ?? []).All(bucket => bucket?.Count >= 0 && bucket.Start < bucket.End)
                ? new XCounts([.. (page.Data ?? []).OrderBy(bucket => bucket.Start)], meta.NextToken)
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <summary>Posts from one instant up to another, a minute at most.</summary>
internal sealed record XBucket(
    [property: JsonRequired] DateTimeOffset Start,
    [property: JsonRequired] DateTimeOffset End,
    [property: JsonPropertyName("tweet_count")] int? TweetCount,
    [property: JsonPropertyName("post_count")] int? PostCount)
{
    [JsonIgnore]
    public int? Count => PostCount ?? TweetCount;
}

internal sealed record XCountsPage(IReadOnlyList<XBucket>? Data, XMeta? Meta);

internal sealed record XMeta(string? NextToken);

[JsonSerializable(typeof(XCountsPage))]
[JsonSerializable(typeof(XPostsPage))]
[JsonSerializable(typeof(XLookupPage))]
[JsonSerializable(typeof(XListShown))]
[JsonSerializable(typeof(XFault))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
internal sealed partial class XJson : JsonSerializerContext;
