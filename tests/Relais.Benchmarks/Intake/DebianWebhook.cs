using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Relais.Benchmarks.Intake;

/// <summary>Debian's `webhook` (github.com/adnanh/webhook) with a rule for an HMAC in GitHub's way; it has none for Standard Webhooks. It keeps nothing.</summary>
internal sealed class DebianWebhook : IAsyncDisposable
{
    private readonly Process process;
    private readonly DirectoryInfo directory;
    private readonly int port;

    private DebianWebhook(Process process, DirectoryInfo directory, int port, string version) => (this.process, this.directory, this.port, Version) = (process, directory, port, version);

    /// <summary>As it says it: `webhook version 2.8.0`.</summary>
    public string Version { get; }

    /// <summary>Verifies, and then runs nothing.</summary>
    public Uri Verifying => AddressOf("verify");

    /// <summary>Verifies, runs `/bin/true`, and answers when that has ended: what it starts without waiting would take the processor from whoever comes next.</summary>
    public Uri Running => AddressOf("run");

    /// <summary>Null where it is not installed.</summary>
    /// <exception cref="InvalidOperationException">It is, and does not do what is measured.</exception>
    public static async Task<DebianWebhook?> TryStartAsync(Pushes pushes)
    {
        if (await VersionAsync() is not { } version)
        {
            return null;
        }

        var directory = Directory.CreateTempSubdirectory("relais-webhook-");
        var hooks = Path.Combine(directory.FullName, "hooks.json");
        await File.WriteAllTextAsync(hooks, Hooks(pushes.HubSecret));
        var port = FreePort();
        var start = new ProcessStartInfo("webhook", ["-hooks", hooks, "-ip", "127.0.0.1", "-port", port.ToString(CultureInfo.InvariantCulture)]) { RedirectStandardOutput = true, RedirectStandardError = true };
        var process = Process.Start(start)!;
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        var webhook = new DebianWebhook(process, directory, port, version);
        await webhook.ListensAsync();

        // A rule that lets everything through would be praised for its speed.
        foreach (var address in new[] { webhook.Verifying, webhook.Running })
        {
            await Senders.PushAsync(address, 1, TimeSpan.FromMilliseconds(20), () => pushes.Next(address), 200);
            await Senders.PushAsync(address, 1, TimeSpan.FromMilliseconds(20), () => pushes.Next(address, isForged: true), 500);
        }

        return webhook;
    }

    public async ValueTask DisposeAsync()
    {
        process.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
        directory.Delete(recursive: true);
    }

    private async Task ListensAsync()
    {
        for (var tries = 0; ; tries++)
        {
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                await socket.ConnectAsync(IPAddress.Loopback, port);
                return;
            }
            catch (SocketException) when (tries < 500 && !process.HasExited)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(20));
            }
        }
    }

    // Of two rules of which the second is never met, the first is looked at: that is how nothing is run.
    private static string Hooks(string secret)
    {
        var rule = $$"""{ "match": { "type": "payload-hmac-sha256", "secret": "{{secret}}", "parameter": { "source": "header", "name": "X-Hub-Signature-256" } } }""";
        return $$"""
            [
              { "id": "verify", "execute-command": "/bin/true", "trigger-rule-mismatch-http-response-code": 200,
                "trigger-rule": { "and": [{{rule}}, { "match": { "type": "value", "value": "never", "parameter": { "source": "header", "name": "X-Hub-Signature-256" } } }] } },
              { "id": "run", "execute-command": "/bin/true", "include-command-output-in-response": true, "trigger-rule": {{rule}} }
            ]
            """;
    }

    private static async Task<string?> VersionAsync()
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo("webhook", ["-version"]) { RedirectStandardOutput = true })!;
            var said = await process.StandardOutput.ReadToEndAsync();
            await process.WaitForExitAsync();
            return said.Trim();
        }
        catch (Win32Exception)
        {
            return null; // not installed
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private Uri AddressOf(string hook) => new(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}/hooks/{hook}"));
}
