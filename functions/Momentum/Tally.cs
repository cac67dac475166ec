using Relais.Campaigns;

namespace Relais.Momentum;

/// <summary>How much of what one question has ever brought is this campaign's: campaigns that begin later or end earlier may share the question.</summary>
/// <param name="Before">Signals that the question had brought before the campaign asked it.</param>
/// <param name="Counted">Signals since then, when the campaign was last judged; stays as it is once the campaign no longer asks this.</param>
public sealed record Tally(long Before, long Counted)
{
    /// <summary>The tallies brought up to date with the cursors of the questions given; those of all others stay.</summary>
    public static async Task<IReadOnlyDictionary<string, Tally>> UpdateAsync(
        IReadOnlyDictionary<string, Tally> tallies,
        IEnumerable<AskedQuestion> asked,
        IReadOnlyDictionary<string, Cursor> cursors,
        SignalStore signals,
        DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        var updated = new Dictionary<string, Tally>(tallies, StringComparer.Ordinal);
        foreach (var same in asked.GroupBy(question => question.Query.Key, StringComparer.Ordinal))
        {
            var cursor = cursors[same.Key];
            var isAsked = same.Any(question => question.Until is null || question.Until > now);
            if (isAsked && updated.TryGetValue(same.Key, out var tally))
            {
                updated[same.Key] = tally with { Counted = cursor.Signals - tally.Before };
            }
            else if (cursor.AskedUntil is not null)
            {
                var own = await CountAsync(same, signals, cancellationToken);

                // Another poll between the two reads would be counted twice for ever: leave it to the next judgement.
                if ((await signals.ReadCursorAsync(same.Key, cancellationToken)).ETag == cursor.ETag)
                {
                    updated[same.Key] = new Tally(cursor.Signals - own, own);
                }
            }
        }

        return updated;
    }

    // Minute by minute: only when a question is new to the campaign, or no longer its own.
    private static async Task<long> CountAsync(IEnumerable<AskedQuestion> stretches, SignalStore signals, CancellationToken cancellationToken)
    {
        var own = 0L;
        foreach (var asked in stretches)
        {
            own += (await signals.ReadCountsAsync(asked, DateTimeOffset.MinValue, DateTimeOffset.MaxValue, cancellationToken)).Total;
        }

        return own;
    }
}
