using System.Net;
using System.Net.Sockets;

namespace Relais.Http;

/// <summary>Says which addresses on the network a stranger may make us call: public ones, and nothing that could be our own house.</summary>
public static class AddressGuard
{
    // IANA special-purpose registry for IPv4, and 168.63.129.16, at which an Azure host listens behind a public-looking address.
    private static readonly IPNetwork[] BlockedIPv4 = Networks(
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "168.63.129.16/32", "169.254.0.0/16", "172.16.0.0/12",
        "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "192.175.48.0/24", "198.18.0.0/15",
        "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4");

    // Everything outside is loopback, local, multicast or a translation to an IPv4 address that would escape the list above.
    private static readonly IPNetwork GlobalIPv6 = IPNetwork.Parse("2000::/3");

    // Teredo and its neighbours, documentation, 6to4, documentation again.
    private static readonly IPNetwork[] BlockedIPv6 = Networks("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20");

    /// <summary>True when the address is public, or when it is this machine and <paramref name="allowLoopback"/> is set.</summary>
    public static bool IsAllowed(IPAddress address, bool allowLoopback)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        if (allowLoopback && IPAddress.IsLoopback(plain))
        {
            return true;
        }

        return plain.AddressFamily switch
        {
            AddressFamily.InterNetwork => !Contains(BlockedIPv4, plain),
            AddressFamily.InterNetworkV6 => plain.ScopeId == 0 && GlobalIPv6.Contains(plain) && !Contains(BlockedIPv6, plain),
            _ => false,
        };
    }

    private static bool Contains(IPNetwork[] networks, IPAddress address) => Array.Exists(networks, network => network.Contains(address));

    private static IPNetwork[] Networks(params string[] texts) => Array.ConvertAll(texts, IPNetwork.Parse);
}
