using System.Globalization;
using Relais.Campaigns;

namespace Relais.Polling.Sources;

/// <summary>Where the next poll resumes: the second from which it reads again, and which posts since then are known.</summary>
/// <remarks>
/// A post is sorted by the time that its author's program gave it, so that one that is indexed late stands behind some that were seen already. A poll
/// therefore reads the last quarter of an hour again and leaves out what it knows. Posts are known by a digest: their names say who wrote them,
/// and a position is kept for longer than a post.
/// </remarks>
internal sealed class BlueskyPosition
{
    private static readonly TimeSpan Overlap = TimeSpan.FromMinutes(15);

    // Ten pages to read again at most, which is half of a poll: where more is published in a quarter of an hour, reading on matters more.
    private const int MostRecent = 1000;

    // 64 bits of a digest: two of a thousand posts share them once in 10^13 polls.
    private const int DigestChars = 16;

    private readonly Dictionary<string, long> recent = new(StringComparer.Ordinal);
    private long from;

    public BlueskyPosition(DateTimeOffset from) => this.from = from.ToUnixTimeSeconds();

    /// <summary>What was published earlier is known, or nobody's.</summary>
    public DateTimeOffset From => DateTimeOffset.FromUnixTimeSeconds(from);

    public bool Knows(BlueskyPost post) => IsEarlier(post) || recent.ContainsKey(NameOf(post));

    public bool IsEarlier(BlueskyPost post) => post.At.ToUnixTimeSeconds() < from;

    /// <param name="now">A post from the future does not move the position beyond this.</param>
    public void Add(BlueskyPost post, DateTimeOffset now)
    {
        recent[NameOf(post)] = post.At.ToUnixTimeSeconds();
        from = Math.Max(from, ((post.At < now ? post.At : now) - Overlap).ToUnixTimeSeconds());
    }

    public static BlueskyPosition? Parse(string? text)
    {
        if (text?.Split('~') is not [var from, var posts])
        {
            return null;
        }

        var position = new BlueskyPosition(DateTimeOffset.FromUnixTimeSeconds(long.Parse(from, CultureInfo.InvariantCulture)));
        foreach (var post in posts.Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            position.recent[post[..DigestChars]] = position.from + long.Parse(post.AsSpan(DigestChars + 1), CultureInfo.InvariantCulture);
        }

        return position;
    }

    public override string ToString()
    {
        var kept = recent.Where(post => post.Value >= from).OrderBy(post => post.Value).ThenBy(post => post.Key, StringComparer.Ordinal).ToArray();

        // Whole seconds go, so that what is left out is earlier than what is read again.
        var start = kept.Length > MostRecent ? kept[^(MostRecent + 1)].Value + 1 : from;
        return $"{start}~{string.Join(',', kept.Where(post => post.Value >= start).Select(post => string.Create(CultureInfo.InvariantCulture, $"{post.Key}@{post.Value - start}")))}";
    }

    private static string NameOf(BlueskyPost post) => Digest.Of(post.Uri)[..DigestChars];
}
