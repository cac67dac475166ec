using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using Relais.Http;
using Relais.Notifications;
using Relais.Notifications.Channels;
using Relais.Secrets;

namespace Relais.Benchmarks.Sending;

/// <summary>Posts what the app would post, signed beforehand, with nothing kept and nothing written down: as fast as this machine can send it.</summary>
/// <param name="roots">Who vouches for encrypted hosts; all of them are this machine.</param>
internal sealed class BareLoop(TrustedRoots roots) : IDisposable
{
    // More open connections than a process may have files would end it; nobody has more hosts than this in one handler.
    private const int MostHostsAHandler = 8_000;

    private readonly List<Signed> signed = [];
    private HttpClient client = Create(roots);

    /// <summary>How many are under way at once.</summary>
    public int InFlight { get; set; } = 64;

    /// <summary>Takes the very bytes and headers from the channel that the app sends with.</summary>
    public async Task PrepareAsync(Notification notification, IReadOnlyList<string> addresses)
    {
        using var capture = new Capture(signed);
        using var http = new OutboundHttp(capture, new OutboundSettings { AllowLoopback = true }, TimeProvider.System);
        var channel = new WebhookChannel(http, new OutboundSettings { AllowLoopback = true }, new PersonalLinks(new KeyedHash(KeyRing.Parse(KeyRing.CreateKey())), new PublicAddress("https://relais.example.org")), TimeProvider.System);
        signed.Clear();
        foreach (var (number, address) in addresses.Index())
        {
            var recipient = new Recipient($"s_{number:D32}", channel.Name, address, channel.CreateSecret(), "en");
            await channel.SendAsync(notification, recipient, CancellationToken.None);
        }
    }

    public Task SendAsync() => SendAsync(signed);

    /// <summary>Sends with no connection open at first, nor more kept than a process can hold.</summary>
    public async Task SendAnewAsync()
    {
        foreach (var some in signed.Chunk(MostHostsAHandler))
        {
            Forget();
            await SendAsync(some);
        }
    }

    /// <summary>Closes all connections.</summary>
    public void Forget()
    {
        client.Dispose();
        client = Create(roots);
    }

    public void Dispose() => client.Dispose();

    private Task SendAsync(IEnumerable<Signed> some) => Parallel.ForEachAsync(some, new ParallelOptions { MaxDegreeOfParallelism = InFlight }, async (one, stop) =>
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, one.Address) { Content = new ByteArrayContent(one.Body) };
        request.Content.Headers.TryAddWithoutValidation("Content-Type", "application/json");
        foreach (var (name, value) in one.Headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using var response = await client.SendAsync(request, stop);
        response.EnsureSuccessStatusCode();
    });

    // The handler of the app's own client, without its guards.
    private static HttpClient Create(TrustedRoots roots) => new(new SocketsHttpHandler
    {
        UseProxy = false,
        UseCookies = false,
        AllowAutoRedirect = false,
        ActivityHeadersPropagator = null,
        PooledConnectionIdleTimeout = TimeSpan.FromMinutes(15),
        SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = roots.Policy },
        ConnectCallback = async (context, stop) =>
        {
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            var address = IPAddress.TryParse(context.DnsEndPoint.Host, out var literal) ? literal : IPAddress.Loopback;
            await socket.ConnectAsync(address, context.DnsEndPoint.Port, stop);
            return new NetworkStream(socket, ownsSocket: true);
        },
    });

    private sealed record Signed(Uri Address, IReadOnlyList<KeyValuePair<string, string>> Headers, byte[] Body);

    private sealed class Capture(List<Signed> signed) : HttpMessageHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var headers = request.Headers.Select(header => KeyValuePair.Create(header.Key, header.Value.Single()));
            signed.Add(new Signed(request.RequestUri!, [.. headers], await request.Content!.ReadAsByteArrayAsync(cancellationToken)));
            return new HttpResponseMessage(HttpStatusCode.NoContent);
        }
    }
}
