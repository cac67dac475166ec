using Relais.Campaigns;
using Relais.Storage.Tables;

namespace Relais.Momentum;

/// <summary>Keeps what was counted: cursor, hours of minute buckets, gaps, kept posts, topics and the day's share of one question have one partition and move together, or not at all.</summary>
public sealed class SignalStore([FromKeyedServices(SignalStore.TableName)] TableClient table, TopicStore topics, ShareStore shares, KeptPosts kept)
{
    public const string TableName = "signals";

    // One transaction holds 100 entities (Table Storage): the cursor, a gap, 10 rows of posts, a day of topics, 27 purged rows, and these hours.
    // A share comes with neither hours nor posts.
    public const int MostHoursAFold = 60;
    public const int MostPostsAFold = 1000;

    // More than a week of a source that fails every hour.
    private const int GapsARequest = 200;

    private static readonly TimeSpan PurgeEvery = TimeSpan.FromMinutes(15);

    public async Task<Cursor> ReadCursorAsync(string query, CancellationToken cancellationToken)
    {
        var row = await table.GetEntityIfExistsAsync<TableEntity>(query, SignalRows.CursorKey, cancellationToken: cancellationToken);
        return row.HasValue ? SignalRows.DecodeCursor(row.Value!) : Cursor.None;
    }

    /// <summary>Writes one poll in one transaction; null when another poll of the same question has written meanwhile.</summary>
    public async Task<Cursor?> FoldAsync(string query, Cursor cursor, Fold fold, CancellationToken cancellationToken)
    {
        var after = cursor with
        {
            Position = fold.Position,
            AskedUntil = fold.AskedUntil,
            Signals = cursor.Signals + fold.Counts.Total,
            QuietUntil = fold.QuietUntil,
            Failures = 0,
            BlindSince = null,
            Reason = null,
            FailingSince = null,
            IsDenied = false,
        };
        var actions = new List<TableTransactionAction>();
        actions.AddRange(await AddToHoursAsync(query, fold.Counts, cancellationToken));
        actions.AddRange(SignalRows.EncodePosts(query, fold, cursor.Signals).Select(row => new TableTransactionAction(TableTransactionActionType.UpsertReplace, row)));
        if (await topics.AddAsync(query, fold, cancellationToken) is { } day)
        {
            actions.Add(day);
        }

        actions.AddRange(await shares.AddAsync(query, fold, cancellationToken));
        if (EndOfGap(cursor, fold) is { } gap)
        {
            actions.Add(new TableTransactionAction(TableTransactionActionType.UpsertReplace, SignalRows.EncodeGap(query, gap)));
        }

        if (IsTimeToPurge(cursor, after))
        {
            actions.AddRange(await kept.FindOldAsync(query, fold.AskedUntil, cancellationToken));
        }

        return await WriteAsync(query, after, actions, cancellationToken);
    }

    /// <summary>Writes down that a poll had no answer; the second in a row opens a gap, a plain refusal at once. Null as in <see cref="FoldAsync"/>.</summary>
    public async Task<Cursor?> RefuseAsync(string query, Cursor cursor, string reason, bool denied, DateTimeOffset? quietUntil, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var blind = cursor.BlindSince ?? (denied || cursor.Failures > 0 ? cursor.AskedUntil ?? now : null);
        var after = cursor with
        {
            QuietUntil = quietUntil,
            Failures = cursor.Failures + 1,
            BlindSince = blind,
            Reason = reason,
            FailingSince = cursor.FailingSince ?? now,
            IsDenied = cursor.IsDenied || denied,
        };
        var actions = new List<TableTransactionAction>();
        if (blind is { } since && cursor.BlindSince is null)
        {
            actions.Add(new TableTransactionAction(TableTransactionActionType.UpsertReplace, SignalRows.EncodeGap(query, new Gap(since, null, reason, false))));
        }

        // What is kept of a source that is gone for good is not kept for good.
        if (cursor.AskedUntil is not null && cursor.Failures > 0)
        {
            actions.AddRange(await kept.FindOldAsync(query, now, cancellationToken));
        }

        return await WriteAsync(query, after, actions, cancellationToken);
    }

    /// <summary>As <see cref="ReadCountsAsync(string, DateTimeOffset, DateTimeOffset, CancellationToken)"/>, of the minutes in which the question was the campaign's.</summary>
    public async Task<MinuteCounts> ReadCountsAsync(AskedQuestion asked, DateTimeOffset from, DateTimeOffset until, CancellationToken cancellationToken)
    {
        var (began, ended) = asked.Within(from, until);
        return began < ended ? await ReadCountsAsync(asked.Query.Key, began, ended, cancellationToken) : new MinuteCounts();
    }

    /// <summary>As <see cref="ReadGapsAsync(string, DateTimeOffset, DateTimeOffset, CancellationToken)"/>, of the time in which the question was the campaign's.</summary>
    public async Task<IReadOnlyList<Gap>> ReadGapsAsync(AskedQuestion asked, DateTimeOffset from, DateTimeOffset until, CancellationToken cancellationToken)
    {
        var (began, ended) = asked.Within(from, until);
        return began < ended ? await ReadGapsAsync(asked.Query.Key, began, ended, cancellationToken) : [];
    }

