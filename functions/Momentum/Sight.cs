namespace Relais.Momentum;

/// <summary>How far a campaign's sources have told what they know, and when none of them could see.</summary>
public static class Sight
{
    // A source that lags must not keep a campaign from being judged: what it brings later is counted, and drawn, but judged no more.
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(15);

    public static async Task<IReadOnlyDictionary<string, Cursor>> ReadCursorsAsync(SignalStore signals, IEnumerable<string> queries, CancellationToken cancellationToken)
    {
        var cursors = new Dictionary<string, Cursor>(StringComparer.Ordinal);
        foreach (var query in queries)
        {
            cursors[query] = await signals.ReadCursorAsync(query, cancellationToken);
        }

        return cursors;
    }

    /// <summary>The least of what the seeing sources have told; null when none sees, or none has told anything yet.</summary>
    public static DateTimeOffset? Until(IEnumerable<Cursor> cursors)
    {
        var told = cursors.Where(cursor => cursor is { BlindSince: null, AskedUntil: not null }).Select(cursor => cursor.AskedUntil!.Value).ToArray();
        return told.Length == 0 ? null : told.Min() is var least && told.Max() - LongestWait is var latest && least > latest ? least : latest;
    }

    /// <summary>For each bin, whether no source at all could see it, then or afterwards; one that sees is enough to judge by.</summary>
    public static async Task<Func<DateTimeOffset, bool>> BlindBinsAsync(
        SignalStore signals, IEnumerable<string> queries, DateTimeOffset from, DateTimeOffset until, CancellationToken cancellationToken)
    {
        // A gap ends with the poll that sees again: the bins that it covers are always judged in one go with that poll.
        if (until - from <= Detector.Bin)
        {
            return _ => false;
        }

        var gaps = new List<IReadOnlyList<Gap>>();
        foreach (var query in queries)
        {
            gaps.Add([.. (await signals.ReadGapsAsync(query, from, until, cancellationToken)).Where(gap => !gap.Recovered)]);
        }

        return bin => gaps.All(own => own.Any(gap => gap.From <= bin && (gap.Until is null || gap.Until >= bin + Detector.Bin)));
    }
}
