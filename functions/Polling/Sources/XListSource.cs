using Relais.Campaigns;
using Relais.Momentum;

namespace Relais.Polling.Sources;

/// <summary>Reads, once a day, what the accounts of a list on X published on the day before, and keeps how many of them used a campaign's hashtags: a ratio, no post and no account.</summary>
public sealed class XListSource(XClient x) : ISource
{
    public static readonly SourceKind Declaration = new("x-list", MostHashtagsAQuery: 0, OnlyHost: XClient.Host, ByUrl: true)
    {
        Address = XListAddress.Rule,
        LooksForHashtags = true,
        BringsSignals = false,
        EveryMinutes = 24 * 60,
        NoTopics = "a list is read for its share alone",
    };

    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    public string Kind => Declaration.Name;

    public string Network => XClient.Network;

    public async Task<PollOutcome> AskAsync(TrackedQuery query, Cursor cursor, DateTimeOffset since, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (x.Off(now) is { } off)
        {
            return off;
        }

        // Whole days alone can be compared. Read when it has ended, a day is the same however late that is, and just after midnight hardly anything newer is paid for.
        var (told, today) = (cursor.AskedUntil ?? since, MinuteCounts.FloorTo(now, Day));
        if (told > today - Day)
        {
            return new PollOutcome.Answered(new AnswerBuilder().ToFold(position: null, told, quietUntil: today + Day), More: false);
        }

        var (read, refused) = await new XListReading(x, query, today, now).RunAsync(cancellationToken);
        if (read is null)
        {
            return refused!;
        }

        var fold = new AnswerBuilder().ToFold(position: null, today, MissedOf(told, today - Day, read.Cut), quietUntil: today + Day);
        return new PollOutcome.Answered(fold with { Share = read.Share }, More: false);
    }

    // What a reading costs shows in its answers: it is counted as if it were as long as any may be.
    public async Task<Budget?> ReadBudgetAsync(DateTimeOffset now, CancellationToken cancellationToken) =>
        await x.ReadBudgetAsync(XListReading.MostPosts * XClient.MillsAPost, now, cancellationToken);

    // A list has no address for what lies further back: reaching it would be paid for by all that came since. The part of a day before the first whole one is not missed.
    private static Gap? MissedOf(DateTimeOffset told, DateTimeOffset yesterday, Gap? cut)
    {
        var first = MinuteCounts.FloorTo(told + Day - TimeSpan.FromTicks(1), Day);
        return first < yesterday ? new Gap(first, cut?.Until ?? yesterday, cut?.Reason ?? "a list is read one day back only", Recovered: false) : cut;
    }
}
