using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Relais.Benchmarks.Intake;

/// <summary>So many connections at once, each of which pushes, waits for the answer, and pushes again: plain sockets, so that the sender costs little beside the receiver.</summary>
internal static class Senders
{
    /// <summary>Pushes for a while.</summary>
    /// <param name="next">The next request; called by all at once.</param>
    /// <exception cref="InvalidOperationException">An answer had another status than one of these.</exception>
    public static async Task<Pushed> PushAsync(Uri to, int connections, TimeSpan duration, Func<byte[]> next, params int[] statuses)
    {
        var (begun, all) = (Stopwatch.GetTimestamp(), new List<double>[connections]);
        await Task.WhenAll(Enumerable.Range(0, connections).Select(number => Task.Run(async () => all[number] = await PushAsync(to, begun, duration, next, statuses))));
        return new Pushed(Stopwatch.GetElapsedTime(begun), [.. all.SelectMany(one => one).Order()]);
    }

    private static async Task<List<double>> PushAsync(Uri to, long begun, TimeSpan duration, Func<byte[]> next, int[] statuses)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(to.Host, to.Port);
        var (times, buffer) = (new List<double>(), new byte[16 * 1024]);
        while (Stopwatch.GetElapsedTime(begun) < duration)
        {
            var request = next();
            var start = Stopwatch.GetTimestamp();
            await socket.SendAsync(request);
            var status = await ReadAsync(socket, buffer);
            times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            if (!statuses.Contains(status))
            {
                throw new InvalidOperationException($"{to} answered {status}.");
            }
        }

        return times;
    }

    // The status, and no byte left of the answer. All that are asked here say how long their answers are, or say it in one chunk.
    private static async Task<int> ReadAsync(Socket socket, byte[] buffer)
    {
        for (var filled = 0; ;)
        {
            if (await socket.ReceiveAsync(buffer.AsMemory(filled)) is not (> 0 and var more))
            {
                throw new InvalidOperationException("The connection was closed before the answer came.");
            }

            filled += more;
            if (Ends(buffer.AsSpan(0, filled)))
            {
                return int.Parse(Encoding.ASCII.GetString(buffer, "HTTP/1.1 ".Length, 3), CultureInfo.InvariantCulture);
            }
        }
    }

    private static bool Ends(ReadOnlySpan<byte> answer)
    {
        var head = answer.IndexOf("\r\n\r\n"u8);
        if (head < 0)
        {
            return false;
        }

        const string Length = "\r\ncontent-length:";
        var headers = Encoding.ASCII.GetString(answer[..(head + 2)]).ToLowerInvariant();
        var at = headers.IndexOf(Length, StringComparison.Ordinal);
        return at < 0
            ? answer.EndsWith("\r\n0\r\n\r\n"u8)
            : answer.Length >= head + 4 + int.Parse(headers.AsSpan(at + Length.Length, headers.IndexOf('\r', at + 2) - at - Length.Length), NumberStyles.AllowLeadingWhite, CultureInfo.InvariantCulture);
    }
}

/// <summary>What so many connections got answered.</summary>
/// <param name="Milliseconds">Of each answer, shortest first.</param>
internal sealed record Pushed(TimeSpan Time, IReadOnlyList<double> Milliseconds)
{
    public double PerSecond => Milliseconds.Count / Time.TotalSeconds;

    public double Percentile(double share) => Milliseconds[(int)(share * (Milliseconds.Count - 1))];
}
