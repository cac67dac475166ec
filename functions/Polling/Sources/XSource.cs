using Relais.Campaigns;
using Relais.Momentum;

namespace Relais.Polling.Sources;

/// <summary>Asks X how many posts a minute held a campaign's hashtags: numbers alone, no post and no person, at half a cent a request.</summary>
public sealed class XSource(XClient x) : ISource
{
    public static readonly SourceKind Declaration = new("x", MostHashtagsAQuery: 10, XQuery.Spell, OnlyHost: XClient.Host) { NoTopics = "X tells numbers only" };

    // x-api/getting-started/pricing: counts/recent, a request.
    private const int MillsARequest = 5;

    // posts/counts: of the last seven days; a little less, since time passes until the question is read.
    private static readonly TimeSpan Reach = TimeSpan.FromDays(7) - TimeSpan.FromMinutes(5);

    // One answer becomes one transaction, of so many hours at most.
    private static readonly TimeSpan MostAnAnswer = TimeSpan.FromHours(SignalStore.MostHoursAFold - 1);

    // X ends by itself 30 s ago, and posts are counted a little late: minutes that ended more than so long ago are final here.
    private static readonly TimeSpan Settling = TimeSpan.FromMinutes(2);

    // 59 hours of minutes at some 90 bytes each.
    private const int MostBytes = 2 * 1024 * 1024;
    private const int MostPages = 10;

    public string Kind => Declaration.Name;

    public async Task<PollOutcome> AskAsync(TrackedQuery query, Cursor cursor, DateTimeOffset since, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (x.Off(now) is { } off)
        {
            return off;
        }

        if (XQuery.Of(query.Tags, query.Without) is not { } text)
        {
            return XRefusals.TooLong(now);
        }

        var told = MinuteCounts.FloorTo(cursor.AskedUntil ?? since, TimeSpan.FromMinutes(1));
        var from = MinuteCounts.Later(told, MinuteCounts.FloorTo(now - Reach, TimeSpan.FromMinutes(1)));
        var last = MinuteCounts.FloorTo(now - Settling, TimeSpan.FromMinutes(1));
        var until = from + MostAnAnswer < last ? from + MostAnAnswer : last;
        if (until <= from)
        {
            // Nothing is final yet: that costs nothing.
            return new PollOutcome.Answered(new AnswerBuilder().ToFold(cursor.Position, told), More: false);
        }

        var missed = from > told ? new Gap(told, from, "X tells of the last seven days only", Recovered: false) : null;
        return await CountAsync(text, from, until, missed, more: until < last, now, cancellationToken);
    }

    public async Task<Budget?> ReadBudgetAsync(DateTimeOffset now, CancellationToken cancellationToken) => await x.ReadBudgetAsync(MillsARequest, now, cancellationToken);

    private async Task<PollOutcome> CountAsync(
        string text, DateTimeOffset from, DateTimeOffset until, Gap? missed, bool more, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var (answer, next) = (new AnswerBuilder(), (string?)null);
        for (var page = 0; page < MostPages; page++)
        {
            if (await x.GetAsync(PathOf(text, from, until, next), MillsARequest, MostBytes, now, cancellationToken) is not { } reply)
            {
                return XRefusals.Spent(now);
            }

            if (XRefusals.Of(reply, now) is { } refused)
            {
                return refused;
            }

            if (XCounts.Read(reply) is not { } counts)
            {
                return PollOutcome.Refused.Unreadable;
            }

            foreach (var bucket in counts.Buckets.Where(bucket => bucket.Start >= from && bucket.Start < until))
            {
                answer.TryAdd(new Arrival(bucket.Start, bucket.Count!.Value, null));
            }

            if ((next = counts.NextToken) is null)
            {
                return new PollOutcome.Answered(answer.ToFold(null, until, missed), more);
            }
        }

        return new PollOutcome.Refused("an answer without end", Denied: false, QuietUntil: null);
    }

    private static string PathOf(string text, DateTimeOffset from, DateTimeOffset until, string? next) =>
        $"2/tweets/counts/recent?query={Uri.EscapeDataString(text)}&granularity=minute&start_time={XQuery.Instant(from)}&end_time={XQuery.Instant(until)}"
        + (next is null ? "" : $"&next_token={Uri.EscapeDataString(next)}");
}