    /// <summary>Signals by minute from one instant up to another.</summary>
    public async Task<MinuteCounts> ReadCountsAsync(string query, DateTimeOffset from, DateTimeOffset until, CancellationToken cancellationToken)
    {
        var counts = new MinuteCounts();
        if (until <= SignalRows.HourOf(from) + SignalRows.Hour)
        {
            // Most folds and every bin lie within one hour: a row that is named costs storage less to find than a range.
            var row = await table.GetEntityIfExistsAsync<TableEntity>(query, SignalRows.HourKey(from), cancellationToken: cancellationToken);
            if (row.HasValue)
            {
                SignalRows.AddHour(row.Value!, counts, from, until);
            }

            return counts;
        }

        await foreach (var row in table.QueryAsync<TableEntity>(SignalRows.HoursBetween(query, from, until), cancellationToken: cancellationToken))
        {
            SignalRows.AddHour(row, counts, from, until);
        }

        return counts;
    }

    /// <summary>The gaps that touch a stretch of time, oldest first.</summary>
    public async Task<IReadOnlyList<Gap>> ReadGapsAsync(string query, DateTimeOffset from, DateTimeOffset until, CancellationToken cancellationToken)
    {
        var gaps = new List<Gap>();
        await foreach (var row in table.QueryAsync<TableEntity>(SignalRows.GapsBefore(query, until), GapsARequest, cancellationToken: cancellationToken))
        {
            // They come newest first and never overlap: behind the first that ended before the stretch, none can touch it.
            var gap = SignalRows.DecodeGap(row);
            if (gap.Until <= from)
            {
                break;
            }

            gaps.Add(gap);
        }

        gaps.Reverse();
        return gaps;
    }

    private static Gap? EndOfGap(Cursor cursor, Fold fold) =>
        cursor.BlindSince is { } since ? new Gap(since, fold.AskedUntil, cursor.Reason ?? "no answer", fold.Missed is null) : fold.Missed;

    private async Task<IEnumerable<TableTransactionAction>> AddToHoursAsync(string query, MinuteCounts counts, CancellationToken cancellationToken)
    {
        var touched = counts.Minutes.Keys.Select(SignalRows.HourOf).Distinct().ToArray();
        if (touched.Length > MostHoursAFold)
        {
            throw new ArgumentException($"A fold of {touched.Length} hours does not fit one transaction; a source must answer at most {MostHoursAFold} at a time.", nameof(counts));
        }

        if (touched.Length == 0)
        {
            return [];
        }

        // Guarded by the cursor's ETag in the same transaction: what is read here cannot have changed when it is written.
        var standing = await ReadCountsAsync(query, touched[0], touched[^1] + SignalRows.Hour, cancellationToken);
        standing.Add(counts);
        return touched.Select(hour => new TableTransactionAction(TableTransactionActionType.UpsertReplace, SignalRows.EncodeHour(query, hour, standing)));
    }

    // Between two of these at most 15 polls by the minute left a row that was not full, 1,000 posts filled ten, and a day began: fewer than one purge takes away,
    // so that no post outlives its time however often a question is put.
    private static bool IsTimeToPurge(Cursor before, Cursor after) =>
        before.AskedUntil is { } last && (MinuteCounts.FloorTo(last, PurgeEvery) != MinuteCounts.FloorTo(after.AskedUntil!.Value, PurgeEvery)
            || before.Signals / MostPostsAFold != after.Signals / MostPostsAFold);

    private async Task<Cursor?> WriteAsync(string query, Cursor after, List<TableTransactionAction> actions, CancellationToken cancellationToken)
    {
        var row = SignalRows.EncodeCursor(query, after);
        actions.Insert(0, after.ETag is { } guard
            ? new TableTransactionAction(TableTransactionActionType.UpdateReplace, row, guard)
            : new TableTransactionAction(TableTransactionActionType.Add, row));
        return await SubmitAsync(query, after, actions, cancellationToken);
    }

    private async Task<Cursor?> SubmitAsync(string query, Cursor after, List<TableTransactionAction> actions, CancellationToken cancellationToken)
    {
        try
        {
            var written = await table.SubmitTransactionAsync(actions, cancellationToken);
            return after with { ETag = written.Value[0].Headers.ETag };
        }
        catch (TableTransactionFailedException gone) when (gone.Status == 404 && actions.RemoveAll(action => action.ActionType == TableTransactionActionType.Delete) > 0)
        {
            // What was old has been taken away by somebody else meanwhile: what is new is written all the same.
            return await SubmitAsync(query, after, actions, cancellationToken);
        }
        catch (TableTransactionFailedException raced) when (raced.Status is 409 or 412)
        {
            // After a lost answer the client's own retry meets its own success: then what stands is exactly what was to be written.
            var standing = await ReadCursorAsync(query, cancellationToken);
            return standing == after with { ETag = standing.ETag } ? standing : null;
        }
    }
}
