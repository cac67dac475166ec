using Relais.Momentum;

namespace Relais.Polling.Sources;

/// <summary>What one reading of a feed brings that earlier ones had not seen.</summary>
/// <param name="told">Up to when earlier readings have told.</param>
/// <param name="since">What was published earlier is remembered and not counted.</param>
internal sealed class FeedGathering(FeedPosition start, DateTimeOffset told, DateTimeOffset since, DateTimeOffset now)
{
    // A feed that changes all its ids would otherwise have a hundred alerts raised in one go; the rest comes with the next poll.
    private const int MostNewsAPoll = 50;

    private readonly AnswerBuilder answer = new();
    private readonly HashSet<string> added = new(StringComparer.Ordinal);
    private readonly List<NewsItem> news = [];

    private DateTimeOffset last = told;

    /// <summary>False when no more fits one answer: what was added stands, and the rest is read by the next poll.</summary>
    public bool TryAddAll(IEnumerable<FeedItem> items)
    {
        foreach (var item in items.Where(item => !start.Knows(item.Key)).OrderBy(AtOf))
        {
            var at = AtOf(item);
            if (at >= since)
            {
                if ((start.ReadAt is not null && news.Count == MostNewsAPoll) || !answer.TryAdd(new Post(item.Key, at, item.ShortLink)))
                {
                    return false;
                }

                news.Add(item.ToNews(at));
                last = at > last ? at : last;
            }

            added.Add(item.Key);
        }

        return true;
    }

    /// <summary>The answer when the feed was read to its end.</summary>
    public PollOutcome.Answered Answer(FeedReading reading, DateTimeOffset? quietUntil) =>
        Answer(start.After(reading, added, now), now, quietUntil);

    /// <summary>The answer when it was not: without what would let the site say that nothing has changed.</summary>
    public PollOutcome.Answered AnswerPart(IReadOnlyList<FeedItem> items) =>
        Answer(start.After(new(items, null, null, null), added, start.ReadAt), last, null);

    private PollOutcome.Answered Answer(FeedPosition position, DateTimeOffset until, DateTimeOffset? quietUntil) => new(
        answer.ToFold(position.ToString(), until, quietUntil: quietUntil),
        More: false,
        start.ReadAt is { } read ? new News(news, read) : null);

    // Without a date it is from when it was first seen, and from the future it is from now.
    private DateTimeOffset AtOf(FeedItem item) => item.At is { } at && at < now ? at : now;
}
