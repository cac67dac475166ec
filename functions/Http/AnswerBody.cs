using System.Buffers;

namespace Relais.Http;

/// <summary>The bytes of an answer as they come, in lent memory that grows with them.</summary>
internal sealed class AnswerBody(int maxBytes) : IDisposable
{
    private const int FirstBytes = 2_048;

    private byte[] bytes = [];
    private int length;

    /// <summary>Reads to the end, or until more has come than is allowed: then it answers false, and what is too much is dropped.</summary>
    public async ValueTask<bool> ReadAsync(Stream stream, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (length == bytes.Length)
            {
                Grow();
            }

            // One byte more than is allowed tells a whole answer from a longer one.
            var wanted = (int)Math.Min(bytes.Length - length, (long)maxBytes - length + 1);
            var read = await stream.ReadAsync(bytes.AsMemory(length, wanted), cancellationToken);
            if (read == 0)
            {
                return true;
            }

            length += read;
            if (length > maxBytes)
            {
                length = maxBytes;
                return false;
            }
        }
    }

    public ReadOnlyMemory<byte> ToMemory() => length == 0 ? default : bytes.AsSpan(0, length).ToArray();

    public void Dispose() => Lend([]);

    private void Grow()
    {
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(FirstBytes, length * 2));
        bytes.AsSpan(0, length).CopyTo(larger);
        Lend(larger);
    }

    private void Lend(byte[] next)
    {
        var last = bytes;
        bytes = next;
        if (last.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(last);
        }
    }
}
