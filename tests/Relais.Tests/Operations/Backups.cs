using System.Globalization;
using Microsoft.Extensions.Configuration;
using Relais.Hosting;
using Relais.Operations.Backups;
using Relais.Storage;
using Relais.Storage.Tables;
using Relais.Tests.Story;

namespace Relais.Tests.Operations;

/// <summary>What tests of backups do over and over: put rows into corners of the emulator, take them out and hold them against each other.</summary>
internal static class Backups
{
    public static readonly DateTimeOffset Now = RelaisApp.Morning;

    /// <summary>The account with a prefix, as another process or machine would open it.</summary>
    public static StorageAccount Account(Azurite azurite, string prefix, StorageMeter? meter = null)
    {
        var settings = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?> { ["AzureWebJobsStorage"] = azurite.ConnectionString }).Build();
        return StorageAccount.FromConfiguration(settings, prefix: prefix, transport: meter);
    }

    public static DeclaredTable[] Tables(params string[] names) => [.. names.Select(name => new DeclaredTable(name))];

    /// <summary>A folder that goes with the test's process.</summary>
    public static string Folder() => Directory.CreateTempSubdirectory("relais-backup").FullName;

    public static async Task<string> ExportAsync(StorageAccount account, IEnumerable<DeclaredTable> tables, string? folder = null)
    {
        var file = Path.Combine(folder ?? Folder(), "all.relais");
        await new ExportTables(account, tables, TextWriter.Null).RunAsync(file, ["01020304"], Now, default);
        return file;
    }

    public static async Task<string?> ImportAsync(StorageAccount account, IEnumerable<DeclaredTable> tables, string file)
    {
        await using var backup = File.OpenRead(file);
        return await new ImportTables(account, tables, TextWriter.Null).RunAsync(backup, default);
    }

    /// <summary>Every row with all that is in it but its version and its time.</summary>
    public static async Task<IReadOnlyList<string>> RowsAsync(StorageAccount account, IEnumerable<DeclaredTable> tables)
    {
        var rows = new List<string>();
        foreach (var table in tables)
        {
            await foreach (var row in account.Table(table.Name).QueryAsync<TableEntity>())
            {
                rows.Add($"{table.Name}: {Told(row)}");
            }
        }

        return rows;
    }

    public static string Told(TableEntity row) => string.Join(
        " | ", row.Where(column => column.Key is not ("odata.etag" or "Timestamp") && column.Value is not null).OrderBy(column => column.Key, StringComparer.Ordinal).Select(column => $"{column.Key} {column.Value!.GetType().Name} {Spelled(column.Value)}"));

    private static string Spelled(object value) => value switch
    {
        byte[] bytes => Convert.ToHexStringLower(bytes),
        double number => BitConverter.DoubleToInt64Bits(number).ToString("x16", CultureInfo.InvariantCulture),
        DateTimeOffset instant => instant.UtcTicks.ToString(CultureInfo.InvariantCulture),
        _ => string.Create(CultureInfo.InvariantCulture, $"{value}"),
    };
}
