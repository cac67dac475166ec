using System.Globalization;
using System.Text.Json.Serialization;
using Relais.Campaigns;

namespace Relais.Rehearsal;

/// <summary>X's counting of recent posts, with a part of the bundled day to count: numbers by the minute, for whoever has the token.</summary>
internal sealed class StandInX(DateTimeOffset beginning, TimeProvider clock)
{
    public const string Token = "only-for-show";

    // posts/counts: it ends by itself so long ago, and asks that nobody ask for later.
    private static readonly TimeSpan Latest = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly BundledPost[] posts = [.. BundledDay.Posts().Where(post => post.Network == "x")];

    public void Map(IEndpointRouteBuilder routes) => routes.MapGet("/2/tweets/counts/recent", Count);

    private IResult Count(HttpContext context)
    {
        var (query, from, until) = (context.Request.Query["query"].ToString(), Instant(context, "start_time"), Instant(context, "end_time"));
        if (context.Request.Headers.Authorization != $"Bearer {Token}")
        {
            return TypedResults.StatusCode(StatusCodes.Status401Unauthorized);
        }

        if (!(from < until) || until > clock.GetUtcNow() - Latest)
        {
            return TypedResults.StatusCode(StatusCodes.Status400BadRequest);
        }

        // (#a OR #b) -is:retweet
        var wanted = query.Split([' ', '(', ')']).Where(word => word.StartsWith('#')).Select(word => Hashtag.Fold(word[1..])).ToHashSet(StringComparer.Ordinal);
        var counted = posts.Where(post => post.Hashtags.Any(tag => wanted.Contains(Hashtag.Fold(tag)))).Select(post => beginning + post.At).ToArray();
        var buckets = new List<StandInBucket>();
        for (var start = from!.Value; start < until; start += Minute)
        {
            var end = start + Minute;
            buckets.Add(new StandInBucket(start, end, counted.Count(at => at >= start && at < end)));
        }

        return TypedResults.Json(new StandInCounts(buckets, new StandInMeta(buckets.Sum(bucket => bucket.TweetCount))), StandInXJson.Default.StandInCounts);
    }

    private static DateTimeOffset? Instant(HttpContext context, string name) =>
        DateTimeOffset.TryParse(context.Request.Query[name], CultureInfo.InvariantCulture, out var at) ? at : null;
}

internal sealed record StandInCounts(IReadOnlyList<StandInBucket> Data, StandInMeta Meta);

internal sealed record StandInBucket(DateTimeOffset Start, DateTimeOffset End, int TweetCount);

internal sealed record StandInMeta(int TotalTweetCount);

[JsonSerializable(typeof(StandInCounts))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
internal sealed partial class StandInXJson : JsonSerializerContext;
