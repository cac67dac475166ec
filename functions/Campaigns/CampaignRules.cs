using Relais.Http;

namespace Relais.Campaigns;

/// <summary>What this app lets a campaign follow: the kinds of source that it has, and hosts and addresses that are strangers' and public.</summary>
public sealed class CampaignRules(IEnumerable<SourceKind> kinds, OutboundSettings outbound)
{
    // All that a campaign follows, and has followed, fits into its row also where JSON spells a character with six.
    private const int LongestUrlChars = 1_000;

    public IReadOnlyDictionary<string, SourceKind> Kinds { get; } = kinds.ToDictionary(kind => kind.Name, StringComparer.Ordinal);

    /// <summary>Whether a question brings signals; of a kind that this app no longer has, what an old one brought still counts.</summary>
    public bool BringsSignals(TrackedQuery query) => Kinds.GetValueOrDefault(query.Kind)?.BringsSignals != false;

    /// <summary>Null when the host may be asked for that kind of source, else why not; <paramref name="plain"/> is its one spelling.</summary>
    public string? RejectHost(SourceKind kind, string host, out string plain)
    {
        plain = host;

        // What opens such a source is sent to its host: whoever may name hosts must not be able to have it sent elsewhere.
        if (kind.OnlyHost is { } only)
        {
            plain = only;
            return host.Length == 0 || host == only ? null : $"must be {only}, or be left out: this app has an account there and asks no other.";
        }

        if (host.IndexOfAny(['/', '?', '#', '@', '\\']) >= 0 || HostAddress.Find(host) is not { } address)
        {
            return "must be a host name alone, such as mastodon.social.";
        }

        if (UrlRules.Reject(address.OriginalString, outbound.AllowLoopback) is { } reason)
        {
            return reason;
        }

        plain = HostAddress.Plain(address);
        return null;
    }

    /// <summary>Null when the address may be asked for that kind of source, else why not; <paramref name="plain"/> is its one spelling.</summary>
    public string? RejectUrl(SourceKind kind, string url, out Uri? plain)
    {
        plain = null;
        if (kind.Address is { } rule)
        {
            plain = rule.Read(url) is { } taken ? new Uri(taken) : null;
            return plain is null ? rule.Rejection : null;
        }

        if (UrlRules.Reject(url, outbound.AllowLoopback) is { } reason)
        {
            return reason;
        }

        // Spelled out in ASCII it may have become longer.
        var address = new Uri(url);
        var spelled = new UriBuilder(address) { Host = address.IdnHost }.Uri;
        if (spelled.AbsoluteUri.Length > LongestUrlChars)
        {
            return $"must not be longer than {LongestUrlChars} characters.";
        }

        plain = spelled;
        return null;
    }
}
