using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Relais.Hosting.Local;

/// <summary>The storage emulator from node_modules: started when the app is to use it and nobody has started it, stopped by who started it.</summary>
/// <remarks>It runs in a session of its own, so that neither a killed app nor Ctrl+C takes its data along: the next start simply uses it.</remarks>
internal sealed partial class AzuriteProcess(HostingMode mode, IConfiguration configuration, ILogger<AzuriteProcess> log) : IHostedService
{
    private const string Script = "node_modules/azurite/dist/src/azurite.js";

    // Starts Azurite detached, its output in a file (a pipe would break with the app), and says its process id.
    private const string Launch = """
        const { openSync } = require('node:fs');
        const [location, ...args] = process.argv.slice(1);
        const output = openSync(location + '/azurite.log', 'a');
        const child = require('node:child_process').spawn(process.execPath, args, { detached: true, stdio: ['ignore', output, output] });
        child.unref();
        console.log(child.pid);
        """;

    // SIGINT lets it write its data down; .NET itself can only kill.
    private const string Interrupt = "process.kill(Number(process.argv[1]), 'SIGINT')";

    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(50);

    private int? startedId;

    /// <summary>The ports of <c>UseDevelopmentStorage=true</c> (learn.microsoft.com/azure/storage/common/storage-use-azurite).</summary>
    internal (int Blob, int Queue, int Table) Ports { get; init; } = (10000, 10001, 10002);

    internal string Node { get; init; } = "node";

    internal IReadOnlyList<string> SearchFrom { get; init; } = [AppContext.BaseDirectory, Directory.GetCurrentDirectory()];

    /// <summary>Whether the app is to use the emulator.</summary>
    internal static bool IsWanted(IConfiguration configuration) => configuration["AzureWebJobsStorage"]?.Trim().TrimEnd(';') == "UseDevelopmentStorage=true";

    /// <summary>The folder of its data.</summary>
    internal static string LocationOf(IConfiguration configuration) => Path.GetFullPath(configuration["Azurite:Location"] is { Length: > 0 } given ? given : ".azurite");

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (mode.IsHandler || !IsWanted(configuration)) return;
        bool[] listening = [await IsListeningAsync(Ports.Queue), await IsListeningAsync(Ports.Table)];
        if (listening is [true, true]) return;
        if (listening is not [false, false])
            throw new InvalidOperationException($"Of the storage emulator's ports {Ports.Queue} and {Ports.Table} only one answers: stop what listens there, or start Azurite whole.");
        var location = LocationOf(configuration);
        Directory.CreateDirectory(location);
        startedId = await LaunchAsync(FindScript(), location, cancellationToken);
        await WaitUntilListeningAsync(startedId.Value, location, cancellationToken);
        Started(startedId.Value, location);
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        // A process id that nobody answers for may be a stranger's by now.
        if (startedId is not { } id || !await IsListeningAsync(Ports.Table)) return;
        try
        {
            using var azurite = Process.GetProcessById(id);
            await NodeAsync(["-e", Interrupt, id.ToString(CultureInfo.InvariantCulture)], cancellationToken);
            // Two emulators must not meet over the same files.
            await azurite.WaitForExitAsync(cancellationToken).WaitAsync(StopLimit, cancellationToken);
            Stopped(id);
        }
        catch (ArgumentException)
        {
            // Somebody has stopped it already.
        }
        catch (TimeoutException)
        {
            StillRunning(id, StopLimit.TotalSeconds);
        }
    }

    private string FindScript()
    {
        var root = SearchFrom.Select(from => Upward.Find(from, Script)).FirstOrDefault(found => found is not null);
        return root is not null
            ? Path.Combine(root, Script)
            : throw new InvalidOperationException(
                $"The storage emulator is not installed: no {Script} above {string.Join(" or ", SearchFrom)}. " +
                "Run 'npm ci' in the repository, start Azurite yourself, or set AzureWebJobsStorage to a storage account.");
    }

    private async Task<int> LaunchAsync(string script, string location, CancellationToken cancellationToken)
    {
        var said = await NodeAsync(
            ["-e", Launch, location, script, "--location", location, "--blobPort", Text(Ports.Blob), "--queuePort", Text(Ports.Queue), "--tablePort", Text(Ports.Table),
                "--silent", "--skipApiVersionCheck", "--disableTelemetry"],
            cancellationToken);
        return int.TryParse(said, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : throw new InvalidOperationException($"The storage emulator did not start: {said}");
    }

    private async Task WaitUntilListeningAsync(int id, string location, CancellationToken cancellationToken)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (!await IsListeningAsync(Ports.Queue) || !await IsListeningAsync(Ports.Table))
        {
            if (!IsRunning(id) || TimeProvider.System.GetElapsedTime(start) > StartLimit)
                throw new InvalidOperationException($"The storage emulator did not start; what it said is in {Path.Combine(location, "azurite.log")}.");
            await Task.Delay(Poll, cancellationToken);
        }
    }

    private async Task<string> NodeAsync(string[] arguments, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(Node, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        try
        {
            using var node = Process.Start(start)!;
            var error = node.StandardError.ReadToEndAsync(cancellationToken);
            var output = await node.StandardOutput.ReadToEndAsync(cancellationToken);
            await node.WaitForExitAsync(cancellationToken);
            return node.ExitCode == 0 ? output.Trim() : (await error).Trim();
        }
        catch (Win32Exception exception)
        {
            throw new InvalidOperationException(
                $"The storage emulator needs Node.js, and '{Node}' could not be started. Install Node.js 20 or later, start Azurite yourself, " +
                "or set AzureWebJobsStorage to a storage account.", exception);
        }
    }

    private static async Task<bool> IsListeningAsync(int port)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(IPAddress.Loopback, port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static bool IsRunning(int id)
    {
        try
        {
            using var process = Process.GetProcessById(id);
            return !process.HasExited;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    private static string Text(int port) => port.ToString(CultureInfo.InvariantCulture);

    [LoggerMessage(Level = LogLevel.Information, Message = "Azurite was started (process {ProcessId}); its data is in {Location}.")]
    private partial void Started(int processId, string location);

    [LoggerMessage(Level = LogLevel.Information, Message = "Azurite was stopped (process {ProcessId}).")]
    private partial void Stopped(int processId);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Azurite had not stopped after {Seconds} s (process {ProcessId}).")]
    private partial void StillRunning(int processId, double seconds);
}
