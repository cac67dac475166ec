using Microsoft.AspNetCore.Http.HttpResults;
using Relais.Campaigns;
using Relais.Hosting;
using Relais.Http;
using Relais.Momentum;
using Relais.Polling.Sources;

namespace Relais.Polling;

/// <summary>Shows the newest posts of a campaign in the words that they have now: their networks are asked for them, and nothing of what they say is kept.</summary>
public static class ShowPosts
{
    private const int UsualLimit = 10;
    private const int MostLimit = 20;

    // What is older is no news.
    private static readonly TimeSpan Newest = TimeSpan.FromHours(24);

    public static void MapShowPosts(this IEndpointRouteBuilder routes)
    {
        var posts = routes.MapFunction(nameof(ShowPosts), "api/campaigns/{campaign}/posts").WithTags("Sources");
        posts.MapGet("", RunAsync).WithSummary("The newest posts of a campaign as they stand now, of the last 24 hours; what is gone is left out.");
    }

    private static async Task<Results<Ok<PostList>, ProblemHttpResult>> RunAsync(
        string campaign,
        int? limit,
        CampaignStore campaigns,
        CampaignRules rules,
        KeptPosts kept,
        IEnumerable<ISource> sources,
        TimeProvider time,
        CancellationToken cancellationToken)
    {
        if (limit is < 1 or > MostLimit)
        {
            return Problem.Field("limit", $"must be 1 to {MostLimit}.");
        }

        if (await campaigns.FindAsync(campaign, cancellationToken) is not { } found)
        {
            return Problem.NotFound("campaign");
        }

        var now = time.GetUtcNow();
        var newest = new List<(TrackedQuery Query, Post Post)>();
        foreach (var asked in AskedQuestion.Of(found, rules.Kinds))
        {
            await foreach (var batch in kept.ReadAsync(asked.Query.Key, now - Newest, cancellationToken))
            {
                // An author who asked to be left out has no address here.
                newest.AddRange(batch.Posts.Where(post => post.Url is not null && post.At >= asked.Since && !(post.At >= asked.Until)).Select(post => (asked.Query, post)));
            }
        }

        // As many as may be asked for: some of them may be gone.
        var shown = newest.OrderByDescending(one => one.Post.At).DistinctBy(one => one.Post.Url).Take(MostLimit).ToArray();
        var told = await Task.WhenAll(shown.GroupBy(one => one.Query).Select(same => TellAsync(same.Key, [.. same.Select(one => one.Post)], sources, now, cancellationToken)));
        return TypedResults.Ok(new PostList([.. told.SelectMany(one => one).OrderByDescending(post => post.At).ThenBy(post => post.Url, StringComparer.Ordinal).Take(limit ?? UsualLimit)]));
    }

    private static async Task<IEnumerable<PostShown>> TellAsync(TrackedQuery query, IReadOnlyList<Post> posts, IEnumerable<ISource> sources, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var quotes = sources.FirstOrDefault(source => source.Kind == query.Kind) is IQuotingSource quoting ? await quoting.QuoteAsync(query, posts, now, cancellationToken) : null;
        return posts.Where(post => quotes?.ContainsKey(post.Id) != false).Select(post => new PostShown(query.Kind, query.Where, post.At, post.Url!, quotes?[post.Id]));
    }
}

/// <summary>The newest posts of a campaign, the newest first.</summary>
public sealed record PostList(IReadOnlyList<PostShown> Posts);

/// <summary>One post.</summary>
/// <param name="Url">Where it is to be read.</param>
/// <param name="Text">What it says now, as plain text; null where its source was not asked for that (X, feeds) or gave no answer.</param>
public sealed record PostShown(string Kind, string Host, DateTimeOffset At, string Url, string? Text);
