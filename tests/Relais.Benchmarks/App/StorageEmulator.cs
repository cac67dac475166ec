using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Relais.Benchmarks.App;

/// <summary>Azurite from node_modules in a process of its own, its data in memory, on ports of its own; it ends with whoever started it.</summary>
internal sealed partial class StorageEmulator : IAsyncDisposable
{
    private const string Account = "devstoreaccount1";

    // The emulator's well-known key.
    private const string Key = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    // It leaves when its standard input closes, so that a killed benchmark leaves nothing behind.
    private const string EndWithParent = "data:text/javascript,process.stdin.resume();process.stdin.on('end',()=>process.exit(0))";

    private readonly Process process;

    private StorageEmulator(Process process, int queuePort, int tablePort)
    {
        this.process = process;
        ConnectionString = string.Create(
            CultureInfo.InvariantCulture,
            $"DefaultEndpointsProtocol=http;AccountName={Account};AccountKey={Key};TableEndpoint=http://127.0.0.1:{tablePort}/{Account};QueueEndpoint=http://127.0.0.1:{queuePort}/{Account};");
    }

    public string ConnectionString { get; }

    /// <summary>Processor time that it has used so far.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            process.Refresh();
            return process.TotalProcessorTime;
        }
    }

    /// <exception cref="InvalidOperationException">Node.js or the emulator is missing, or it did not start.</exception>
    public static async Task<StorageEmulator> StartAsync()
    {
        var script = Path.Combine(Checkout.Root, "node_modules", "azurite", "dist", "src", "azurite.js");
        if (!File.Exists(script))
        {
            throw new InvalidOperationException("The storage emulator is not installed: run npm ci in the repository.");
        }

        string[] arguments =
        [
            "--import", EndWithParent, script, "--blobPort", "0", "--queuePort", "0", "--tablePort", "0",
            "--inMemoryPersistence", "--extentMemoryLimit", "512", "--silent", "--skipApiVersionCheck", "--disableTelemetry",
        ];
        var start = new ProcessStartInfo("node", arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment.Remove("AZURITE_ACCOUNTS");
        Process process;
        try
        {
            process = Process.Start(start)!;
        }
        catch (Win32Exception missing)
        {
            throw new InvalidOperationException("The storage emulator needs Node.js: " + missing.Message, missing);
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
        return new StorageEmulator(process, ports["Queue"], ports["Table"]);
    }

    public async ValueTask DisposeAsync()
    {
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        process.Dispose();
    }

    [GeneratedRegex(@"^Azurite (?<kind>\w+) service is successfully listening at \S+:(?<port>\d+)")]
    private static partial Regex Listening();
}
