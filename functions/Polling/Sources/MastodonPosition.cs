using System.Globalization;

namespace Relais.Polling.Sources;

/// <summary>Where the next poll resumes: the hashtag that the instance is known to have, and the last statuses seen, oldest first.</summary>
/// <remarks>
/// mastodon, lib/mastodon/snowflake: a status of another server is given an id as of when it was published there, so that one that arrives late
/// stands before some that were seen already. A poll therefore reads the last quarter of an hour again and leaves out what it knows.
/// </remarks>
internal sealed class MastodonPosition
{
    private static readonly TimeSpan Overlap = TimeSpan.FromMinutes(15);

    // Five pages to read again at most: where more is published in a quarter of an hour, reading on matters more.
    private const int MostRecent = 200;

    // Before every id.
    private const string Beginning = "0";

    private readonly SortedList<string, DateTimeOffset> recent = new(MastodonStatus.IdOrder);
    private bool hasForgotten;

    public MastodonPosition(string first) => First = first;

    public string First { get; }

    /// <summary>The status to read on from: the newest that is older than the stretch read again, as far as one is known.</summary>
    public string From => recent.GetKeyAtIndex(0);

    public bool Knows(MastodonStatus status) => recent.Count > 0 && (recent.ContainsKey(status.Id) || !status.IsAfter(From));

    public void Add(string id, DateTimeOffset at)
    {
        recent[id] = at;
        var newest = recent.GetValueAtIndex(recent.Count - 1);
        while (recent.Count > 1 && (recent.Count > MostRecent || recent.GetValueAtIndex(1) < newest - Overlap))
        {
            recent.RemoveAt(0);
            hasForgotten = true;
        }
    }

    /// <summary>Nothing older than what was added is known to the instance yet: what comes late may stand before all of it.</summary>
    public void AddBeginning()
    {
        // What was forgotten lies behind the beginning: read from there again, it would be new.
        if (!hasForgotten)
        {
            Add(Beginning, DateTimeOffset.UnixEpoch);
        }
    }

    public static MastodonPosition? Parse(string? text)
    {
        if (text?.Split('~') is not [var first, var statuses])
        {
            return null;
        }

        var position = new MastodonPosition(first);
        foreach (var status in statuses.Split(','))
        {
            var parts = status.Split('@');
            position.recent[parts[0]] = DateTimeOffset.FromUnixTimeSeconds(long.Parse(parts[1], CultureInfo.InvariantCulture));
        }

        return position;
    }

    public override string ToString() =>
        $"{First}~{string.Join(',', recent.Select(status => string.Create(CultureInfo.InvariantCulture, $"{status.Key}@{status.Value.ToUnixTimeSeconds()}")))}";
}
