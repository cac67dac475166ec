using Azure;
using Relais.Campaigns;
using Relais.Hosting;
using Relais.Polling;
using Relais.Storage;
using Relais.Storage.Tables;

namespace Relais.Operations.Backups;

/// <summary>Writes all tables of an installation into one file, partition by partition, in the memory that one partition's answer takes.</summary>
internal sealed class ExportTables(StorageAccount account, IEnumerable<DeclaredTable> tables, TextWriter progress)
{
    // A partition that is written all the time is taken as it comes: the pages of a ledger while they are delivered.
    private const int MostTries = 5;

    // A newer build may declare a table that no start has made yet: where the oldest one is there, that one is empty.
    private bool isUpgraded;

    /// <param name="file">Where to; it is there only when it is whole.</param>
    /// <param name="keys">Names of the keys that closed what is closed.</param>
    /// <returns>How many partitions were written to while they were read, each time.</returns>
    /// <exception cref="IOException">The file is there already, or cannot be written.</exception>
    /// <exception cref="RequestFailedException">Storage refused; with 404 there is no such installation.</exception>
    public async Task<int> RunAsync(string file, IReadOnlyList<string> keys, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var unfinished = file + ".unfinished";
        File.Delete(unfinished);
        try
        {
            var moving = 0;
            await using (var output = Create(unfinished))
            {
                var head = new BackupHead(BackupForm.Kind, BackupForm.Format, ReportHealth.Version, now, keys);
                await using (var backup = await BackupWriter.BeginAsync(output, head, cancellationToken))
                {
                    isUpgraded = await ExistsAsync(account.Table(CampaignStore.TableName), cancellationToken);
                    foreach (var table in InOrder())
                    {
                        moving += await CopyAsync(table, backup, Path.GetDirectoryName(unfinished)!, cancellationToken);
                        await progress.WriteLineAsync(FormattableString.Invariant($"rows of {table}: {backup.Rows[table]:N0}"));
                    }

                    await backup.EndAsync(cancellationToken);
                }

                output.Flush(flushToDisk: true);
            }

            File.Move(unfinished, file, overwrite: false);
            return moving;
        }
        catch
        {
            File.Delete(unfinished);
            throw;
        }
    }

    // In the order of the flow, so that what was promised is read before what was done: an alert before its ledger. A claim is made before its post is counted, and
    // missing ones would have it counted twice: read later. Campaigns come last, with the mark of an import that has begun.
    private IEnumerable<string> InOrder() =>
        tables.Select(table => table.Name).Distinct().OrderBy(name => name switch { CampaignStore.TableName => 2, Claims.TableName => 1, _ => 0 });

    // Whoever else is on this machine is not to read it.
    private static FileStream Create(string file)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.None, Options = FileOptions.Asynchronous };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return new FileStream(file, options);
    }

    private static async Task<bool> ExistsAsync(TableClient table, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var _ in table.QueryAsync<TableEntity>(maxPerPage: 1, cancellationToken: cancellationToken).AsPages())
            {
                break;
            }

            return true;
        }
        catch (RequestFailedException missing) when (missing.ErrorCode == "TableNotFound")
        {
            return false;
        }
    }

    private async Task<int> CopyAsync(string name, BackupWriter backup, string folder, CancellationToken cancellationToken)
    {
        await backup.TableAsync(name, cancellationToken);
        var (table, page, moving) = (account.Table(name), 0, 0);
        if (isUpgraded && !await ExistsAsync(table, cancellationToken))
        {
            return 0;
        }

        PartitionCopy? partition = null;
        try
        {
            await foreach (var rows in table.QueryAsync<TableEntity>(cancellationToken: cancellationToken).AsPages())
            {
                foreach (var row in rows.Values)
                {
                    if (partition is not null && partition.Key != row.PartitionKey)
                    {
                        moving += await EndAsync(table, partition, backup, folder, cancellationToken);
                        partition = null;
                    }

                    partition ??= new PartitionCopy(row.PartitionKey, folder);
                    await partition.AddAsync(row, page, cancellationToken);
                }

                page++;
            }

            var last = partition;
            partition = null;
            return moving + (last is null ? 0 : await EndAsync(table, last, backup, folder, cancellationToken));
        }
        finally
        {
            await (partition?.DisposeAsync() ?? ValueTask.CompletedTask);
        }
    }

    /// <summary>Has a partition in the backup as it stood at one instant; 1 where that could not be had.</summary>
    private static async Task<int> EndAsync(TableClient table, PartitionCopy partition, BackupWriter backup, string folder, CancellationToken cancellationToken)
    {
        var isStill = partition.IsOfOneAnswer || await partition.IsAsNowAsync(table, cancellationToken);
        for (var tries = 1; !isStill && tries < MostTries; tries++)
        {
            var key = partition.Key;
            await partition.DisposeAsync();
            partition = await ReadAsync(table, key, folder, cancellationToken);
            isStill = partition.IsOfOneAnswer || await partition.IsAsNowAsync(table, cancellationToken);
        }

        await using (partition)
        {
            await backup.RowsAsync(partition, cancellationToken);
        }

        return isStill ? 0 : 1;
    }

    private static async Task<PartitionCopy> ReadAsync(TableClient table, string key, string folder, CancellationToken cancellationToken)
    {
        var (partition, page) = (new PartitionCopy(key, folder), 0);
        await foreach (var rows in table.QueryAsync<TableEntity>(TableClient.CreateQueryFilter($"PartitionKey eq {key}"), cancellationToken: cancellationToken).AsPages())
        {
            foreach (var row in rows.Values)
            {
                await partition.AddAsync(row, page, cancellationToken);
            }

            page++;
        }

        return partition;
    }
}
