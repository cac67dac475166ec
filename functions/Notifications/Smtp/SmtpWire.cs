using System.Text;

namespace Relais.Notifications.Smtp;

/// <summary>The lines of one connection: commands out, answers in, both bounded, and nothing that a command carries can end its line.</summary>
internal sealed class SmtpWire(Stream stream, TimeSpan answerLimit) : IAsyncDisposable
{
    // RFC 5321, 4.5.3.1.5: 512 bytes. Real servers write longer ones.
    private const int LongestLineBytes = 4_096;

    // No server lists so many abilities; a hostile one could go on for ever.
    private const int MostLines = 128;

    private readonly byte[] buffer = new byte[LongestLineBytes];
    private int filled;
    private int taken;

    /// <summary>What lies below, to be wrapped by encryption.</summary>
    public Stream Stream => stream;

    /// <summary>Whether the server has said more than it was asked: before encryption begins, somebody may have put it there.</summary>
    public bool HasUnread => taken < filled;

    /// <exception cref="SmtpFailure">The connection broke, or no answer came in time.</exception>
    public async Task<SmtpReply> SendAsync(string command, CancellationToken cancellationToken)
    {
        if (command.AsSpan().ContainsAny('\r', '\n', '\0'))
        {
            throw new ArgumentException("A command holds a line break.", nameof(command));
        }

        return await SendAsync(Encoding.UTF8.GetBytes(command + "\r\n"), cancellationToken);
    }

    /// <exception cref="SmtpFailure">The connection broke, or no answer came in time.</exception>
    public Task<SmtpReply> SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken) => WithinLimitAsync(
        async limited =>
        {
            await stream.WriteAsync(bytes, limited);
            await stream.FlushAsync(limited);
            return await ReadReplyAsync(limited);
        },
        cancellationToken);

    /// <summary>An answer that no command asked for: the greeting.</summary>
    /// <exception cref="SmtpFailure">The connection broke, or no answer came in time.</exception>
    public Task<SmtpReply> ReadAsync(CancellationToken cancellationToken) => WithinLimitAsync(ReadReplyAsync, cancellationToken);

    public ValueTask DisposeAsync() => stream.DisposeAsync();

    private async Task<SmtpReply> WithinLimitAsync(Func<CancellationToken, Task<SmtpReply>> talk, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(answerLimit);
        try
        {
            return await talk(limit.Token);
        }
        catch (OperationCanceledException late) when (!cancellationToken.IsCancellationRequested)
        {
            throw new SmtpFailure(SmtpFault.Timeout, cause: late);
        }
        catch (IOException broken) when (broken is not SmtpFailure)
        {
            throw new SmtpFailure(SmtpFault.Broken, cause: broken);
        }
    }

    private async Task<SmtpReply> ReadReplyAsync(CancellationToken cancellationToken)
    {
        var lines = new List<string>();
        while (lines.Count < MostLines)
        {
            var line = await ReadLineAsync(cancellationToken);
            if (line.Length < 3 || !int.TryParse(line.AsSpan(0, 3), System.Globalization.NumberStyles.None, null, out var code) || code is < 200 or > 599)
            {
                break;
            }

            lines.Add(line.Length > 4 ? line[4..] : "");
            if (line.Length == 3 || line[3] != '-')
            {
                return new SmtpReply(code, lines);
            }
        }

        throw new SmtpFailure(SmtpFault.Broken);
    }

    private async Task<string> ReadLineAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var end = buffer.AsSpan(taken, filled - taken).IndexOf((byte)'\n');
            if (end >= 0)
            {
                var line = Encoding.UTF8.GetString(buffer, taken, end).TrimEnd('\r');
                taken += end + 1;
                return line;
            }

            buffer.AsSpan(taken, filled - taken).CopyTo(buffer);
            (filled, taken) = (filled - taken, 0);
            var read = filled == buffer.Length ? 0 : await stream.ReadAsync(buffer.AsMemory(filled), cancellationToken);
            if (read == 0)
            {
                throw new SmtpFailure(SmtpFault.Broken);
            }

            filled += read;
        }
    }
}
