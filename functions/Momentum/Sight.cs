namespace Relais.Momentum;

/// <summary>How far a campaign's sources have told what they know, and when none of them could see.</summary>
public static class Sight
{
    // A source that lags must not keep a campaign from being judged: what it brings later is counted, and drawn, but judged no more.
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(15);

    // The sources of an idle campaign are asked each at its own minute of up to two hours (docs/configuration.md, Polling:IdleMinutes): they are waited for.
    private static readonly TimeSpan LongestWaitIdle = TimeSpan.FromMinutes(135);

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
    public static DateTimeOffset? Until(IEnumerable<Cursor> cursors, bool isIdle)
    {
        var wait = isIdle ? LongestWaitIdle : LongestWait;
        var told = cursors.Where(cursor => cursor is { BlindSince: null, AskedUntil: not null }).Select(cursor => cursor.AskedUntil!.Value).ToArray();
        return told.Length == 0 ? null : told.Min() is var least && told.Max() - wait is var latest && least > latest ? least : latest;
    }

    /// <summary>For each bin, who of the sources saw it, then or afterwards.</summary>
    public static async Task<Func<DateTimeOffset, BinSight>> OfBinsAsync(
        SignalStore signals, IReadOnlyDictionary<string, Cursor> cursors, DateTimeOffset from, DateTimeOffset until, CancellationToken cancellationToken)
    {
        var told = cursors.Values.Min(cursor => cursor.AskedUntil ?? DateTimeOffset.MinValue);

        // A gap ends with the poll that sees again: the bins that it covers are always judged in one go with that poll, or while another source sees.
        if (until - from <= Detector.Bin)
        {
            return bin => told >= bin + Detector.Bin ? BinSight.Whole : BinSight.Part;
        }

        var gaps = new List<IReadOnlyList<Gap>>();
        foreach (var query in cursors.Keys)
        {
            gaps.Add([.. (await signals.ReadGapsAsync(query, from, until, cancellationToken)).Where(gap => !gap.Recovered)]);
        }

        return bin => gaps.All(own => own.Any(gap => gap.From <= bin && (gap.Until is null || gap.Until >= bin + Detector.Bin))) ? BinSight.None
            : told < bin + Detector.Bin || gaps.Any(own => own.Any(gap => gap.From < bin + Detector.Bin && (gap.Until is null || gap.Until > bin))) ? BinSight.Part
            : BinSight.Whole;
    }
}

/// <summary>Who of a campaign's sources saw a bin.</summary>
public enum BinSight
{
    /// <summary>No source at all: there is nothing to judge.</summary>
    None,

    /// <summary>One at least, which is enough to notice that more comes; what is missing may lie where nobody looked.</summary>
    Part,

    /// <summary>All of them, from its beginning to its end.</summary>
    Whole,
}
