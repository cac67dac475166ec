using System.Buffers;
using System.Globalization;
using System.Net;

namespace Relais.Http;

/// <summary>Says whether a URL that a user gave may be called at all, by its text alone; addresses are judged again when connecting.</summary>
public static class UrlRules
{
    // Long enough for any hook, short enough for a table's key limits and every proxy's request line.
    private const int MaxUrlCharacters = 2_048;

    // RFC 9112, section 3: as long a request line as every server should take. A question may be longer than any address that somebody types.
    private const int MaxRequestCharacters = 8_000;

    private const int MaxHostCharacters = 253; // RFC 1035, section 2.3.4
    private const int MaxLabelCharacters = 63; // RFC 1035, section 2.3.4

    private static readonly int[] Ports = [443, 8443];

    private static readonly SearchValues<char> PlainCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789!\"#$%&'()*+,-./:;<=>?@[]^_`{|}~");

    // RFC 6762 appendix G, RFC 8375, and what home routers and clouds call their inside.
    private static readonly string[] InnerNames =
        [".localhost", ".local", ".internal", ".localdomain", ".lan", ".intranet", ".private", ".corp", ".home", ".home.arpa"];

    /// <summary>Null when the URL is fine, else the reason in words that a user can act on and that do not repeat the URL.</summary>
    /// <param name="url">As typed.</param>
    /// <param name="allowLoopback">The setting <c>Http:AllowLoopback</c>: this machine may be called, also by http and on any port.</param>
    public static string? Reject(string url, bool allowLoopback) => Reject(url, parsed: null, allowLoopback, MaxUrlCharacters);

    /// <summary>As <see cref="Reject(string, bool)"/>, for what is about to be called and has been taken apart already.</summary>
    internal static string? Reject(string url, Uri parsed, bool allowLoopback) => Reject(url, parsed, allowLoopback, MaxRequestCharacters);

    private static string? Reject(string url, Uri? parsed, bool allowLoopback, int mostCharacters)
    {
        if (url.Length > mostCharacters)
        {
            return $"must not be longer than {mostCharacters} characters.";
        }

        if (HoldsForbidden(url))
        {
            return "must not hold spaces, line breaks, backslashes or characters that no address can hold.";
        }

        var secure = url.StartsWith("https://", StringComparison.OrdinalIgnoreCase);
        if (!secure && !(allowLoopback && url.StartsWith("http://", StringComparison.OrdinalIgnoreCase)))
        {
            return "must begin with https://.";
        }

        if ((parsed ?? Parse(url)) is not { } uri || HostOf(uri) is not { Length: > 0 } host)
        {
            return "is not a URL.";
        }

        var afterScheme = url.AsSpan(url.IndexOf("://", StringComparison.Ordinal) + 3);
        var pathAt = afterScheme.IndexOfAny('/', '?', '#');
        if (uri.UserInfo.Length > 0 || (pathAt < 0 ? afterScheme : afterScheme[..pathAt]).Contains('@'))
        {
            return "must not hold a user name or password.";
        }

        if (url.Contains('#'))
        {
            return "must not hold a fragment (#…).";
        }

        if (IsLoopback(host) && allowLoopback)
        {
            return null;
        }

        if (!secure)
        {
            return "must begin with https://.";
        }

        return !Ports.Contains(uri.Port) ? "must use port 443 or 8443." : RejectHost(host);
    }

    /// <summary>True for the names and addresses of this machine, however they are spelled.</summary>
    internal static bool IsLoopback(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || host.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address));

    /// <summary>The host as it is looked up: ASCII, lower case, without brackets; null when it has none.</summary>
    internal static string? HostOf(Uri uri)
    {
        try
        {
            return uri.IdnHost.Trim('[', ']').ToLowerInvariant();
        }
        catch (UriFormatException)
        {
            return null; // a name that international domain names do not allow
        }
    }

    private static Uri? Parse(string url) => Uri.TryCreate(url, UriKind.Absolute, out var uri) ? uri : null;

    private static string? RejectHost(string host)
    {
        if (IPAddress.TryParse(host, out _))
        {
            return "must name a host, not a numeric address.";
        }

        var labels = host.Split('.');
        if (labels.Length < 2)
        {
            return "must name a host with its whole domain.";
        }

        if (host.Length > MaxHostCharacters || !Array.TrueForAll(labels, IsLabel))
        {
            return "must name a host that exists on the public internet.";
        }

        // The last label decides whether a reader somewhere takes the whole for a number: 1.2.3.4.5, example.0x7f.
        if (char.IsAsciiDigit(labels[^1][0]))
        {
            return "must name a host, not a numeric address.";
        }

        return labels[^1].Contains('_') || Array.Exists(InnerNames, inner => host.EndsWith(inner, StringComparison.Ordinal))
            ? "must name a host that exists on the public internet."
            : null;
    }

    private static bool HoldsForbidden(ReadOnlySpan<char> url)
    {
        // Nearly every URL ends here.
        var odd = url.IndexOfAnyExcept(PlainCharacters);
        while (odd >= 0 && odd < url.Length && !IsForbidden(url[odd]))
        {
            odd++;
        }

        return odd >= 0 && odd < url.Length;
    }

    // Soft hyphens and other invisible characters vanish on the way to the name server; half pairs cannot be sent at all.
    private static bool IsForbidden(char character) => character == '\\' || char.IsWhiteSpace(character) || char.GetUnicodeCategory(character)
        is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate;

    private static bool IsLabel(string label) =>
        label.Length is > 0 and <= MaxLabelCharacters
        && label.All(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '_')
        && label[0] != '-'
        && label[^1] != '-';
}
