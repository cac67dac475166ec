using Azure;
using Azure.Identity;
using Relais.Hosting;
using Relais.Hosting.Local;
using Relais.Secrets;
using Relais.Storage;

namespace Relais.Operations.Backups;

/// <summary>The commands `export` and `import`, as they are typed: what they say, and the code with which they end.</summary>
public static class BackupCommands
{
    private const int Done = 0;
    private const int NotDone = 1;
    private const int WrongUsage = 2;

    // The only way so far, and yet to be said: whoever imports is to know that nothing is added to what is there.
    private const string IntoEmpty = "--into-empty";

    /// <param name="services">Those of an app that was put together and not started.</param>
    /// <param name="args">What was typed behind `export`.</param>
    public static Task<int> ExportAsync(IServiceProvider services, string[] args) => args is [var file] && !file.StartsWith('-')
        ? RunAsync("export", services, () => ExportAsync(services, Path.GetFullPath(file)))
        : RefuseAsync("export FILE   writes all tables into a file that is not there yet");

    /// <param name="services">Those of an app that was put together and not started.</param>
    /// <param name="args">What was typed behind `import`.</param>
    public static Task<int> ImportAsync(IServiceProvider services, string[] args) => args.Contains(IntoEmpty) && args.Except([IntoEmpty]).ToArray() is [var file] && !file.StartsWith('-')
        ? RunAsync("import", services, () => ImportAsync(services, Path.GetFullPath(file)))
        : RefuseAsync("import FILE --into-empty   writes what a file of `export` holds into tables that are empty");

    private static async Task<string?> ExportAsync(IServiceProvider services, string file)
    {
        if (Path.Exists(file))
        {
            return $"{file} is there already: nothing is overwritten.";
        }

        var keys = NamesOfKeys(services);
        var export = new ExportTables(services.GetRequiredService<StorageAccount>(), services.GetServices<DeclaredTable>(), Console.Out);
        var moving = await export.RunAsync(file, keys, TimeProvider.System.GetUtcNow(), CancellationToken.None);
        await Console.Out.WriteLineAsync($"""
            {file} holds all of it. It is as secret as the tables: names and numbers of people are in it; their addresses are closed.
            {(keys.Count == 0 ? $"{KeyRing.Setting} is not set here, so the file does not say under which keys." : $"They open with {KeyRing.Setting} only ({string.Join(", ", keys)}): keep those elsewhere.")}
            """);
        if (moving > 0)
        {
            await Console.Out.WriteLineAsync($"The app wrote to {moving} of the larger partitions each time they were read: for a copy of one instant, stop the app.");
        }

        return null;
    }

    private static async Task<string?> ImportAsync(IServiceProvider services, string file)
    {
        // Asked for before anything is written: keys that cannot be read are to be told while nothing has happened.
        var own = NamesOfKeys(services);
        await using var backup = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.Read);
        var import = new ImportTables(services.GetRequiredService<StorageAccount>(), services.GetServices<DeclaredTable>(), Console.Out);
        if (await import.RunAsync(backup, CancellationToken.None) is { } whyNot)
        {
            return whyNot;
        }

        var (head, rows) = (import.Head, import.End.Rows);
        await Console.Out.WriteLineAsync(FormattableString.Invariant($"{rows.Values.Sum():N0} rows in {rows.Count} tables are there, as of {head.At:yyyy-MM-dd HH:mm:ss} UTC. Start the app when you are ready."));
        if (head.Keys.Except(own).ToArray() is { Length: > 0 } missing)
        {
            await Console.Out.WriteLineAsync($"{KeyRing.Setting} here lacks {string.Join(", ", missing)}: what those keys closed, addresses above all, cannot be read until they are set.");
        }

        return null;
    }

    private static async Task<int> RunAsync(string command, IServiceProvider services, Func<Task<string?>> run)
    {
        AzuriteProcess? emulator = null;
        try
        {
            // On one's own machine the emulator may have ended with the app.
            emulator = ActivatorUtilities.CreateInstance<AzuriteProcess>(services);
            await emulator.StartAsync(CancellationToken.None);
            var whyNot = await run();
            await (whyNot is null ? Task.CompletedTask : Console.Error.WriteLineAsync($"{command}: {whyNot}"));
            return whyNot is null ? Done : NotDone;
        }
        catch (Exception exception) when (WhyNot(exception) is { } whyNot)
        {
            await Console.Error.WriteLineAsync($"{command}: {whyNot}");
            return NotDone;
        }
        finally
        {
            await (emulator?.StopAsync(CancellationToken.None) ?? Task.CompletedTask);
        }
    }

    private static string? WhyNot(Exception exception) => exception switch
    {
        UnusableBackupException unusable => unusable.Message,
        IOException or UnauthorizedAccessException => exception.Message,
        RequestFailedException { Status: 404, ErrorCode: "TableNotFound" } => "there are no such tables in this storage account: look at Relais:Prefix and AzureWebJobsStorage.",
        RequestFailedException { Status: > 0 } refused => $"storage refused: {refused.Status} {refused.ErrorCode}.",
        AuthenticationFailedException => "nobody is signed in here who may open the storage account: az login, or the settings below AzureWebJobsStorage.",
        _ when StorageFailure.Is(exception) => "storage does not answer.",
        // So rooms refuse their settings.
        InvalidOperationException or ArgumentException or FormatException => exception.Message,
        _ => null,
    };

    private static async Task<int> RefuseAsync(string usage)
    {
        await Console.Error.WriteLineAsync("Usage: " + usage);
        return WrongUsage;
    }

    private static IReadOnlyList<string> NamesOfKeys(IServiceProvider services) =>
        string.IsNullOrWhiteSpace(services.GetRequiredService<IConfiguration>()[KeyRing.Setting]) ? [] : services.GetRequiredService<KeyRing>().Names;
}
