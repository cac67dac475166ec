using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Relais.Tests.Intake.Fuzzing;

/// <summary>Sends requests over one connection, byte by byte as they are, and opens another one when the server has closed it.</summary>
internal sealed class RawSender(Uri server) : IDisposable
{
    // A server that hangs is a failure; a slow machine is none.
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(2);

    private readonly byte[] buffer = new byte[64 * 1024];
    private NetworkStream? stream;
    private int filled;
    private int read;

    /// <summary>What was answered; null when the server closed the connection without a word.</summary>
    /// <exception cref="OperationCanceledException">It did neither.</exception>
    public async Task<RawAnswer?> SendAsync(RawCall call)
    {
        // A connection that stood idle may have been closed from the other side; a call that is sent again is the same call.
        var isNew = stream is null;
        var answer = await TryAsync(call);
        return answer is null && !isNew && !call.MayBeCut ? await TryAsync(call) : answer;
    }

    public void Dispose() => Close();

    private async Task<RawAnswer?> TryAsync(RawCall call)
    {
        using var limit = new CancellationTokenSource(Longest, TimeProvider.System);
        try
        {
            if (stream is null)
            {
                var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                stream = await ConnectAsync(socket, limit.Token);
                (filled, read) = (0, 0);
            }

            // Refused half-way, the rest cannot be sent, but the answer is there.
            var sending = WriteAsync(call, limit.Token);
            var answer = await ReadAsync(call.Method, limit.Token);
            await sending;
            if (answer is not { Stays: true } || call.MayBeCut)
            {
                Close();
            }

            return answer;
        }
        catch (Exception broken) when (broken is IOException or SocketException)
        {
            Close();
            return null;
        }
    }

    private async Task<NetworkStream> ConnectAsync(Socket socket, CancellationToken cancellationToken)
    {
        await socket.ConnectAsync(server.Host, server.Port, cancellationToken);
        return new NetworkStream(socket, ownsSocket: true);
    }

    private async Task WriteAsync(RawCall call, CancellationToken cancellationToken)
    {
        try
        {
            await stream!.WriteAsync(call.ToBytes(server.Authority), cancellationToken);
            if (call.EndsEarly)
            {
                stream.Socket.Shutdown(SocketShutdown.Send);
            }
        }
        catch (Exception broken) when (broken is IOException or SocketException)
        {
            // What is there to be read says more.
        }
    }

    private async Task<RawAnswer?> ReadAsync(string method, CancellationToken cancellationToken)
    {
        while (await LineAsync(cancellationToken) is { Length: > 0 } first)
        {
            var status = int.Parse(first.Split(' ')[1], CultureInfo.InvariantCulture);
            var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
            while (await LineAsync(cancellationToken) is { Length: > 0 } line)
            {
                headers[line[..line.IndexOf(':', StringComparison.Ordinal)]] = line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim();
            }

            if (status < 200)
            {
                continue; // "go on"
            }

            var hasBody = method != "HEAD" && status is not (204 or 304);
            var text = !hasBody ? "" : headers.ContainsKey("Transfer-Encoding") ? await ChunksAsync(cancellationToken)
                : await BytesAsync(headers.TryGetValue("Content-Length", out var length) ? int.Parse(length, CultureInfo.InvariantCulture) : 0, cancellationToken);
            return new RawAnswer(status, text, !headers.TryGetValue("Connection", out var connection) || connection != "close");
        }

        return null;
    }

    private async Task<string> ChunksAsync(CancellationToken cancellationToken)
    {
        var text = new StringBuilder();
        while (await LineAsync(cancellationToken) is { Length: > 0 } size && int.Parse(size, NumberStyles.HexNumber, CultureInfo.InvariantCulture) is > 0 and var bytes)
        {
            text.Append(await BytesAsync(bytes, cancellationToken));
            await LineAsync(cancellationToken);
        }

        await LineAsync(cancellationToken);
        return text.ToString();
    }

    private async Task<string> BytesAsync(int count, CancellationToken cancellationToken)
    {
        var bytes = new byte[count];
        for (var at = 0; at < count && (read < filled || await FillAsync(cancellationToken)); read++)
        {
            bytes[at++] = buffer[read];
        }

        return Encoding.UTF8.GetString(bytes);
    }

    private async Task<string?> LineAsync(CancellationToken cancellationToken)
    {
        var line = new StringBuilder();
        while (read < filled || await FillAsync(cancellationToken))
        {
            switch ((char)buffer[read++])
            {
                case '\n':
                    return line.ToString();
                case '\r':
                    break;
                case var character:
                    line.Append(character);
                    break;
            }
        }

        return null;
    }

    private async Task<bool> FillAsync(CancellationToken cancellationToken)
    {
        (read, filled) = (0, await stream!.ReadAsync(buffer, cancellationToken));
        return filled > 0;
    }

    private void Close()
    {
        stream?.Dispose();
        stream = null;
    }
}

/// <summary>What came back.</summary>
/// <param name="Stays">Whether the server goes on with this connection.</param>
internal sealed record RawAnswer(int Status, string Text, bool Stays);
