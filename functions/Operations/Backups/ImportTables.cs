using Relais.Hosting;
using Relais.Storage;
using Relais.Storage.Tables;

namespace Relais.Operations.Backups;

/// <summary>Writes a backup's rows into tables that are empty; killed at any moment, it is carried on with the same file.</summary>
internal sealed class ImportTables(StorageAccount account, IEnumerable<DeclaredTable> tables, TextWriter progress)
{
    // One writer waits for storage most of the time; a partition takes 2,000 rows a second (Table Storage scalability targets), whoever writes them.
    private const int WritersAtOnce = 8;
    private const long RowsALine = 50_000;

    // What a row's part of a transaction has beside the row: some lines of headers with the table's address, in which each letter of a key may be spelled with nine.
    private const int PartBytes = 1024;
    private const int MostKeyLetterBytes = 9;

    private readonly string[] names = [.. tables.Select(table => table.Name).Distinct()];
    private readonly ImportMark mark = new(account);

    /// <summary>What the backup says of itself, once it was read.</summary>
    public BackupHead Head { get; private set; } = null!;

    /// <summary>What it came to.</summary>
    public BackupEnd End { get; private set; } = null!;

    /// <param name="backup">Read twice: whole before anything is written.</param>
    /// <returns>Null when every row is there; otherwise why nothing was written.</returns>
    /// <exception cref="UnusableBackupException">It is no backup, or not whole.</exception>
    public async Task<string?> RunAsync(Stream backup, CancellationToken cancellationToken)
    {
        (Head, End) = await CheckAsync(backup, cancellationToken);
        if (End.Rows.Keys.Except(names).Order(StringComparer.Ordinal).ToArray() is { Length: > 0 } strangers)
        {
            return $"It holds what this version of Relais does not know ({string.Join(", ", strangers)}): use a newer one.";
        }

        await Task.WhenAll(names.Select(name => (Task)account.Table(name).CreateIfNotExistsAsync(cancellationToken)));
        var begun = await mark.FindAsync(cancellationToken);
        if (begun is not null && begun != End.Sha256)
        {
            return "The import of another backup was begun here and has not ended: carry on with that one, or import into another prefix.";
        }

        if (begun is null && await NotEmptyAsync(cancellationToken) is { Count: > 0 } taken)
        {
            return $"The tables are not empty ({string.Join(", ", taken)}): import before the app is started for the first time, or into another prefix.";
        }

        await mark.PutAsync(End.Sha256, cancellationToken);
        await WriteAsync(backup, cancellationToken);
        await mark.RemoveAsync(cancellationToken);
        return null;
    }

    private static async Task<(BackupHead, BackupEnd)> CheckAsync(Stream backup, CancellationToken cancellationToken)
    {
        backup.Position = 0;
        using var reader = new BackupReader(backup);
        await foreach (var _ in reader.RowsAsync(cancellationToken))
        {
            // To the end: only there is it known that all of it is right.
        }

        return (reader.Head, reader.End);
    }

    private async Task<List<string>> NotEmptyAsync(CancellationToken cancellationToken)
    {
        var taken = new List<string>();
        foreach (var name in names)
        {
            await foreach (var page in account.Table(name).QueryAsync<TableEntity>(maxPerPage: 1, cancellationToken: cancellationToken).AsPages())
            {
                if (page.Values.Count > 0)
                {
                    taken.Add(name);
                    break;
                }
            }
        }

        return taken;
    }

    private async Task WriteAsync(Stream backup, CancellationToken cancellationToken)
    {
        backup.Position = 0;
        using var reader = new BackupReader(backup);
        var (written, all) = (0L, End.Rows.Values.Sum());
        var writers = new ParallelOptions { MaxDegreeOfParallelism = WritersAtOnce, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(BatchesAsync(reader.RowsAsync(cancellationToken)), writers, async (batch, stop) =>
        {
            await account.Table(batch[0].Table).SubmitTransactionAsync(batch.Select(row => new TableTransactionAction(TableTransactionActionType.UpsertReplace, row.Entity)), stop);
            var now = Interlocked.Add(ref written, batch.Count);
            if (now / RowsALine != (now - batch.Count) / RowsALine)
            {
                await progress.WriteLineAsync(FormattableString.Invariant($"{now:N0} of {all:N0} rows"));
            }
        });
    }

    /// <summary>Rows that follow each other and may be written together.</summary>
    private static async IAsyncEnumerable<List<BackupRow>> BatchesAsync(IAsyncEnumerable<BackupRow> rows)
    {
        var (batch, bytes) = (new List<BackupRow>(), 0L);
        await foreach (var row in rows)
        {
            var more = row.Bytes + PartBytes + (MostKeyLetterBytes * (row.Entity.PartitionKey.Length + row.Entity.RowKey.Length));
            if (batch.Count > 0 && (batch.Count == TransactionBody.MaxActions || bytes + more > TransactionBody.MaxBodyBytes - PartBytes
                || batch[0].Table != row.Table || batch[0].Entity.PartitionKey != row.Entity.PartitionKey))
            {
                yield return batch;
                (batch, bytes) = ([], 0);
            }

            batch.Add(row);
            bytes += more;
        }

        if (batch.Count > 0)
        {
            yield return batch;
        }
    }
}
