using Microsoft.AspNetCore.Http.HttpResults;
using Relais.Campaigns;
using Relais.Hosting;
using Relais.Http;
using Relais.Momentum;

namespace Relais.Polling;

/// <summary>Shows how many of the accounts of a list use a campaign's hashtags, day by day: whether it gains ground among them.</summary>
public static class ShowShares
{
    public static void MapShowShares(this IEndpointRouteBuilder routes)
    {
        var shares = routes.MapFunction(nameof(ShowShares), "api/campaigns/{campaign}/shares").WithTags("Sources");
        shares.MapGet("", RunAsync).WithSummary("How many of the accounts of a list use a campaign's hashtags, day by day.");
    }

    private static async Task<Results<Ok<ShareList>, ProblemHttpResult>> RunAsync(
        string campaign, CampaignStore campaigns, CampaignRules rules, SignalStore signals, ShareStore shares, TimeProvider time, CancellationToken cancellationToken)
    {
        if (await campaigns.FindAsync(campaign, cancellationToken) is not { } found)
        {
            return Problem.NotFound("campaign");
        }

        var (now, shown) = (time.GetUtcNow(), new List<ListShares>());
        foreach (var asked in AskedQuestion.Of(found, rules.Kinds).Where(asked => !rules.BringsSignals(asked.Query)))
        {
            var days = await ReadDaysAsync(asked, shares, now, cancellationToken);
            var isOver = asked.Until <= now;
            var cursor = isOver ? null : await signals.ReadCursorAsync(asked.Query.Key, cancellationToken);
            var waiting = isOver ? "it was not asked for a whole day (UTC)" : "no whole day (UTC) has been read yet: each is read once it has ended";
            shown.Add(new ListShares(asked.Query.Url!, asked.Query.Tags, asked.Since, asked.Until, days, cursor?.Reason ?? (days.Length == 0 ? waiting : null)));
        }

        return TypedResults.Ok(new ShareList(shown));
    }

    // Campaigns may share a question: the days on which it was this one's from their beginning to their end.
    private static async Task<DayShare[]> ReadDaysAsync(AskedQuestion asked, ShareStore shares, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var (from, until) = asked.Within(DateTimeOffset.MinValue, now);
        var read = await shares.ReadAsync(asked.Query.Key, DateOnly.FromDateTime(from.UtcDateTime), DateOnly.FromDateTime(until.UtcDateTime), cancellationToken);
        return [.. read.Where(share => StartOf(share.Day) >= from && StartOf(share.Day).AddDays(1) <= until).Select(Show)];
    }

    private static DayShare Show(Share share) =>
        new(share.Day, share.Percent / 100m, share.Of, share.IsCut, share.Of is null ? $"too few: under {Share.LeastAccounts} accounts posted" : null);

    private static DateTimeOffset StartOf(DateOnly day) => new(day, TimeOnly.MinValue, TimeSpan.Zero);
}

/// <summary>One entry for each list and set of hashtags: a campaign that changes its hashtags begins a new one.</summary>
public sealed record ShareList(IReadOnlyList<ListShares> Lists);

/// <summary>How it went among the accounts of one list.</summary>
/// <param name="Hashtags">Any of these is use.</param>
/// <param name="Since">Days that began before are not the campaign's.</param>
/// <param name="Until">Nor are those that ended after; null while it is asked without an end.</param>
/// <param name="Days">Of the last year, oldest first; a day that is missing was not read.</param>
/// <param name="Reason">Why there is no day, or why the last reading failed; null when neither is so.</param>
public sealed record ListShares(string Url, IReadOnlyList<string> Hashtags, DateTimeOffset Since, DateTimeOffset? Until, IReadOnlyList<DayShare> Days, string? Reason);

/// <summary>One day, UTC.</summary>
/// <param name="Share">Of the accounts that posted, how many used one of the hashtags: 0 to 1, in hundredths; null where they were too few.</param>
/// <param name="Of">How many accounts posted; null where they were too few.</param>
/// <param name="IsCut">Whether the beginning of the day could not be read.</param>
/// <param name="Reason">Why there is no share; null when there is.</param>
public sealed record DayShare(DateOnly Day, decimal? Share, int? Of, bool IsCut, string? Reason);
