using Relais.Storage.Tables;

namespace Relais.Notifications;

/// <summary>The rows of the address book: a recipient, how it fares, and what was switched off without anybody having been told.</summary>
internal static class AddressRows
{
    // No campaign's id begins with a tilde, so this partition is nobody's.
    public const string OffPartition = "~off";

    public static string OffKey(string campaignId, string recipientId) => $"{campaignId}~{recipientId}";

    public static TableEntity Encode(string campaignId, Recipient recipient)
    {
        var row = recipient.Health == Health.Well ? new TableEntity(campaignId, recipient.Id) : EncodeHealth(campaignId, recipient);
        row["Channel"] = recipient.Channel;
        row["Address"] = recipient.Address;
        row["Secret"] = recipient.Secret;
        row["Language"] = recipient.Language;
        row["Owner"] = recipient.Owner;
        return row;
    }

    // A merge leaves alone what it does not name: whoever is well again is written so, not left out.
    public static TableEntity EncodeHealth(string campaignId, Recipient recipient)
    {
        var health = recipient.Health;
        return new TableEntity(campaignId, recipient.Id)
        {
            ["FailingSince"] = health.FailingSince ?? DateTimeOffset.UnixEpoch,
            ["FailedHours"] = health.FailedHours,
            ["FailedAt"] = health.FailedAt ?? DateTimeOffset.UnixEpoch,
            ["Off"] = health.Off ?? "",
            ["OffSince"] = health.OffSince ?? DateTimeOffset.UnixEpoch,
        };
    }

    public static Recipient Decode(TableEntity row) =>
        new(row.RowKey, row.GetString("Channel")!, row.GetString("Address")!, row.GetString("Secret"), row.GetString("Language")!)
        {
            Owner = row.GetString("Owner"),
            Health = row.GetInt32("FailedHours") is null or 0 && row.GetString("Off") is null or "" ? Health.Well : new Health(
                Instant(row, "FailingSince"), row.GetInt32("FailedHours") ?? 0, Instant(row, "FailedAt"), row.GetString("Off") is { Length: > 0 } off ? off : null, Instant(row, "OffSince")),
        };

    public static TableEntity EncodeOff(string campaignId, Recipient recipient) => new(OffPartition, OffKey(campaignId, recipient.Id))
    {
        ["Campaign"] = campaignId,
        ["Recipient"] = recipient.Id,
        ["Off"] = recipient.Off,
        ["OffSince"] = recipient.Health.OffSince,
        ["Owner"] = recipient.Owner,
    };

    public static SwitchedOff DecodeOff(TableEntity row) => new(
        row.GetString("Campaign")!, row.GetString("Recipient")!, row.GetString("Off")!, row.GetDateTimeOffset("OffSince")!.Value, row.GetString("Owner"));

    private static DateTimeOffset? Instant(TableEntity row, string column) =>
        row.GetDateTimeOffset(column) is { } at && at != DateTimeOffset.UnixEpoch ? at : null;
}

/// <summary>An address to which nothing is sent any more, and who is to be told.</summary>
/// <param name="Owner">Another subscription; null for the organisers alone.</param>
public sealed record SwitchedOff(string CampaignId, string RecipientId, string Reason, DateTimeOffset At, string? Owner);
