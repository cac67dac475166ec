using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Relais.Tests;

/// <summary>The storage emulator for the tests of a class: one server for several classes, and a new one after them.</summary>
/// <remarks>
/// The emulator looks for a table or queue among all that there ever were in its memory: with those of a few hundred tests each request takes several times as long.
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

    private const int ClassesAServer = 6;

    private static readonly Lock Starting = new();
    private static Shared current = new();
    private static int names;
    private Shared? shared;
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

    public async Task InitializeAsync()
    {
        lock (Starting)
        {
            if (current.Joined == ClassesAServer)
            {
                current = new Shared();
            }

            current.Joined++;
            shared = current;
        }

        server = await shared.Server.Value;
    }

    public Task DisposeAsync()
    {
        if (Interlocked.Increment(ref shared!.Left) == ClassesAServer)
        {
            server.Process?.Kill();
        }

        return Task.CompletedTask;
    }

    /// <summary>Starts a server of its own; why not, where it, or node, is not installed.</summary>
    internal static async Task<Server> StartAsync(params string[] besides)
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
            .. besides,
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

    /// <summary>One run of the emulator: where it listens, or why it does not.</summary>
    internal sealed record Server(Process? Process, int QueuePort, int TablePort, string? WhyNot);

    /// <summary>A server, how many classes have come to it and how many have gone.</summary>
    private sealed class Shared
    {
        public int Joined;
        public int Left;

        public Lazy<Task<Server>> Server { get; } = new(() => StartAsync());
    }
}

/// <summary>Tests that take the emulator one after another.</summary>
[CollectionDefinition(Name)]
public sealed class AzuriteCollection : ICollectionFixture<Azurite>
{
    public const string Name = "Azurite";
}
