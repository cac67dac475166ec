using System.Text.RegularExpressions;
using Relais.Campaigns;

namespace Relais.Alerts;

/// <summary>How an alert is named in the feeds that Relais publishes, for ever the same, and so that a Relais that follows one knows where it comes from.</summary>
public static partial class FeedName
{
    /// <param name="host">Where the installation is reached.</param>
    public static string Of(Alert alert, string host) => $"tag:{host},2026:relais/{alert.CampaignId}/{Digest.Of($"feed\n{alert.Id}")}";

    /// <summary>Whether an item of this id was published by a Relais, this one or another.</summary>
    public static bool IsOfRelais(string id) => Form().IsMatch(id);

    // RFC 4151: whoever has the host in that year has the names behind it.
    [GeneratedRegex(@"\Atag:[^,\s]{1,253},2026:relais/")]
    private static partial Regex Form();
}
