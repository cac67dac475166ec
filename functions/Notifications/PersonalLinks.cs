using System.Globalization;
using Relais.Secrets;

namespace Relais.Notifications;

/// <summary>The links by which a person changes or stops what they are told: signed, for ever good, and without an address in them.</summary>
public sealed class PersonalLinks(KeyedHash hash, PublicAddress address)
{
    private const char Between = '~';

    /// <summary>Where a person sees and changes their wishes.</summary>
    public string Manage(string campaignId, string recipientId) => $"{address.Root}/me/{TokenOf("me", campaignId, recipientId)}";

    /// <summary>Where one click ends it all; it shows a button, and stops by a POST (RFC 8058).</summary>
    public string Stop(string campaignId, string recipientId) => $"{address.Root}/stop/{TokenOf("stop", campaignId, recipientId)}";

    /// <summary>Where a person confirms that they asked to be told.</summary>
    /// <param name="asking">Which asking it answers: the link of another one confirms nothing of it.</param>
    public string Confirm(string campaignId, string recipientId, string asking) => $"{address.Root}/join/{TokenOf("join", campaignId, $"{recipientId}.{asking}")}";

    /// <summary>Where a person says that they have seen one version of an alert; looking at it says nothing.</summary>
    public string Seen(string campaignId, string recipientId, string alertId, int version) =>
        string.Create(CultureInfo.InvariantCulture, $"{address.Root}/seen/{TokenOf("seen", campaignId, $"{recipientId}.{alertId}.{version}")}");

    /// <summary>Whose link it is; null when nobody's.</summary>
    /// <param name="purpose">`me`, `stop`, `join` or `seen`: the one does not open the other's door.</param>
    public (string CampaignId, string RecipientId)? Read(string purpose, string token)
    {
        var parts = token.Split(Between);
        return parts.Length == 3 && hash.Matches("link/" + purpose, parts[0] + Between + parts[1], parts[2]) ? (parts[0], parts[1]) : null;
    }

    private string TokenOf(string purpose, string campaignId, string recipientId)
    {
        var whose = campaignId + Between + recipientId;
        return whose + Between + hash.Of("link/" + purpose, whose);
    }
}
