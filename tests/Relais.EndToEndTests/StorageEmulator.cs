using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Relais.EndToEndTests;

/// <summary>A storage emulator of a test class's own: empty at its start, on ports that nobody else has, gone with the test process however that ends.</summary>
public sealed partial class StorageEmulator : IAsyncLifetime
{
    private const string Account = "devstoreaccount1";

    // The emulator's well-known key (learn.microsoft.com/azure/storage/common/storage-use-azurite).
    private const string Key = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    // It ends when its standard input does, so that a killed test run leaves nothing behind.
    private const string EndWithParent = "data:text/javascript,process.stdin.resume();process.stdin.on('end',()=>process.exit(0))";

    private Process? process;
    private string? whyNot;
    private string connectionString = "";

    /// <summary>What `AzureWebJobsStorage` is to say; skips the test that asks where there is no emulator.</summary>
    public string ConnectionString
    {
        get
        {
            Skip.If(whyNot is not null, whyNot);
            return connectionString;
        }
    }

    public async Task InitializeAsync()
    {
        var script = Path.Combine(Repository.Root, "node_modules", "azurite", "dist", "src", "azurite.js");
        if (!File.Exists(script))
        {
            whyNot = "The storage emulator is not installed: run npm ci.";
            return;
        }

        var start = new ProcessStartInfo("node")
        {
            ArgumentList =
            {
                "--import", EndWithParent, script, "--blobPort", "0", "--queuePort", "0", "--tablePort", "0",
                "--inMemoryPersistence", "--extentMemoryLimit", "256", "--silent", "--skipApiVersionCheck", "--disableTelemetry",
            },
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment.Remove("AZURITE_ACCOUNTS");
        try
        {
            process = Process.Start(start)!;
        }
        catch (Win32Exception missing)
        {
            whyNot = "The storage emulator needs node: " + missing.Message;
            return;
        }

        var errors = process.StandardError.ReadToEndAsync();
        var ports = new Dictionary<string, int>(StringComparer.Ordinal);
        while (!ports.ContainsKey("Queue") || !ports.ContainsKey("Table"))
        {
            var line = await process.StandardOutput.ReadLineAsync()
                ?? throw new InvalidOperationException("The storage emulator did not start: " + await errors);
            if (Listening().Match(line) is { Success: true } match)
            {
                ports[match.Groups["kind"].Value] = int.Parse(match.Groups["port"].Value, CultureInfo.InvariantCulture);
            }
        }

        _ = process.StandardOutput.ReadToEndAsync();
        connectionString = $"DefaultEndpointsProtocol=http;AccountName={Account};AccountKey={Key};"
            + $"TableEndpoint=http://127.0.0.1:{ports["Table"]}/{Account};QueueEndpoint=http://127.0.0.1:{ports["Queue"]}/{Account};";
    }

    public async Task DisposeAsync()
    {
        if (process is not null)
        {
            process.Kill();
            await process.WaitForExitAsync();
            process.Dispose();
        }
    }

    [GeneratedRegex(@"^Azurite (?<kind>\w+) service is successfully listening at \S+:(?<port>\d+)")]
    private static partial Regex Listening();
}
