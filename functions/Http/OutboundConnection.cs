using System.Net;
using System.Net.Security;
using System.Net.Sockets;

namespace Relais.Http;

/// <summary>Looks a host's addresses up; handed in, so that tests can answer as a hostile name server would.</summary>
public delegate Task<IPAddress[]> ResolveAddresses(string host, CancellationToken cancellationToken);

/// <summary>Opens a connection to one address that has been found allowed; handed in, so that tests see which address was called.</summary>
internal delegate Task<Stream> DialAddress(IPEndPoint address, CancellationToken cancellationToken);

/// <summary>Opens connections to strangers, only to addresses that it has itself looked up and found allowed.</summary>
internal static class OutboundConnection
{
    private const int MaxHeadersKilobytes = 32;

    // Longer than the time between two polls, and long enough that the second word on a matter finds the connections of the first (decision 8).
    private static readonly TimeSpan IdleLimit = TimeSpan.FromMinutes(15);

    // A name's addresses change: only a new connection looks them up, and judges them.
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(30);

    public static Task<IPAddress[]> ResolveWithDns(string host, CancellationToken cancellationToken) =>
        Dns.GetHostAddressesAsync(host, cancellationToken);

    /// <summary>Every host that is called, with a guarded handler of its own.</summary>
    public static KeptHosts CreateHosts(OutboundSettings settings, TrustedRoots roots, ResolveAddresses resolve, DialAddress? dial = null) =>
        new(settings, host => new HttpMessageInvoker(CreateHandler(settings, host, roots, resolve, dial)));

    public static SocketsHttpHandler CreateHandler(
        OutboundSettings settings, KeptHost host, TrustedRoots roots, ResolveAddresses resolve, DialAddress? dial = null) => new()
    {
        AllowAutoRedirect = false,
        UseProxy = false,
        UseCookies = false,
        PreAuthenticate = false,
        AutomaticDecompression = DecompressionMethods.None,
        ActivityHeadersPropagator = null,
        ConnectTimeout = settings.ConnectLimit,
        PooledConnectionIdleTimeout = IdleLimit,
        PooledConnectionLifetime = Lifetime,
        MaxResponseHeadersLength = MaxHeadersKilobytes,
        MaxResponseDrainSize = 0,
        SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = roots.Policy },
        ConnectCallback = async (context, cancellationToken) =>
        {
            var loopback = settings.AllowLoopback && UrlRules.IsLoopback(context.DnsEndPoint.Host);
            if (context.InitialRequestMessage.RequestUri?.Scheme != Uri.UriSchemeHttps && !loopback)
            {
                throw new BlockedAddressException();
            }

            var addresses = await LookUpAsync(context.DnsEndPoint.Host, loopback, resolve, cancellationToken);
            return await DialFirstAsync(addresses, context.DnsEndPoint.Port, dial ?? DialWithTcp, cancellationToken);
        },
        PlaintextStreamFilter = (context, _) => ValueTask.FromResult(host.Keep(context.PlaintextStream)),
    };

    // This machine is reached under its own names only: a public name that leads here is an attack, also in development.
    // One address that is not allowed spoils them all: a name that has both is either broken or trying.
    private static async Task<IPAddress[]> LookUpAsync(string host, bool loopback, ResolveAddresses resolve, CancellationToken cancellationToken)
    {
        var addresses = IPAddress.TryParse(host, out var literal) ? [literal] : await resolve(host, cancellationToken);
        if (addresses.Length == 0)
        {
            throw new SocketException((int)SocketError.HostNotFound);
        }

        return Array.TrueForAll(addresses, address => AddressGuard.IsAllowed(address, loopback)) ? addresses : throw new BlockedAddressException();
    }

    private static async Task<Stream> DialFirstAsync(IPAddress[] addresses, int port, DialAddress dial, CancellationToken cancellationToken)
    {
        for (var next = 0; ; next++)
        {
            try
            {
                return await dial(new IPEndPoint(addresses[next], port), cancellationToken);
            }
            catch (SocketException) when (next < addresses.Length - 1)
            {
                // The host has another address.
            }
        }
    }

    private static async Task<Stream> DialWithTcp(IPEndPoint address, CancellationToken cancellationToken)
    {
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(address, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}

/// <summary>An address that may not be called was about to be; says nothing of which, so that no log or answer can.</summary>
internal sealed class BlockedAddressException() : IOException("The address is not allowed.");
