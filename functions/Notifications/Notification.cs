namespace Relais.Notifications;

/// <summary>What is said to people about one version of an alert, before any channel gives it its form.</summary>
/// <param name="Version">Counted from 1: each is said once to each person.</param>
/// <param name="Status">`firing`, `resolved`, `corrected` or `retracted`.</param>
/// <param name="ExpiresAt">After this instant it is no longer worth saying: what is still planned or deferred then ends as expired.</param>
public sealed record Notification(
    string AlertId,
    int Version,
    string CampaignId,
    string CampaignName,
    string Kind,
    string Status,
    Localized Title,
    Localized Body,
    DateTimeOffset At,
    DateTimeOffset ExpiresAt)
{
    /// <summary>`info`, `normal` or `urgent`.</summary>
    public string Severity { get; init; } = Severities.Normal;

    /// <summary>Where more is to be read; null for nowhere.</summary>
    public string? Url { get; init; }

    /// <summary>Of a correction or retraction: as what the first words stand in the ledger. Null where these are the first.</summary>
    public FirstTold? First { get; init; }

    /// <summary>Whether it says several alerts at once, each in a line of its body.</summary>
    public bool SaysSeveral { get; init; }

    /// <summary>Names the words that have taken the place of the version's first ones; null for the first.</summary>
    public string? Text { get; init; }

    /// <summary>
    /// Names these words to one person for ever: every try carries it, so that a receiver can drop a repeat. Other words have another name: who did get the
    /// first ones, though nobody knows, must not drop what takes their place. Without dots: signatures are made over it with dots around.
    /// </summary>
    public string DeliveryId(string recipientId) => Text is null ? $"{AlertId}-{Version}-{recipientId}" : $"{AlertId}-{Version}-{Text}-{recipientId}";
}

/// <summary>The alert and version whose words another version corrects or takes back, on pages of the same numbers.</summary>
public sealed record FirstTold(string AlertId, int Version);
