using Azure;
using Relais.Storage.Tables;

namespace Relais.Momentum;

/// <summary>Keeps the shares of a question, a row a day, for a year.</summary>
public sealed class ShareStore([FromKeyedServices(SignalStore.TableName)] TableClient table)
{
    // A year with its leap day: one row is written a day, and one taken away.
    private const int KeepDays = 366;

    // More than one only after a pause, and then the days that follow take away the rest.
    private const int MostPurgedAFold = 27;

    // Table Storage: 100 entities a transaction.
    private const int MostForgottenAWrite = 100;

    /// <summary>The shares from one day up to another, and with it, oldest first.</summary>
    public async Task<IReadOnlyList<Share>> ReadAsync(string query, DateOnly from, DateOnly until, CancellationToken cancellationToken)
    {
        var shares = new List<Share>();
        await foreach (var row in table.QueryAsync<TableEntity>(SignalRows.SharesBetween(query, from, until), cancellationToken: cancellationToken))
        {
            shares.Add(SignalRows.DecodeShare(row));
        }

        return shares;
    }

    /// <summary>Takes away the shares that are over a year old, of a question that is asked no more.</summary>
    public async Task ForgetAsync(string query, DateTimeOffset now, CancellationToken cancellationToken)
    {
        while (await PurgeAsync(query, DayOf(now), MostForgottenAWrite, cancellationToken) is { Count: > 0 } old)
        {
            try
            {
                await table.SubmitTransactionAsync(old, cancellationToken);
            }
            catch (TableTransactionFailedException gone) when (gone.Status == 404)
            {
                // Another instance forgets too: the next hour sees what is left.
                return;
            }
        }
    }

    /// <summary>What a fold writes of shares, for its own transaction: its day over again where that has been read before, and without those whose year is over.</summary>
    internal async Task<IEnumerable<TableTransactionAction>> AddAsync(string query, Fold fold, CancellationToken cancellationToken) => fold.Share is { } share
        ? [new TableTransactionAction(TableTransactionActionType.UpsertReplace, SignalRows.EncodeShare(query, share)), .. await PurgeAsync(query, share.Day, MostPurgedAFold, cancellationToken)]
        : [];

    private static DateOnly DayOf(DateTimeOffset at) => DateOnly.FromDateTime(at.UtcDateTime);

    private async Task<List<TableTransactionAction>> PurgeAsync(string query, DateOnly day, int most, CancellationToken cancellationToken)
    {
        var purged = new List<TableTransactionAction>();
        var old = SignalRows.SharesBetween(query, DateOnly.MinValue, day.AddDays(-KeepDays));
        await foreach (var row in table.QueryAsync<TableEntity>(old, most, ["PartitionKey", "RowKey"], cancellationToken))
        {
            purged.Add(new TableTransactionAction(TableTransactionActionType.Delete, row, ETag.All));
            if (purged.Count == most)
            {
                break;
            }
        }

        return purged;
    }
}
