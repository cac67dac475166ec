using Azure;
using Relais.Operations.Backups;
using Relais.Storage.Tables;
using Relais.Tests.Story;

namespace Relais.Tests.Operations;

/// <summary>What is taken out of tables that somebody writes to meanwhile, and where it is put.</summary>
public sealed class ExportTests(Azurite azurite) : IClassFixture<Azurite>
{
    private const string Last = "z";

    [SkippableFact]
    public async Task A_partition_of_several_answers_is_taken_as_it_stood_at_one_instant()
    {
        var (moving, told) = await ExportMovingAsync(times: 3);

        // First and last row are written together, each time another answer is asked for: apart they were never so.
        Assert.Equal((0, 1, 3), (moving, told.Distinct().Count(), told[0]));
    }

    [SkippableFact]
    public async Task A_partition_that_is_written_all_the_time_is_taken_as_it_comes_and_told_of()
    {
        var (moving, told) = await ExportMovingAsync(times: int.MaxValue);

        Assert.Equal((1, 2), (moving, told.Distinct().Count()));
    }

    [SkippableFact]
    public async Task The_file_is_its_owners_alone_and_never_takes_anothers_place()
    {
        var (account, tables) = (Backups.Account(azurite, Azurite.NewName("own")), Backups.Tables("campaigns"));
        await account.Table("campaigns").CreateIfNotExistsAsync();
        var folder = Backups.Folder();
        var file = await Backups.ExportAsync(account, tables, folder);

        await Assert.ThrowsAsync<IOException>(() => Backups.ExportAsync(account, tables, folder));

        Assert.Equal([file], Directory.GetFiles(folder));
        Assert.True(OperatingSystem.IsWindows() || File.GetUnixFileMode(file) == (UnixFileMode.UserRead | UnixFileMode.UserWrite));
    }

    [SkippableFact]
    public async Task Where_there_is_no_installation_nothing_is_left_behind()
    {
        var folder = Backups.Folder();

        var fault = await Assert.ThrowsAsync<RequestFailedException>(() => Backups.ExportAsync(Backups.Account(azurite, Azurite.NewName("none")), Backups.Tables("campaigns"), folder));

        Assert.Equal((404, "TableNotFound"), (fault.Status, fault.ErrorCode));
        Assert.Empty(Directory.GetFiles(folder));
    }

    /// <summary>How often it was told that the partition moved, and what its first and last row say in the backup.</summary>
    private async Task<(int Moving, int[] Told)> ExportMovingAsync(int times)
    {
        var (prefix, meter) = (Azurite.NewName("moving"), new StorageMeter());
        var table = Backups.Account(azurite, prefix).Table("signals");
        await table.CreateIfNotExistsAsync();
        foreach (var chunk in Enumerable.Range(0, 1_100).Select(number => $"n{number:D4}").Prepend("cursor").Append(Last).Chunk(100))
        {
            await table.SubmitTransactionAsync(chunk.Select(row => new TableTransactionAction(TableTransactionActionType.UpsertReplace, new TableEntity("q", row) { ["Count"] = 0 })));
        }

        var writes = 0;
        meter.Before = async request =>
        {
            if (request.Uri.Query.Contains("NextRowKey", StringComparison.Ordinal) && writes < times)
            {
                writes++;
                await table.SubmitTransactionAsync(new[] { "cursor", Last }.Select(row => new TableTransactionAction(TableTransactionActionType.UpsertReplace, new TableEntity("q", row) { ["Count"] = writes })));
            }
        };
        var file = Path.Combine(Backups.Folder(), "all.relais");
        var moving = await new ExportTables(Backups.Account(azurite, prefix, meter), Backups.Tables("signals"), TextWriter.Null).RunAsync(file, [], Backups.Now, default);
        using var backup = new BackupReader(File.OpenRead(file));
        var (told, rows) = (new List<int>(), 0);
        await foreach (var row in backup.RowsAsync(default))
        {
            rows++;
            if (row.Entity.RowKey is "cursor" or Last)
            {
                told.Add(row.Entity.GetInt32("Count")!.Value);
            }
        }

        Assert.Equal(1_102, rows);
        return (moving, [.. told]);
    }
}
