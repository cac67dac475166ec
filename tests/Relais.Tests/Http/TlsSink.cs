using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace Relais.Tests.Http;

/// <summary>A stranger's server with a certificate, on this machine: answers every request with two bytes, and remembers how each connection ended.</summary>
internal sealed class TlsSink : IDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly SslServerAuthenticationOptions options;

    public TlsSink(X509Certificate2 certificate, params X509Certificate2[] links)
    {
        options = new SslServerAuthenticationOptions
        {
            ServerCertificateContext = SslStreamCertificateContext.Create(certificate, [.. links], offline: true),
        };
        listener.Start();
        _ = AcceptAsync();
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    public ConcurrentQueue<string> Requests { get; } = [];

    /// <summary>Completes when a caller has said goodbye as encrypted connections do, rather than hung up.</summary>
    public TaskCompletionSource Goodbye { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Connects to this server, whatever address was asked for: no public one is called in tests.</summary>
    public async Task<Stream> DialAsync(IPEndPoint address, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, Port, cancellationToken);
        return new NetworkStream(socket, ownsSocket: true);
    }

    public void Dispose() => listener.Dispose();

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _ = ServeAsync(await listener.AcceptTcpClientAsync());
            }
        }
        catch (Exception closed) when (closed is SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // The test is over.
        }
    }

    private async Task ServeAsync(TcpClient caller)
    {
        using (caller)
        {
            await using var stream = new SslStream(caller.GetStream());
            try
            {
                await stream.AuthenticateAsServerAsync(options, CancellationToken.None);
                using var reader = new StreamReader(stream);
                while (await reader.ReadLineAsync() is { } first)
                {
                    Requests.Enqueue(first);
                    while (await reader.ReadLineAsync() is { Length: > 0 })
                    {
                        // Headers say nothing that matters here, and a GET has no body.
                    }

                    await stream.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"u8.ToArray());
                }

                Goodbye.TrySetResult();
            }
            catch (Exception broken) when (broken is IOException or AuthenticationException)
            {
                // The caller did not like the certificate.
            }
        }
    }
}
