using System.Net.Security;

namespace Relais.Http;

/// <summary>One open connection: passes the bytes on, is counted as long as it is open, and says goodbye when it closes.</summary>
internal sealed class KeptConnection : Stream
{
    // Measured, with the pool that holds it, rounded up.
    private const int EncryptedKilobytes = 60;
    private const int ClearKilobytes = 12;

    private readonly KeptHost host;
    private readonly Stream plain;
    private readonly int kilobytes;
    private int closed;

    public KeptConnection(KeptHost host, Stream plain)
    {
        (this.host, this.plain) = (host, plain);
        kilobytes = plain is SslStream ? EncryptedKilobytes : ClearKilobytes;
        host.Count(kilobytes);
    }

    public override bool CanRead => true;

    public override bool CanWrite => true;

    public override bool CanSeek => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => plain.ReadAsync(buffer, cancellationToken);

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => plain.WriteAsync(buffer, cancellationToken);

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
        if (disposing && Interlocked.Exchange(ref closed, 1) == 0)
        {
            host.Count(-kilobytes);
            _ = CloseAsync();
        }

        base.Dispose(disposing);
    }

    private async Task CloseAsync()
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
            // The other side was faster, or broke off.
        }
        finally
        {
            await plain.DisposeAsync();
        }
    }
}
