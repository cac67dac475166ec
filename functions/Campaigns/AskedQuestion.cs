namespace Relais.Campaigns;

/// <summary>A question and the stretch of time for which its signals are a campaign's.</summary>
/// <param name="Until">When it was dropped, or when the campaign ended; null while it is asked.</param>
public sealed record AskedQuestion(TrackedQuery Query, DateTimeOffset Since, DateTimeOffset? Until)
{
    // Whoever changes a campaign more often than this loses the oldest from its curve; what they counted stays in its total.
    private const int MostKept = 50;

    /// <summary>All that a campaign asks, and has asked: a change of its hashtags or sources neither loses what was counted nor counts it again.</summary>
    public static IEnumerable<AskedQuestion> Of(Campaign campaign, IReadOnlyDictionary<string, SourceKind> kinds) =>
    [
        .. campaign.History.Where(asked => asked.Until is not null),
        .. TrackedQuery.Of(campaign, kinds).Select(query => new AskedQuestion(query, SinceOf(campaign, query), campaign.Until)),
    ];

    /// <summary>Since when a campaign asks what it asks now.</summary>
    public static DateTimeOffset SinceOf(Campaign campaign, TrackedQuery query) =>
        campaign.History.FirstOrDefault(asked => asked.Until is null && asked.Query.Key == query.Key)?.Since ?? campaign.FirstMinute;

    /// <summary>The part of a stretch of time in which this question was the campaign's; empty (its end not after its beginning) when there is none.</summary>
    public (DateTimeOffset From, DateTimeOffset Until) Within(DateTimeOffset from, DateTimeOffset until)
    {
        var minute = new DateTimeOffset(Since.UtcTicks - (Since.UtcTicks % TimeSpan.TicksPerMinute), TimeSpan.Zero);
        return (minute > from ? minute : from, Until < until ? Until.Value : until);
    }

    /// <summary>Whether it was dropped, or ended with its campaign, in this stretch of time: it is then put once more, for its last minutes.</summary>
    public bool HasJustEnded(DateTimeOffset last, DateTimeOffset now) => Until > last && Until <= now;

    /// <summary>The history of a campaign whose hashtags or sources are changed now.</summary>
    public static IReadOnlyList<AskedQuestion> Change(Campaign before, Campaign after, IReadOnlyDictionary<string, SourceKind> kinds, DateTimeOffset now)
    {
        var dropped = TrackedQuery.Of(before, kinds).ToDictionary(query => query.Key);
        var added = TrackedQuery.Of(after, kinds).ToDictionary(query => query.Key);
        foreach (var same in dropped.Keys.Intersect(added.Keys).ToArray())
        {
            dropped.Remove(same);
            added.Remove(same);
        }

        AskedQuestion[] history =
        [
            .. before.History.Where(asked => asked.Until is not null || !dropped.ContainsKey(asked.Query.Key)),
            .. dropped.Values.Select(query => new AskedQuestion(query, SinceOf(before, query), now)),
            .. added.Values.Select(query => new AskedQuestion(query, now, null)),
        ];
        return history.Length <= MostKept ? history : [.. history.OrderBy(asked => asked.Until ?? DateTimeOffset.MaxValue).TakeLast(MostKept)];
    }
}
