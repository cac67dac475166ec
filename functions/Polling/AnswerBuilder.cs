using Relais.Momentum;

namespace Relais.Polling;

/// <summary>Gathers arrivals until no more fit one transaction.</summary>
public sealed class AnswerBuilder
{
    private readonly MinuteCounts counts = new();
    private readonly List<Post> posts = [];
    private readonly HashSet<string> seen = new(StringComparer.Ordinal);
    private readonly HashSet<DateTimeOffset> hours = [];

    public bool TryAdd(Arrival arrival) =>
        arrival.PostId is { } id ? TryAdd(new Post(id, arrival.At, null)) : TryCount(arrival.At, arrival.Signals);

    /// <summary>False when the post does not fit any more; a post that is in already counts no second time.</summary>
    public bool TryAdd(Post post)
    {
        if (seen.Contains(post.Id))
        {
            return true;
        }

        if (posts.Count == SignalStore.MostPostsAFold || !TryCount(post.At, 1))
        {
            return false;
        }

        seen.Add(post.Id);
        posts.Add(post);
        return true;
    }

    public Fold ToFold(string? position, DateTimeOffset askedUntil, Gap? missed = null, DateTimeOffset? quietUntil = null) =>
        new(position, askedUntil, counts, posts, missed, quietUntil);

    private bool TryCount(DateTimeOffset at, int signals)
    {
        var hour = MinuteCounts.FloorTo(at, TimeSpan.FromHours(1));
        if (!hours.Contains(hour) && hours.Count == SignalStore.MostHoursAFold)
        {
            return false;
        }

        hours.Add(hour);
        if (signals > 0)
        {
            counts.Add(at, signals);
        }

        return true;
    }
}
