using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Relais.EndToEndTests;

/// <summary>One run of the storage emulator, on ports that nobody else has, gone with the test process however that ends.</summary>
internal sealed partial class EmulatorProcess : IAsyncDisposable
{
    private const string Account = "devstoreaccount1";

    // The emulator's well-known key (learn.microsoft.com/azure/storage/common/storage-use-azurite).
    private const string Key = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    // It ends when its standard input does, so that a killed test run leaves nothing behind.
    private const string EndWithParent = "data:text/javascript,process.stdin.resume();process.stdin.on('end',()=>process.exit(0))";

    private static readonly string Script = Path.Combine(Repository.Root, "node_modules", "azurite", "dist", "src", "azurite.js");

    private readonly Process process;
    private readonly Task<string> errors;
    private readonly (int Queue, int Table) ports;

    private EmulatorProcess(Process process, Task<string> errors, (int Queue, int Table) ports) => (this.process, this.errors, this.ports) = (process, errors, ports);

    public string ConnectionString => $"DefaultEndpointsProtocol=http;AccountName={Account};AccountKey={Key};"
        + $"TableEndpoint=http://127.0.0.1:{ports.Table}/{Account};QueueEndpoint=http://127.0.0.1:{ports.Queue}/{Account};";

    /// <summary>Where its tables and its queues are, when it was started with a certificate.</summary>
    public (Uri Tables, Uri Queues) SecureAddresses =>
        (new Uri($"https://127.0.0.1:{ports.Table}/{Account}"), new Uri($"https://127.0.0.1:{ports.Queue}/{Account}"));

    /// <summary>Starts it; answers why not where it, or node, is not installed.</summary>
    /// <param name="earlier">An earlier run whose ports are taken again; null for ports that are free.</param>
    public static async Task<(EmulatorProcess? Emulator, string? WhyNot)> StartAsync(IEnumerable<string> arguments, EmulatorProcess? earlier = null)
    {
        if (!File.Exists(Script))
        {
            return (null, "The storage emulator is not installed: run npm ci.");
        }

        string[] listenOn = ["--blobPort", "0", "--queuePort", Text(earlier?.ports.Queue ?? 0), "--tablePort", Text(earlier?.ports.Table ?? 0)];
        var start = new ProcessStartInfo("node", ["--import", EndWithParent, Script, .. listenOn, .. arguments, "--silent", "--skipApiVersionCheck", "--disableTelemetry"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment.Remove("AZURITE_ACCOUNTS");
        try
        {
            var process = Process.Start(start)!;
            var errors = process.StandardError.ReadToEndAsync();
            return (new EmulatorProcess(process, errors, await ReadPortsAsync(process, errors)), null);
        }
        catch (Win32Exception missing)
        {
            return (null, "The storage emulator needs node: " + missing.Message);
        }
    }

    /// <summary>Asks it to end, as an operator does, and waits until it has written everything down.</summary>
    public async Task StopAsync()
    {
        await using var interrupt = AppProcess.Start("/bin/sh", ["-c", $"kill -INT {process.Id}"], []);
        Assert.Equal(0, await interrupt.EndsAsync());
        for (var closed = 0; closed < 2; )
        {
            var line = await process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("The storage emulator ended before it was closed: " + await errors);
            closed += Closed().IsMatch(line) ? 1 : 0;
        }
    }

    public async ValueTask DisposeAsync()
    {
        process.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
    }

    // What it says besides is little: it stays in the pipe until it is stopped.
    private static async Task<(int Queue, int Table)> ReadPortsAsync(Process process, Task<string> errors)
    {
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

        return (ports["Queue"], ports["Table"]);
    }

    private static string Text(int port) => port.ToString(CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^Azurite (?<kind>\w+) service is successfully listening at \S+:(?<port>\d+)")]
    private static partial Regex Listening();

    [GeneratedRegex("^Azurite (Queue|Table) service successfully closed")]
    private static partial Regex Closed();
}
