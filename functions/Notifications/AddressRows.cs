using System.Security.Cryptography;
using Relais.Secrets;
using Relais.Storage.Tables;

namespace Relais.Notifications;

/// <summary>The rows of the address book: a recipient, its address closed, how it fares, and what was switched off without anybody having been told.</summary>
internal sealed class AddressRows(Seal seal)
{
    // No campaign's id begins with a tilde, so this partition is nobody's.
    public const string OffPartition = "~off";

    public static string OffKey(string campaignId, string recipientId) => $"{campaignId}~{recipientId}";

    public TableEntity Encode(string campaignId, Recipient recipient)
    {
        var row = recipient.Health == Health.Well ? new TableEntity(campaignId, recipient.Id) : EncodeHealth(campaignId, recipient);
        EncodeSealed(row, recipient);
        row["Channel"] = recipient.Channel;
        row["Language"] = recipient.Language;
        row["Owner"] = recipient.Owner;
        row["Person"] = recipient.Person;
        if (recipient.Behind is { } second)
        {
            row["After"] = second.Minutes;
            row["Since"] = second.Since;
            row["ConsentText"] = second.ConsentText;
        }

        WishRows.Encode(row, recipient.Wishes);
        return row;
    }

    /// <summary>What is closed of a row, closed anew: where it stands under an older key, only that is written.</summary>
    public void EncodeSealed(TableEntity row, Recipient recipient)
    {
        row["Address"] = seal.Close(recipient.Address, PlaceOf("address", row));
        row["Secret"] = recipient.Secret is null ? null : seal.Close(recipient.Secret, PlaceOf("secret", row));
    }

    public bool IsCurrent(TableEntity row) => seal.IsCurrent(row.GetString("Address")!);

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

    public Recipient Decode(TableEntity row)
    {
        var recipient = new Recipient(row.RowKey, row.GetString("Channel")!, "", null, row.GetString("Language")!)
        {
            Owner = row.GetString("Owner"),
            Person = row.GetString("Person"),
            Behind = row.GetInt32("After") is { } minutes ? new SecondChannel(minutes, row.GetDateTimeOffset("Since")!.Value, row.GetString("ConsentText")!) : null,
            Wishes = WishRows.Decode(row),
            Health = row.GetInt32("FailedHours") is null or 0 && row.GetString("Off") is null or "" ? Health.Well : new Health(
                Instant(row, "FailingSince"), row.GetInt32("FailedHours") ?? 0, Instant(row, "FailedAt"), row.GetString("Off") is { Length: > 0 } off ? off : null, Instant(row, "OffSince")),
        };
        try
        {
            var secret = row.GetString("Secret");
            return recipient with { Address = seal.Open(row.GetString("Address")!, PlaceOf("address", row)), Secret = secret is null ? null : seal.Open(secret, PlaceOf("secret", row)) };
        }
        catch (CryptographicException)
        {
            // One row that cannot be opened must not keep a whole page from hearing; who looks at it sees why it is not written to.
            return recipient with { IsUnreadable = true };
        }
    }

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

    private static string PlaceOf(string what, TableEntity row) => $"{what}/{row.PartitionKey}/{row.RowKey}";

    private static DateTimeOffset? Instant(TableEntity row, string column) =>
        row.GetDateTimeOffset(column) is { } at && at != DateTimeOffset.UnixEpoch ? at : null;
}

/// <summary>An address to which nothing is sent any more, and who is to be told.</summary>
/// <param name="Owner">Another subscription; null for the organisers alone.</param>
public sealed record SwitchedOff(string CampaignId, string RecipientId, string Reason, DateTimeOffset At, string? Owner);
