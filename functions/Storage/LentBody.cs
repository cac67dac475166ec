using System.Buffers;
using Azure.Core;
using Azure.Core.Pipeline;

namespace Relais.Storage;

/// <summary>
/// Reads long answers into lent memory, at each try: pages of a thousand rows would otherwise go to the heap of large objects, which is tidied up last. A
/// message asks for it by not having its answer buffered, and whoever has read it gives the memory back.
/// </summary>
internal sealed class LentBody : HttpPipelinePolicy
{
    // A page of 500 rows.
    private const int UsualBytes = 1 << 18;

    public static readonly LentBody Policy = new();

    /// <summary>Gives the memory back: from now on the answer has no body.</summary>
    public static void Return(HttpMessage message)
    {
        if (message.TryGetProperty(typeof(LentBody), out var lent) && lent is byte[] memory)
        {
            message.Response.ContentStream = null;
            message.SetProperty(typeof(LentBody), null!);
            ArrayPool<byte>.Shared.Return(memory);
        }
    }

    public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) =>
        throw new NotSupportedException("Nothing waits for storage on a thread.");

    public override async ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        await ProcessNextAsync(message, pipeline);
        if (message.BufferResponse || message.Response.ContentStream is not { CanSeek: false } stream)
        {
            return;
        }

        var (lent, length) = await ReadAsync(stream, message.CancellationToken);
        await stream.DisposeAsync();
        message.Response.ContentStream = new MemoryStream(lent, 0, length, writable: false, publiclyVisible: true);
        message.SetProperty(typeof(LentBody), lent);
    }

    // What is lost when reading fails is not given back: the collector takes it.
    private static async Task<(byte[] Lent, int Length)> ReadAsync(Stream stream, CancellationToken cancellationToken)
    {
        var (lent, length) = (ArrayPool<byte>.Shared.Rent(UsualBytes), 0);
        while (await stream.ReadAsync(lent.AsMemory(length), cancellationToken) is var read and > 0)
        {
            length += read;
            if (length == lent.Length)
            {
                var longer = ArrayPool<byte>.Shared.Rent(2 * length);
                lent.CopyTo(longer, 0);
                ArrayPool<byte>.Shared.Return(lent);
                lent = longer;
            }
        }

        return (lent, length);
    }
}
