using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http.HttpResults;
using Relais.Campaigns;
using Relais.Hosting;
using Relais.Http;
using Relais.Momentum;
using Relais.Notifications;
using Relais.Polling.Sources;

namespace Relais.Polling;

/// <summary>Shows how a campaign's sources fare: when each was last asked, when it is asked again, where it was blind, and what it costs.</summary>
public static class ShowSources
{
    // What is older is on the dashboard's curve.
    private static readonly TimeSpan GapsOf = TimeSpan.FromDays(7);

    public static void MapShowSources(this IEndpointRouteBuilder routes)
    {
        var sources = routes.MapFunction(nameof(ShowSources), "api/campaigns/{campaign}/sources").WithTags("Sources");
        sources.MapGet("", RunAsync).WithSummary("How a campaign's sources fare: last asked, cost, gaps of the last seven days.");
    }

    private static async Task<Results<Ok<SourceList>, ProblemHttpResult>> RunAsync(
        string campaign,
        CampaignStore campaigns,
        CampaignRules rules,
        SignalStore signals,
        KeptPosts posts,
        IEnumerable<ISource> sources,
        Rhythm rhythm,
        TimeProvider time,
        CancellationToken cancellationToken)
    {
        var (now, all) = (time.GetUtcNow(), await campaigns.ListAsync(cancellationToken));
        if (all.FirstOrDefault(one => one.Id == campaign) is not { } found)
        {
            return Problem.NotFound("campaign");
        }

        var rhythms = await rhythm.ReadOfLiveAsync(all, now, cancellationToken);
        var refreshed = sources.OfType<IRefreshingSource>().Select(source => source.Kind).ToHashSet(StringComparer.Ordinal);
        var shown = await Task.WhenAll(TrackedQuery.Of(found, rules.Kinds).Select(async query =>
        {
            var cursor = await signals.ReadCursorAsync(query.Key, cancellationToken);
            var gaps = await signals.ReadGapsAsync(query.Key, now - GapsOf, now, cancellationToken);
            var pace = rhythms.GetValueOrDefault(query.Key);
            var isLive = found.StateAt(now) == CampaignState.Live;
            return new SourceShown(
                query.Kind,
                query.Host,
                query.Url,
                query.Tags,
                cursor.AskedUntil,
                isLive ? pace?.EveryMinutes : null,
                cursor.QuietUntil > now ? cursor.QuietUntil : null,
                cursor.Signals,
                cursor.Reason,
                cursor.Reason is null ? null : ReasonWords.Of(cursor.Reason),
                // Of a question that is not put, nobody can say that it has stopped.
                isLive ? cursor.StoppedSince(now) : null,
                isLive && cursor.StoppedSince(now) is not null ? StopWords.AdviceOf(cursor.Reason ?? "") : null,
                [.. gaps.Select(gap => new GapShown(gap.From, gap.Until, gap.Reason, ReasonWords.Of(gap.Reason), gap.Recovered))],
                pace is null ? 0 : pace.DollarsAMonth,
                refreshed.Contains(query.Kind) ? await posts.SumAsync(query.Key, cancellationToken) : null);
        }));
        return TypedResults.Ok(new SourceList(shown));
    }
}

/// <summary>What a campaign asks, one entry for each question.</summary>
public sealed record SourceList(IReadOnlyList<SourceShown> Sources);

/// <summary>One question to one source.</summary>
/// <param name="Url">The address of a feed or a list; null elsewhere.</param>
/// <param name="Hashtags">As the source is asked for them, or as a list is looked through for them; none of a feed.</param>
/// <param name="AskedUntil">Up to then the source has told what it knows; null before the first answer.</param>
/// <param name="EveryMinutes">Minutes between two polls as things stand; null while the campaign is not live.</param>
/// <param name="QuietUntil">Before then it is not asked; null when nothing stands against it.</param>
/// <param name="Signals">Counted so far, for all campaigns that share the question.</param>
/// <param name="Reason">Why the last poll had no answer; null when it had one.</param>
/// <param name="Why">The same in words, in both languages.</param>
/// <param name="StoppedSince">Since when there is no answer, where that was a plain no or has lasted for an hour; null otherwise, and while the campaign is not live.</param>
/// <param name="Advice">What to do about that; null where it has not stopped.</param>
/// <param name="Gaps">Of the last seven days.</param>
/// <param name="DollarsAMonth">What the question costs in thirty days at this pace (a list: at most), however many campaigns share it; null where posts are paid for and nobody knows yet how many come.</param>
/// <param name="Engagement">How the posts kept of it fared when they were last looked at; null where none is kept, or none was looked at yet.</param>
public sealed record SourceShown(
    string Kind,
    string Host,
    string? Url,
    IReadOnlyList<string> Hashtags,
    DateTimeOffset? AskedUntil,
    int? EveryMinutes,
    DateTimeOffset? QuietUntil,
    long Signals,
    string? Reason,
    Localized? Why,
    DateTimeOffset? StoppedSince,
    Localized? Advice,
    IReadOnlyList<GapShown> Gaps,
    decimal? DollarsAMonth,
    Engagement? Engagement);

/// <summary>A stretch in which the source was blind.</summary>
/// <param name="Until">Null while it lasts.</param>
/// <param name="Why">The reason in words, in both languages.</param>
/// <param name="Recovered">Whether what was published meanwhile could be read afterwards.</param>
public sealed record GapShown(DateTimeOffset From, DateTimeOffset? Until, string Reason, Localized Why, bool Recovered);

[JsonSerializable(typeof(SourceList))]
[JsonSerializable(typeof(TopicList))]
[JsonSerializable(typeof(PostList))]
[JsonSerializable(typeof(ShareList))]
[JsonSerializable(typeof(BudgetList))]
[JsonSerializable(typeof(EventDraft))]
[JsonSerializable(typeof(EventShown))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
internal sealed partial class SourcesJson : JsonSerializerContext;
