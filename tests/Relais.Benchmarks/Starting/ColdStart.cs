using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Relais.Secrets;

namespace Relais.Benchmarks.Starting;

/// <summary>Starts an app as the Functions host starts its custom handler, and asks until it answers.</summary>
internal static class ColdStart
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    /// <summary>From the start of the process to its first 200, and to that of a first call behind it, and what it holds in memory then.</summary>
    /// <param name="app">What is started, on a port that nobody has.</param>
    /// <param name="storage">Its storage setting.</param>
    /// <param name="call">The path that is called once `/` has answered.</param>
    /// <exception cref="InvalidOperationException">It ended, or answered something else, or nothing.</exception>
    public static async Task<Started> MeasureAsync(PublishedApp app, string storage, string call)
    {
        var port = FreePort();
        var start = new ProcessStartInfo(app.Command) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["FUNCTIONS_CUSTOMHANDLER_PORT"] = port.ToString(CultureInfo.InvariantCulture);
        start.Environment["AzureWebJobsStorage"] = storage;
        start.Environment["Secrets__Keys"] = KeyRing.CreateKey();
        start.Environment["ASPNETCORE_URLS"] = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}");

        var begun = Stopwatch.GetTimestamp();
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        _ = process.StandardError.ReadToEndAsync();
        try
        {
            while (!await AnswersAsync(port, "/"))
            {
                if (process.HasExited || Stopwatch.GetElapsedTime(begun) > Limit)
                {
                    process.Kill();
                    throw new InvalidOperationException($"{app.What} did not answer: {await output}");
                }
            }

            var answered = Stopwatch.GetElapsedTime(begun);
            await AnswersAsync(port, call);
            var called = Stopwatch.GetElapsedTime(begun);
            process.Refresh();
            return new Started(answered, called, process.WorkingSet64);
        }
        finally
        {
            process.Kill();
            await process.WaitForExitAsync();
        }
    }

    // Plain sockets: the first request of a client of ours would be compiled within the time that is measured.
    private static async Task<bool> AnswersAsync(int port, string path)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(IPAddress.Loopback, port);
        }
        catch (SocketException)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(1));
            return false;
        }

        await socket.SendAsync(Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"));
        var answer = new byte[1024];
        var length = await socket.ReceiveAsync(answer);
        var said = Encoding.ASCII.GetString(answer, 0, length);
        return said.StartsWith("HTTP/1.1 200", StringComparison.Ordinal) ? true : throw new InvalidOperationException($"It answered: {said}");
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}

/// <summary>One start.</summary>
/// <param name="Answered">When `/` was.</param>
/// <param name="Called">When the call behind it was answered.</param>
/// <param name="ResidentBytes">After both.</param>
internal sealed record Started(TimeSpan Answered, TimeSpan Called, long ResidentBytes);
