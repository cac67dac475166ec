using System.Globalization;
using Relais.Storage.Tables;

namespace Relais.Notifications;

/// <summary>The rows of digests: their keys, and how each is written.</summary>
internal static class DigestRows
{
    // A campaign's partition holds a tilde, so this one is nobody's.
    private const string DuePartition = "due";

    private const string StampForm = "yyyyMMddHHmm";

    /// <summary>Names the alert as which a digest stands in the ledger.</summary>
    public static string AlertIdOf(CampaignDigest digest) => $"d_{Stamp(digest.At)}_{digest.CampaignId}";

    public static TableEntity Encode(CampaignDigest digest) => new(DuePartition, $"{Stamp(digest.At)}~{digest.CampaignId}") { ["Campaign"] = digest.CampaignId, ["At"] = digest.At };

    public static CampaignDigest Decode(TableEntity row) => new(row.GetString("Campaign")!, row.GetDateTimeOffset("At")!.Value);

    public static string DueUntil(DateTimeOffset until) => TableClient.CreateQueryFilter($"PartitionKey eq {DuePartition} and RowKey lt {Stamp(until) + "~~"}");

    public static TableEntity Encode(CampaignDigest digest, DigestItem item) =>
        new(Partition(digest), string.Create(CultureInfo.InvariantCulture, $"{item.Recipient}~{item.AlertId}~{item.Version:D4}"))
        {
            ["AlertId"] = item.AlertId,
            ["Version"] = item.Version,
            ["Page"] = item.Page,
            ["Why"] = item.Why,
        };

    public static DigestItem DecodeItem(TableEntity row) =>
        new(RecipientOf(row.RowKey), row.GetString("AlertId")!, row.GetInt32("Version")!.Value, row.GetInt32("Page")!.Value, row.GetString("Why")!);

    public static string RecipientOf(string rowKey) => rowKey[..rowKey.IndexOf('~', StringComparison.Ordinal)];

    public static string ItemsOf(CampaignDigest digest) => TableClient.CreateQueryFilter($"PartitionKey eq {Partition(digest)}");

    // People's ids are all of one length, so that none is the beginning of another.
    public static string ItemsBetween(CampaignDigest digest, string first, string last) =>
        TableClient.CreateQueryFilter($"PartitionKey eq {Partition(digest)} and RowKey ge {first} and RowKey lt {last + "~~"}");

    private static string Partition(CampaignDigest digest) => $"{digest.CampaignId}~{Stamp(digest.At)}";

    private static string Stamp(DateTimeOffset at) => at.UtcDateTime.ToString(StampForm, CultureInfo.InvariantCulture);
}
