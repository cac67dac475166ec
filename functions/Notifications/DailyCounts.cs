using System.Globalization;
using Azure;
using Relais.Storage.Tables;

namespace Relais.Notifications;

/// <summary>Keeps how often each person was told something on each of their days, over all campaigns and without one seeing another's people: a partition a day.</summary>
public sealed class DailyCounts([FromKeyedServices(DailyCounts.TableName)] TableClient table, DayCap cap)
{
    public const string TableName = "dailycounts";

    // Others write the same rows only while they deliver to the same people: after so many lost races something is wrong.
    private const int MostTries = 50;

    // Table Storage: 4 MiB a transaction, of which Base64 takes a third; and 100 entities.
    private const int MostBytesAWrite = 2_000_000;
    private const int MostRowsAWrite = 100;

    private const string DayForm = "yyyyMMdd";

    /// <summary>
    /// Counts one notification for each of these people before it is sent to them, and answers who has been told enough already. Whoever was counted for it
    /// before is not counted again; what was counted and then not sent stays counted.
    /// </summary>
    /// <param name="people">By the ids of their subscriptions.</param>
    public async Task<IReadOnlySet<string>> CountAsync(DateOnly day, IReadOnlyDictionary<string, string> people, Notification notification, CancellationToken cancellationToken)
    {
        var (partition, mark) = (day.ToString(DayForm, CultureInfo.InvariantCulture), DayRow.MarkOf(notification));
        for (var tries = 0; tries < MostTries; tries++)
        {
            var rows = await ReadAsync(partition, [.. people.Keys.Select(DayRow.KeyOf)], cancellationToken);
            var enough = people.Where(one => !rows[DayRow.KeyOf(one.Key)].TryCount(one.Value, mark, cap.MostPerDay)).Select(one => one.Key).ToHashSet(StringComparer.Ordinal);
            if (await TryWriteAsync(partition, [.. rows.Values.Where(row => row.IsChanged)], cancellationToken))
            {
                return enough;
            }
        }

        throw new InvalidOperationException($"The counts of {partition} were written by others {MostTries} times in a row.");
    }

    /// <summary>Takes away the days before one.</summary>
    public async Task ForgetAsync(DateOnly before, CancellationToken cancellationToken)
    {
        var old = new List<TableEntity>();
        var filter = TableClient.CreateQueryFilter($"PartitionKey lt {before.ToString(DayForm, CultureInfo.InvariantCulture)}");
        await foreach (var row in table.QueryAsync<TableEntity>(filter, select: ["PartitionKey", "RowKey"], cancellationToken: cancellationToken))
        {
            old.Add(row);
        }

        foreach (var rows in old.GroupBy(row => row.PartitionKey).SelectMany(day => day.Chunk(MostRowsAWrite)))
        {
            try
            {
                await table.SubmitTransactionAsync(rows.Select(row => new TableTransactionAction(TableTransactionActionType.Delete, row, ETag.All)), cancellationToken);
            }
            catch (TableTransactionFailedException gone) when (gone.Status == 404)
            {
                // Another instance forgets too: the next hour sees what is left.
                return;
            }
        }
    }

    private async Task<Dictionary<string, DayRow>> ReadAsync(string partition, IReadOnlyList<string> keys, CancellationToken cancellationToken)
    {
        var rows = keys.Distinct(StringComparer.Ordinal).ToDictionary(key => key, key => new DayRow(key, null), StringComparer.Ordinal);
        var (first, last) = (keys.Min(StringComparer.Ordinal)!, keys.Max(StringComparer.Ordinal)!);
        var range = TableClient.CreateQueryFilter($"PartitionKey eq {partition} and RowKey ge {first} and RowKey le {last}");
        await foreach (var row in table.QueryAsync<TableEntity>(range, cancellationToken: cancellationToken))
        {
            if (rows.ContainsKey(row.RowKey))
            {
                rows[row.RowKey] = new DayRow(row.RowKey, row);
            }
        }

        return rows;
    }

    // Each row holds by itself: what a crash leaves unwritten is counted when the page is taken again.
    private async Task<bool> TryWriteAsync(string partition, IReadOnlyList<DayRow> changed, CancellationToken cancellationToken)
    {
        try
        {
            foreach (var rows in BySize(changed))
            {
                await table.SubmitTransactionAsync(
                    rows.Select(row => row.ETag is { } guard
                        ? new TableTransactionAction(TableTransactionActionType.UpdateReplace, row.ToRow(partition), guard)
                        : new TableTransactionAction(TableTransactionActionType.Add, row.ToRow(partition))),
                    cancellationToken);
            }

            return true;
        }
        catch (TableTransactionFailedException raced) when (raced.Status is 404 or 409 or 412)
        {
            // Also after a lost answer, when the client's own retry meets its own success: then they are counted already.
            return false;
        }
    }

    private static IEnumerable<IReadOnlyList<DayRow>> BySize(IReadOnlyList<DayRow> rows)
    {
        var (some, bytes) = (new List<DayRow>(), 0);
        foreach (var row in rows)
        {
            if (some.Count == MostRowsAWrite || (some.Count > 0 && bytes + row.Bytes > MostBytesAWrite))
            {
                yield return some;
                (some, bytes) = ([], 0);
            }

            some.Add(row);
            bytes += row.Bytes;
        }

        if (some.Count > 0)
        {
            yield return some;
        }
    }
}
