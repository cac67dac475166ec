using System.Net.Security;

namespace Relais.Http;

/// <summary>One open connection: passes the bytes on, and remembers when it was last used.</summary>
internal sealed class KeptConnection(KeptConnections all, Stream plain, int drawer) : Stream
{
    // Measured, with what the handler keeps beside them: 64 KB with encryption, 13 KB without.
    private const int EncryptedKilobytes = 64;
    private const int ClearKilobytes = 16;

    private readonly TaskCompletionSource retired = new();
    private long lastUse = all.NextUse();

    /// <summary>Where the calls to its host are counted.</summary>
    public int Drawer => drawer;

    public int Kilobytes { get; } = plain is SslStream ? EncryptedKilobytes : ClearKilobytes;

    public long LastUse => Volatile.Read(ref lastUse);

    public override bool CanRead => true;

    public override bool CanWrite => true;

    public override bool CanSeek => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    /// <summary>From now on there is nothing more to be read, which is how the handler knows a connection that it must not use again.</summary>
    public void Retire() => retired.TrySetResult();

    /// <summary>Says goodbye and hangs up.</summary>
    public async Task CloseAsync()
    {
        try
        {
            if (plain is SslStream encrypted)
            {
                await encrypted.ShutdownAsync();
            }
        }
        catch (Exception gone) when (gone is IOException or ObjectDisposedException or InvalidOperationException)
        {
            // The other side, or the handler, was faster.
        }
        finally
        {
            await plain.DisposeAsync();
        }
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        retired.Task.IsCompleted ? ValueTask.FromResult(0)
        : buffer.IsEmpty ? WaitAsync(cancellationToken)
        : plain.ReadAsync(buffer, cancellationToken);

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Volatile.Write(ref lastUse, all.NextUse());
        return plain.WriteAsync(buffer, cancellationToken);
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => plain.FlushAsync(cancellationToken);

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush() => plain.Flush();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            all.Remove(this);
            plain.Dispose();
        }

        base.Dispose(disposing);
    }

    // So the handler watches a connection that lies idle. It must learn at once that one is retired: a request that goes out on it would be lost.
    private async ValueTask<int> WaitAsync(CancellationToken cancellationToken)
    {
        var arrival = plain.ReadAsync(Memory<byte>.Empty, cancellationToken).AsTask();
        if (await Task.WhenAny(arrival, retired.Task).ConfigureAwait(false) == arrival)
        {
            return await arrival.ConfigureAwait(false);
        }

        _ = arrival.ContinueWith(static broken => broken.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
        return 0;
    }
}
