using Relais.Campaigns;
using Relais.Momentum;

namespace Relais.Polling.Sources;

/// <summary>What one question takes of a search that it shares with others.</summary>
internal sealed class XGathering
{
    // A post is found some time after it was published: a minute before X's own end is searched again, and what is known of it left out. More would be paid for each time.
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(90);

    // search/recent, end_time: X's own end where none is named.
    private static readonly TimeSpan Lag = TimeSpan.FromSeconds(30);

    // Before the first answer a search needs a stretch that has ended at X.
    private static readonly TimeSpan ShortestWindow = TimeSpan.FromMinutes(1);

    private readonly DateTimeOffset now;
    private readonly DateTimeOffset told;
    private readonly XPosition position;
    private readonly HashSet<string> wanted;

    /// <param name="earliest">X tells of nothing before this.</param>
    public XGathering(OpenQuestion question, DateTimeOffset earliest, DateTimeOffset now)
    {
        (Question, this.now, told) = (question, now, question.Cursor.AskedUntil ?? question.Since);
        var standing = XPosition.Parse(question.Cursor.Position);
        position = standing ?? new XPosition(XPost.IdAt(told), XPost.IdAt(question.Since) - 1);
        wanted = Query.Tags.Select(Hashtag.Fold).ToHashSet(StringComparer.Ordinal);
        var last = standing is null ? told : XPost.TimeOf(standing.Last);
        (From, IsAfterId) = (MinuteCounts.FloorTo(MinuteCounts.Later(last, earliest), TimeSpan.FromSeconds(1)), standing is not null && last >= earliest);
    }

    public OpenQuestion Question { get; }

    public TrackedQuery Query => Question.Query;

    /// <summary>Where its search begins.</summary>
    public DateTimeOffset From { get; }

    /// <summary>Whether its search begins after an id that X still takes.</summary>
    public bool IsAfterId { get; }

    public ulong After => position.Last;

    /// <summary>Whether nothing can have been told yet.</summary>
    public bool IsTooEarly => !IsAfterId && From > now - ShortestWindow;

    public PollOutcome Nothing() => new PollOutcome.Answered(new AnswerBuilder().ToFold(Question.Cursor.Position, told), More: false);

    /// <summary>What is new, oldest version first, as much as fits one transaction.</summary>
    /// <param name="until">The end of the stretch that was searched; null for now.</param>
    /// <param name="keeps">Whether the posts themselves are kept, or counted alone.</param>
    public PollOutcome Answer(XFound found, DateTimeOffset? until, bool keeps)
    {
        var (answer, end) = (new AnswerBuilder(), until ?? now - Lag);
        var (last, isWhole) = (XPost.IdAt(until ?? now - Settling) - 1, true);
        var before = position.Last;
        foreach (var post in found.Posts.OrderBy(post => post.Id).Where(post => IsWanted(post) && !position.Knows(post)).ToArray())
        {
            if (!position.Knows(post) && !answer.TryAdd(post.ToPost(Query, now) with { IsKept = keeps }))
            {
                (last, end, isWhole) = (before, XPost.TimeOf(before), false);
                break;
            }

            position.Add(post);
            before = post.Id;
        }

        position.Advance(last);
        return new PollOutcome.Answered(answer.ToFold(position.ToString(), MinuteCounts.Later(told, end), MissedOf(found)), More: !isWhole || until is not null);
    }

    private Gap? MissedOf(XFound found) =>
        found.CutAt > told ? new Gap(told, found.CutAt, found.CutWhy, Recovered: false)
        : From > told ? new Gap(told, From, "X tells of the last seven days only", Recovered: false)
        : null;

    private bool IsWanted(XPost post)
    {
        var tags = post.Tags.Select(Hashtag.Fold).ToArray();
        return !post.IsRetweet && tags.Any(wanted.Contains) && !tags.Any(Query.Without.Contains);
    }
}
