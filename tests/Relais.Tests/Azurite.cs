using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Relais.Tests;

/// <summary>The storage emulator for a test: one server for the whole test process, started by the first test that asks.</summary>
/// <remarks>
/// Take it as <c>IClassFixture&lt;Azurite&gt;</c> or, to run one after another with others, as <c>[Collection(AzuriteCollection.Name)]</c>.
/// Without node or node_modules its tests are skipped with the reason. Names are drawn with <see cref="NewName"/>: all tests share the account.
/// </remarks>
public sealed partial class Azurite : IAsyncLifetime
{
    public const string AccountName = "devstoreaccount1";

    // The emulator's well-known key.
    public const string AccountKey = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    // The server ends when its standard input does: when this process exits in whatever way, kill -9 included.
    private const string EndWithParent = "data:text/javascript,process.stdin.resume();process.stdin.on('end',()=>process.exit(0))";

    private static readonly Lazy<Task<Server>> Shared = new(StartAsync);
    private static int names;
    private Server server = new(null, 0, 0, "The emulator was not started.");

    /// <summary>Where Serverless.sln lies.</summary>
    public static string RepositoryRoot { get; } = FindRepositoryRoot();

    /// <summary>The account in the emulator; skips the test that asks when there is no emulator.</summary>
    public string ConnectionString
    {
        get
        {
            SkipUnlessRunning();
            return $"DefaultEndpointsProtocol=http;AccountName={AccountName};AccountKey={AccountKey};TableEndpoint={TableEndpoint};QueueEndpoint={QueueEndpoint};";
        }
    }

    public Uri TableEndpoint => new($"http://127.0.0.1:{server.TablePort}/{AccountName}");

    public Uri QueueEndpoint => new($"http://127.0.0.1:{server.QueuePort}/{AccountName}");

    /// <summary>A name that no other test of this process has, good for tables, queues and prefixes.</summary>
    public static string NewName(string start = "t") => start + Interlocked.Increment(ref names).ToString("D4", CultureInfo.InvariantCulture);

    public bool IsRunning => server.WhyNot is null;

    public void SkipUnlessRunning() => Skip.If(server.WhyNot is not null, server.WhyNot);

    public async Task InitializeAsync() => server = await Shared.Value;

    public Task DisposeAsync() => Task.CompletedTask;

    private static async Task<Server> StartAsync()
    {
        var script = Path.Combine(RepositoryRoot, "node_modules", "azurite", "dist", "src", "azurite.js");
        if (!File.Exists(script))
        {
            return new Server(null, 0, 0, "The storage emulator is not installed: run npm ci.");
        }

        var start = new ProcessStartInfo("node")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        string[] arguments =
        [
            "--import", EndWithParent, script, "--blobPort", "0", "--queuePort", "0", "--tablePort", "0",
            "--inMemoryPersistence", "--extentMemoryLimit", "256", "--silent", "--skipApiVersionCheck", "--disableTelemetry",
        ];
        Array.ForEach(arguments, start.ArgumentList.Add);
        start.Environment.Remove("AZURITE_ACCOUNTS");
        Process process;
        try
        {
            process = Process.Start(start)!;
        }
        catch (System.ComponentModel.Win32Exception missing)
        {
            return new Server(null, 0, 0, "The storage emulator needs node: " + missing.Message);
        }

        // On an ordinary exit it need not even notice by itself.
        AppDomain.CurrentDomain.ProcessExit += (_, _) => process.Kill();
        var errors = process.StandardError.ReadToEndAsync();
        int queuePort = 0, tablePort = 0;
        while (queuePort == 0 || tablePort == 0)
        {
            var line = await process.StandardOutput.ReadLineAsync()
                ?? throw new InvalidOperationException("The storage emulator did not start: " + await errors);
            var match = Listening().Match(line);
            if (match.Success)
            {
                var port = int.Parse(match.Groups["port"].Value, CultureInfo.InvariantCulture);
                (queuePort, tablePort) = match.Groups["kind"].Value switch
                {
                    "Queue" => (port, tablePort),
                    "Table" => (queuePort, port),
                    _ => (queuePort, tablePort),
                };
            }
        }

        _ = process.StandardOutput.ReadToEndAsync();
        return new Server(process, queuePort, tablePort, null);
    }

    private static string FindRepositoryRoot()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (directory is not null && !File.Exists(Path.Combine(directory.FullName, "Serverless.sln")))
        {
            directory = directory.Parent;
        }

        return directory?.FullName ?? throw new InvalidOperationException("The tests run outside the repository: no Serverless.sln above them.");
    }

    [GeneratedRegex(@"^Azurite (?<kind>\w+) service is successfully listening at \S+:(?<port>\d+)")]
    private static partial Regex Listening();

    private sealed record Server(Process? Process, int QueuePort, int TablePort, string? WhyNot);
}

/// <summary>Tests that take the emulator one after another.</summary>
[CollectionDefinition(Name)]
public sealed class AzuriteCollection : ICollectionFixture<Azurite>
{
    public const string Name = "Azurite";
}
