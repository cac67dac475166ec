using Microsoft.AspNetCore.Http.HttpResults;
using Relais.Campaigns;
using Relais.Hosting;
using Relais.Http;
using Relais.Momentum;
using Relais.Notifications;

namespace Relais.Polling;

/// <summary>Shows what goes with a campaign's hashtags: which others stand beside them, which of those are rising, and the public accounts seen most.</summary>
public static class ShowTopics
{
    private const int UsualLimit = 20;
    private const int MostLimit = 200;

    public static void MapShowTopics(this IEndpointRouteBuilder routes)
    {
        var topics = routes.MapFunction(nameof(ShowTopics), "api/campaigns/{campaign}/topics").WithTags("Sources");
        topics.MapGet("", RunAsync).WithSummary("Hashtags that stand beside a campaign's own, rising ones, and public accounts seen most, of the last seven days.");
    }

    private static async Task<Results<Ok<TopicList>, ProblemHttpResult>> RunAsync(
        string campaign,
        string? sort,
        int? limit,
        CampaignStore campaigns,
        CampaignRules rules,
        SignalStore signals,
        TopicStore topics,
        TimeProvider time,
        CancellationToken cancellationToken)
    {
        var errors = new FieldErrors();
        errors.Add("sort", sort is null or "posts" or "rising" ? null : "must be one of: posts, rising.");
        errors.Add("limit", limit is null or (>= 1 and <= MostLimit) ? null : $"must be 1 to {MostLimit}.");
        if (errors.Any)
        {
            return errors.ToProblem();
        }

        var (now, all) = (time.GetUtcNow(), await campaigns.ListAsync(cancellationToken));
        if (all.FirstOrDefault(one => one.Id == campaign) is not { } found)
        {
            return Problem.NotFound("campaign");
        }

        var week = await TopicWeek.ReadAsync(topics, AskedQuestion.Of(found, rules.Kinds), now, cancellationToken);
        var own = found.Hashtags.Select(hashtag => hashtag.Folded).ToHashSet(StringComparer.Ordinal);
        var followed = all.Where(one => one.StateAt(now) != CampaignState.Ended).SelectMany(one => one.Hashtags).Select(hashtag => hashtag.Folded).ToHashSet(StringComparer.Ordinal);
        var hashtags = week.Hashtags.Where(hashtag => !own.Contains(hashtag.Key))
            .Select(hashtag => new TopicShown(hashtag.Name, hashtag.Posts, hashtag.Recent, hashtag.Rising, hashtag.AtLeast, followed.Contains(hashtag.Key)));
        var sorted = sort == "rising" ? hashtags.OrderByDescending(hashtag => hashtag.Rising ?? -1).ThenByDescending(hashtag => hashtag.Posts) : hashtags.OrderByDescending(hashtag => hashtag.Posts);
        return TypedResults.Ok(new TopicList(
            [.. sorted.ThenBy(hashtag => hashtag.Hashtag, StringComparer.Ordinal).Take(limit ?? UsualLimit)],
            [.. week.Accounts.Take(limit ?? UsualLimit).Select(account => new AccountShown(account.Name, account.Url!, account.AtLeast))],
            await ReadSourcesAsync(found, rules, signals, cancellationToken)));
    }

    private static async Task<IReadOnlyList<TopicSource>> ReadSourcesAsync(Campaign campaign, CampaignRules rules, SignalStore signals, CancellationToken cancellationToken)
    {
        var shown = new List<TopicSource>();
        foreach (var query in TrackedQuery.Of(campaign, rules.Kinds))
        {
            var reason = rules.Kinds[query.Kind].NoTopics;
            if (reason is null)
            {
                var cursor = await signals.ReadCursorAsync(query.Key, cancellationToken);
                reason = cursor.AskedUntil is null ? cursor.Reason ?? ReasonWords.NotYet : cursor.BlindSince is null ? null : cursor.Reason;
            }

            shown.Add(new TopicSource(query.Kind, query.Where, reason is null, reason, reason is null ? null : ReasonWords.Of(reason)));
        }

        // Several questions to one host are one source; what one of them does not tell is not known.
        return [.. shown.GroupBy(source => (source.Kind, source.Host)).Select(same => same.FirstOrDefault(source => !source.Known) ?? same.First())];
    }
}

/// <summary>What goes with a campaign's hashtags.</summary>
/// <param name="Accounts">Those with three posts or more, the most first; only accounts that anybody may see and that have not asked to be left out.</param>
/// <param name="Sources">Whose posts are looked at: where one is not known, what is missing is unknown, not absent.</param>
public sealed record TopicList(IReadOnlyList<TopicShown> Hashtags, IReadOnlyList<AccountShown> Accounts, IReadOnlyList<TopicSource> Sources);

/// <summary>A hashtag that stood beside the campaign's own.</summary>
/// <param name="Posts">With both, today and on the six days before (UTC); may be too high where there are very many hashtags.</param>
/// <param name="Recent">Of these, today's and yesterday's.</param>
/// <param name="Rising">Its posts a day of today and yesterday over those of the days before, both with one more; null while fewer than two of the days before are known.</param>
/// <param name="AtLeast">Posts of the seven days for certain.</param>
/// <param name="Followed">Whether another campaign here, planned or live, carries it.</param>
public sealed record TopicShown(string Hashtag, int Posts, int Recent, double? Rising, int AtLeast, bool Followed);

/// <summary>A public account.</summary>
/// <param name="Posts">Of the seven days, at least.</param>
public sealed record AccountShown(string Account, string Url, int Posts);

/// <summary>One source of the campaign.</summary>
/// <param name="Reason">Why what its posts hold is not known; null when it is.</param>
/// <param name="Why">The same in words, in both languages.</param>
public sealed record TopicSource(string Kind, string Host, bool Known, string? Reason, Localized? Why);
