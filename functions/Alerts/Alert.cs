using System.Globalization;
using System.Text.Json.Serialization;
using Relais.Campaigns;
using Relais.Notifications;

namespace Relais.Alerts;

/// <summary>A condition that holds, or held: firing from its start, resolved from its end.</summary>
/// <param name="Id">Worked out from campaign, fingerprint and start, so that raising it twice is raising it once; newer ids sort first.</param>
/// <param name="Labels">What it is about; the same labels are the same alert, whatever its numbers.</param>
/// <param name="ClosedFiring">What became of the firing version, once all its deliveries have ended; <paramref name="ClosedResolved"/> likewise.</param>
public sealed record Alert(
    string Id,
    string CampaignId,
    string Kind,
    IReadOnlyDictionary<string, string> Labels,
    DateTimeOffset StartsAt,
    DateTimeOffset? EndsAt,
    Observation AtStart,
    Observation? AtEnd,
    DeliveryCounts? ClosedFiring = null,
    DeliveryCounts? ClosedResolved = null)
{
    public const int FiringVersion = 1;
    public const int ResolvedVersion = 2;

    [JsonIgnore]
    public string Fingerprint => FingerprintOf(Labels);

    [JsonIgnore]
    public string Status => EndsAt is null ? "firing" : "resolved";

    /// <summary>What became of a version's deliveries, once all have ended; null until then.</summary>
    public DeliveryCounts? ClosedAs(int version) => version == FiringVersion ? ClosedFiring : ClosedResolved;

    /// <summary>A surge of a campaign that began at this instant.</summary>
    public static Alert Surge(string campaignId, DateTimeOffset startsAt, Observation observation)
    {
        var labels = new SortedDictionary<string, string>(StringComparer.Ordinal) { ["campaign"] = campaignId, ["kind"] = AlertKinds.Surge };
        return new Alert(IdOf(FingerprintOf(labels), startsAt), campaignId, AlertKinds.Surge, labels, startsAt, null, observation, null);
    }

    /// <summary>The fingerprint of a campaign's surge, firing or not.</summary>
    public static string SurgeFingerprint(string campaignId) => Surge(campaignId, default, new Observation(0, 0, 0, 0)).Fingerprint;

    private static string FingerprintOf(IReadOnlyDictionary<string, string> labels) =>
        Digest.Of(string.Join('\n', labels.OrderBy(label => label.Key, StringComparer.Ordinal).Select(label => $"{label.Key}={label.Value}")));

    private static string IdOf(string fingerprint, DateTimeOffset startsAt)
    {
        // Counted down from the year 9999, so that a plain range read begins with the newest.
        var left = DateTimeOffset.MaxValue.ToUnixTimeSeconds() - startsAt.ToUnixTimeSeconds();
        return string.Create(CultureInfo.InvariantCulture, $"al_{left:x10}{fingerprint[..12]}");
    }
}

/// <summary>What was seen when an alert began or ended.</summary>
/// <param name="Trailing">Signals in the hour before.</param>
/// <param name="Expected">Signals an hour by the campaign's own baseline.</param>
/// <param name="Momentum">How far above the baseline, in standard units.</param>
/// <param name="Threshold">From which momentum on it is a surge.</param>
public sealed record Observation(int Trailing, double Expected, double Momentum, double Threshold);
