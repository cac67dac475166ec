using System.Globalization;
using Relais.Storage.Tables;

namespace Relais.Notifications;

/// <summary>The rows of one version's partition: their keys, and how planned pages and deliveries that are not plainly sent are written in them.</summary>
internal static class LedgerRows
{
    public const string NotificationKey = "notification";

    /// <summary>Stands for no instant at all, where a filter must find one.</summary>
    public static readonly DateTimeOffset Never = new(9999, 12, 31, 0, 0, 0, TimeSpan.Zero);

    public static string Partition(string alertId, int version) => string.Create(CultureInfo.InvariantCulture, $"{alertId}.{version}");

    public static string PageKey(int number) => string.Create(CultureInfo.InvariantCulture, $"page~{number:D6}");

    public static int PageOf(string rowKey) => int.Parse(rowKey.AsSpan("page~".Length), CultureInfo.InvariantCulture);

    public static string LateKey(int number, string recipient) => string.Create(CultureInfo.InvariantCulture, $"late~{number:D6}~{recipient}");

    public static string PagesFrom(string alertId, int version, int first) =>
        TableClient.CreateQueryFilter($"PartitionKey eq {Partition(alertId, version)} and RowKey ge {PageKey(first)} and RowKey lt {"page~~"}");

    public static string LateOf(string alertId, int version) =>
        TableClient.CreateQueryFilter($"PartitionKey eq {Partition(alertId, version)} and RowKey ge {"late~"} and RowKey lt {"late~~"}");

    public static string LateOf(DeliveryDue due)
    {
        var prefix = LateKey(due.Page, "");
        return TableClient.CreateQueryFilter($"PartitionKey eq {Partition(due.AlertId, due.Version)} and RowKey ge {prefix} and RowKey lt {prefix + "~"}");
    }

    public static TableEntity EncodePlanned(string partition, int number, string campaignId, IReadOnlyList<string> recipients, DateTimeOffset now) =>
        new(partition, PageKey(number))
        {
            ["Campaign"] = campaignId,
            ["Recipients"] = string.Join('\n', recipients),
            ["LastRecipient"] = recipients[^1],
            ["States"] = AllPlanned(recipients.Count),
            ["Settled"] = false,
            ["NextDue"] = now,
            ["LeaseUntil"] = DateTimeOffset.UnixEpoch,
        };

    public static string AllPlanned(int recipients) => new((char)DeliveryState.Planned, recipients);

    public static TableEntity EncodeLate(string partition, string key, LateDelivery late) => new(partition, key)
    {
        ["Recipient"] = late.RecipientId,
        ["State"] = late.State.ToString(),
        ["Reason"] = late.Reason,
        ["Attempts"] = late.Attempts,
        ["NextTry"] = late.NextTry ?? Never,
    };

    public static LateDelivery DecodeLate(TableEntity row)
    {
        var next = row.GetDateTimeOffset("NextTry");
        return new LateDelivery(
            row.GetString("Recipient")!,
            Enum.Parse<DeliveryState>(row.GetString("State")!),
            row.GetString("Reason")!,
            row.GetInt32("Attempts")!.Value,
            next == Never ? null : next);
    }
}
