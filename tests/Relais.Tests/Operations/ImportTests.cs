using Relais.Hosting;
using Relais.Operations.Backups;
using Relais.Storage;
using Relais.Storage.Tables;
using Relais.Tests.Story;

namespace Relais.Tests.Operations;

/// <summary>What is put into tables: all of it or nothing, however large, however often it is begun.</summary>
public sealed class ImportTests(Azurite azurite) : IClassFixture<Azurite>
{
    private static readonly DeclaredTable[] Tables = Backups.Tables("signals", "ledger", "claims", "campaigns");

    [SkippableFact]
    public async Task Many_rows_and_large_ones_come_over()
    {
        var (from, to) = await TwoAsync();
        for (var chunk = 0; chunk < 200; chunk++)
        {
            await PutAsync(from, "signals", Enumerable.Range(chunk * 100, 100).Select(number => new TableEntity("mastodon~example.org~climat", $"hour~{number:D6}") { ["Counts"] = new byte[number % 50], ["Total"] = (long)number }));
        }

        // Each nearly a megabyte as it travels, which is all that the emulator takes: together they are more than one transaction may be.
        foreach (var (row, letter, columns) in new[] { ("a", 'x', 15), ("b", 'é', 15), ("c", '"', 15), ("d", '\u0003', 5), ("e", '\u0003', 5), ("f", '€', 10) })
        {
            await PutAsync(from, "ledger", [Large("al_1.1", row, letter, columns)]);
        }

        Assert.Null(await Backups.ImportAsync(to, Tables, await Backups.ExportAsync(from, Tables)));

        var rows = await Backups.RowsAsync(to, Tables);
        Assert.Equal(20_006, rows.Count);
        Assert.Equal(await Backups.RowsAsync(from, Tables), rows);
    }

    [SkippableFact]
    public async Task Killed_at_each_request_it_is_carried_on_with()
    {
        var (from, _) = await TwoAsync();
        await FillAsync(from);
        var (file, meter) = (await Backups.ExportAsync(from, Tables), new StorageMeter());
        var prefix = Azurite.NewName("killed");
        var (to, kills) = (Backups.Account(azurite, prefix, meter), 0);
        while (true)
        {
            meter.CutAfter(kills);
            try
            {
                Assert.Null(await Backups.ImportAsync(to, Tables, file));
                break;
            }
            catch (PowerCutException)
            {
                kills++;
            }
        }

        meter.Restore();
        Assert.True(kills > 25, $"{kills}");
        Assert.Equal(await Backups.RowsAsync(from, Tables), await Backups.RowsAsync(to, Tables));
        Assert.Equal("The tables are not empty (signals, ledger, claims, campaigns): import before the app is started for the first time, or into another prefix.", await Backups.ImportAsync(to, Tables, file));
    }

    [SkippableFact]
    public async Task What_was_begun_with_one_file_is_not_ended_with_another()
    {
        var (from, to) = await TwoAsync();
        await FillAsync(from);
        var first = await Backups.ExportAsync(from, Tables);
        await PutAsync(from, "claims", [new TableEntity("later", "r")]);
        var second = await Backups.ExportAsync(from, Tables);
        await to.Table("campaigns").CreateIfNotExistsAsync();
        await MarkOf(to).PutAsync("begun with another", default);

        Assert.Equal("The import of another backup was begun here and has not ended: carry on with that one, or import into another prefix.", await Backups.ImportAsync(to, Tables, second));
        await MarkOf(to).RemoveAsync(default);
        Assert.Null(await Backups.ImportAsync(to, Tables, first));
        Assert.DoesNotContain(await Backups.RowsAsync(to, Tables), row => row.Contains("later", StringComparison.Ordinal) || row.Contains("~import", StringComparison.Ordinal));

        static ImportMark MarkOf(StorageAccount account) => new(account);
    }

    [SkippableFact]
    public async Task A_file_that_is_cut_short_writes_nothing()
    {
        var (from, to) = await TwoAsync();
        await FillAsync(from);
        var file = await Backups.ExportAsync(from, Tables);
        var whole = await File.ReadAllBytesAsync(file);
        await File.WriteAllBytesAsync(file, whole[..^30]);

        await Assert.ThrowsAsync<UnusableBackupException>(() => Backups.ImportAsync(to, Tables, file));

        await Assert.ThrowsAsync<Azure.RequestFailedException>(() => Backups.RowsAsync(to, Tables));
    }

    [SkippableFact]
    public async Task A_table_that_this_version_does_not_know_is_not_left_out_in_silence()
    {
        var (from, to) = await TwoAsync();
        await FillAsync(from);

        var refusal = await Backups.ImportAsync(to, Backups.Tables("signals", "campaigns"), await Backups.ExportAsync(from, Tables));

        Assert.Equal("It holds what this version of Relais does not know (claims, ledger): use a newer one.", refusal);
        await Assert.ThrowsAsync<Azure.RequestFailedException>(() => Backups.RowsAsync(to, Tables));
    }

    private static async Task FillAsync(StorageAccount account)
    {
        foreach (var table in Tables)
        {
            for (var partition = 0; partition < 6; partition++)
            {
                await PutAsync(account, table.Name, Enumerable.Range(0, 5).Select(row => new TableEntity($"p{partition}", $"r{row}") { ["Count"] = (long)row, ["Name"] = table.Name }));
            }
        }
    }

    private static async Task PutAsync(StorageAccount account, string table, IEnumerable<TableEntity> rows) =>
        await account.Table(table).SubmitTransactionAsync(rows.Select(row => new TableTransactionAction(TableTransactionActionType.UpsertReplace, row)));

    private static TableEntity Large(string partition, string key, char letter, int columns)
    {
        var row = new TableEntity(partition, key);
        for (var column = 0; column < columns; column++)
        {
            row[$"Document{column}"] = new string(letter, 32_768);
        }

        return row;
    }

    /// <summary>One corner with empty tables, and one without any.</summary>
    private async Task<(StorageAccount From, StorageAccount To)> TwoAsync()
    {
        var from = Backups.Account(azurite, Azurite.NewName("from"));
        foreach (var table in Tables)
        {
            await from.Table(table.Name).CreateIfNotExistsAsync();
        }

        return (from, Backups.Account(azurite, Azurite.NewName("to")));
    }
}
