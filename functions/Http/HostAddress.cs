using System.Globalization;

namespace Relais.Http;

/// <summary>Where a host is asked: https on its own port, and plain http only for this very machine, which the address guard lets through in development alone.</summary>
public static class HostAddress
{
    /// <exception cref="UriFormatException">That is no host; <see cref="Find"/> says so without throwing.</exception>
    public static Uri Of(string host) => new(Text(host));

    /// <summary>As <see cref="Of"/>; null when that is no host.</summary>
    public static Uri? Find(string host) => Uri.TryCreate(Text(host), UriKind.Absolute, out var address) ? address : null;

    /// <summary>The one spelling of a host that has several: in ASCII, and without the port that is meant anyway.</summary>
    public static string Plain(Uri address) =>
        address.HostNameType != UriHostNameType.Dns || address.Scheme != Uri.UriSchemeHttps ? address.Authority
        : address.IsDefaultPort ? address.IdnHost
        : string.Create(CultureInfo.InvariantCulture, $"{address.IdnHost}:{address.Port}");

    private static string Text(string host) =>
        $"{(host.StartsWith("localhost:", StringComparison.Ordinal) || host.StartsWith("127.0.0.1:", StringComparison.Ordinal) ? "http" : "https")}://{host}/";
}
