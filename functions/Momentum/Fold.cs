namespace Relais.Momentum;

/// <summary>What one poll brought, ready to be written in one transaction.</summary>
/// <param name="Position">Where the next poll resumes.</param>
/// <param name="AskedUntil">Up to which instant the source has now told what it knows.</param>
/// <param name="Counts">Signals by their own minute.</param>
/// <param name="Posts">Posts kept, for sources that give posts.</param>
/// <param name="Missed">A stretch that the source had more to tell of than it let us read; null when nothing was passed over.</param>
/// <param name="QuietUntil">Before this instant the source, though it answered, does not want to be asked again; null where it does not say.</param>
public sealed record Fold(
    string? Position, DateTimeOffset AskedUntil, MinuteCounts Counts, IReadOnlyList<Post> Posts, Gap? Missed = null, DateTimeOffset? QuietUntil = null)
{
    /// <summary>What a list's posts of one day came to; null from every source that brings signals.</summary>
    public Share? Share { get; init; }

    /// <summary>The same with some of its posts only, where each of its signals is a post.</summary>
    public Fold Only(IReadOnlyList<Post> posts)
    {
        var counts = new MinuteCounts();
        foreach (var post in posts)
        {
            counts.Add(post.At, 1);
        }

        return this with { Posts = posts, Counts = counts };
    }
}
