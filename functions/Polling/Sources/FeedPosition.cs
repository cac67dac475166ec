using System.Globalization;

namespace Relais.Polling.Sources;

/// <summary>What is remembered of a feed: by what the site tells whether it changed, when it was read to its end, and the items that were seen.</summary>
/// <param name="ETag">Given back with the next asking, as is <paramref name="LastModified"/>.</param>
/// <param name="TtlMinutes">What the feed itself said of how long it stays as it is: an answer without a feed cannot.</param>
/// <param name="ReadAt">When it was last read to its end; null before the first time.</param>
/// <param name="Seen">Keys of items: those that it showed last, then those that it no longer shows, the latest first.</param>
internal sealed record FeedPosition(string? ETag, string? LastModified, int? TtlMinutes, DateTimeOffset? ReadAt, IReadOnlyList<string> Seen)
{
    public static readonly FeedPosition None = new(null, null, null, null, []);

    // With the most items that a feed is read of, 27,500 characters; a property holds 32,768 (Table Storage data model).
    private const int MostGone = 500;

    private const int LongestConditionChars = 500;

    private readonly HashSet<string> known = new(Seen, StringComparer.Ordinal);

    public bool HasConditions => ETag is not null || LastModified is not null;

    public bool Knows(string key) => known.Contains(key);

    /// <summary>What is remembered after a reading.</summary>
    /// <param name="added">Keys of the items that came in by it; others that it shows are left to the next one.</param>
    public FeedPosition After(FeedReading reading, IReadOnlySet<string> added, DateTimeOffset? readAt)
    {
        string[] shown = [.. reading.Items.Select(item => item.Key).Where(key => added.Contains(key) || Knows(key))];
        return new FeedPosition(
            Condition(reading.ETag), Condition(reading.LastModified), reading.TtlMinutes, readAt, [.. shown, .. Seen.Except(shown).Take(MostGone)]);
    }

    public static FeedPosition Parse(string? text)
    {
        if (text?.Split('\n') is not [var tag, var modified, var ttl, var read, var seen])
        {
            return None;
        }

        return new FeedPosition(
            tag.Length > 0 ? tag : null,
            modified.Length > 0 ? modified : null,
            ttl.Length > 0 ? int.Parse(ttl, CultureInfo.InvariantCulture) : null,
            read.Length > 0 ? new DateTimeOffset(long.Parse(read, CultureInfo.InvariantCulture), TimeSpan.Zero) : null,
            [.. seen.Chunk(FeedItem.KeyChars).Select(key => new string(key))]);
    }

    public override string ToString() => string.Join(
        '\n', ETag, LastModified, TtlMinutes?.ToString(CultureInfo.InvariantCulture), ReadAt?.UtcTicks.ToString(CultureInfo.InvariantCulture), string.Concat(Seen));

    // What cannot be sent back as it came is not kept.
    private static string? Condition(string? text) =>
        text is { Length: > 0 and <= LongestConditionChars } && text.All(character => character is >= ' ' and <= '~') ? text : null;
}

/// <summary>A feed that was read to its end, and what the site said with it.</summary>
internal sealed record FeedReading(IReadOnlyList<FeedItem> Items, string? ETag, string? LastModified, int? TtlMinutes);
