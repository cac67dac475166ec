using System.Globalization;
using System.Text.Json;
using Relais.Storage.Tables;

namespace Relais.Notifications;

/// <summary>The rows of one version's partition: their keys, and how pages and deliveries that are not plainly sent are written in them.</summary>
internal static class LedgerRows
{
    public const string IndexKey = "index";

    /// <summary>Stands for no instant at all, where a filter must find one.</summary>
    public static readonly DateTimeOffset Never = new(9999, 12, 31, 0, 0, 0, TimeSpan.Zero);

    // A property holds 32,768 characters: 800 ends of 41 characters at most.
    private const int EndsAColumn = 700;

    public static string Partition(string alertId, int version) => string.Create(CultureInfo.InvariantCulture, $"{alertId}.{version}");

    /// <param name="text">Which words: null for the first ones.</param>
    public static string TextKey(string? text) => text is null ? "notification" : "notification~" + text;

    public static string PageKey(int number) => string.Create(CultureInfo.InvariantCulture, $"page~{number:D6}");

    public static int PageOf(string rowKey) => int.Parse(rowKey.AsSpan("page~".Length, 6), CultureInfo.InvariantCulture);

    public static string SeenKey(string recipient) => "seen~" + recipient;

    public static string SeerOf(string rowKey) => rowKey["seen~".Length..];

    /// <param name="first">Null for all marks of the version.</param>
    public static string SeenBetween(string alertId, int version, string? first, string? last) =>
        TableClient.CreateQueryFilter($"PartitionKey eq {Partition(alertId, version)} and RowKey ge {SeenKey(first ?? "")} and RowKey le {SeenKey(last ?? "~")}");

    public static string LateKey(int number, string recipient) => string.Create(CultureInfo.InvariantCulture, $"late~{number:D6}~{recipient}");

    public static string PagesFrom(string alertId, int version, int first) =>
        TableClient.CreateQueryFilter($"PartitionKey eq {Partition(alertId, version)} and RowKey ge {PageKey(first)} and RowKey lt {"page~~"}");

    /// <summary>The late rows behind one of them; an empty key begins with the first.</summary>
    public static string LateAfter(string alertId, int version, string key) =>
        TableClient.CreateQueryFilter($"PartitionKey eq {Partition(alertId, version)} and RowKey gt {(key.Length == 0 ? "late~" : key)} and RowKey lt {"late~~"}");

    public static string LateOf(DeliveryDue due)
    {
        var prefix = LateKey(due.Page, "");
        return TableClient.CreateQueryFilter($"PartitionKey eq {Partition(due.AlertId, due.Version)} and RowKey ge {prefix} and RowKey lt {prefix + "~"}");
    }

    public static string TextsOf(string alertId, int version) =>
        TableClient.CreateQueryFilter($"PartitionKey eq {Partition(alertId, version)} and RowKey ge {"notification"} and RowKey lt {"notification~~"}");

    /// <summary>Which words a row holds.</summary>
    public static string? TextOf(string rowKey) => rowKey.Length > "notification~".Length ? rowKey["notification~".Length..] : null;

    public static TableEntity EncodeText(Notification notification, string? text)
    {
        var row = new TableEntity(Partition(notification.AlertId, notification.Version), TextKey(text));
        LongText.Put(row, "Document", JsonSerializer.Serialize(notification, NotificationsJson.Default.Notification));
        return row;
    }

    public static Notification DecodeText(TableEntity row) => JsonSerializer.Deserialize(LongText.Get(row, "Document")!, NotificationsJson.Default.Notification)!;

    public static TableEntity EncodeIndex(string partition, IReadOnlyList<PageEnd> pages)
    {
        var row = new TableEntity(partition, IndexKey);
        foreach (var (column, ends) in pages.Chunk(EndsAColumn).Index())
        {
            row[$"Ends{column}"] = string.Join('\n', ends.Select(end => string.Create(CultureInfo.InvariantCulture, $"{end.Page} {end.LastRecipient}")));
        }

        return row;
    }

    public static IReadOnlyList<PageEnd> DecodeIndex(TableEntity row) =>
    [
        .. Enumerable.Range(0, row.Count).Select(column => row.GetString($"Ends{column}")).TakeWhile(ends => ends is not null).SelectMany(ends => ends!.Split('\n'))
            .Select(end => end.Split(' ', 2)).Select(end => new PageEnd(int.Parse(end[0], CultureInfo.InvariantCulture), end[1])),
    ];

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

    /// <summary>What changes of a page while it is delivered.</summary>
    public static TableEntity EncodeStanding(string partition, LedgerPage page, DateTimeOffset now, DateTimeOffset leaseUntil)
    {
        var next = page.NextDue(now);
        var row = new TableEntity(partition, PageKey(page.Number))
        {
            ["States"] = page.States,
            ["Settled"] = next is null,
            ["NextDue"] = next ?? Never,
            ["LeaseUntil"] = leaseUntil,
        };
        if (page.Text is { } text)
        {
            row["Text"] = text;
            row["Follows"] = string.Join('\n', page.Follows.Select(follow => string.Create(CultureInfo.InvariantCulture, $"{follow.AlertId} {follow.Version} {follow.Heard}")));
        }

        return row;
    }

    public static LedgerPage DecodePage(TableEntity row, int number, IEnumerable<LateDelivery> late) =>
        new(row.GetString("Campaign")!, number, row.GetString("Recipients")!.Split('\n'), row.GetString("States")!.ToCharArray(), late, row.ETag)
        {
            HeldUntil = row.GetDateTimeOffset("LeaseUntil")!.Value,
            Text = row.GetString("Text"),
            Follows = [.. (row.GetString("Follows")?.Split('\n') ?? []).Select(line => line.Split(' ')).Select(part => new PageFollow(part[0], int.Parse(part[1], CultureInfo.InvariantCulture), part[2]))],
        };

    // Also of what has ended: a page that is tried again needs the attempts made so far.
    public static bool MayHaveLate(TableEntity row) => row.GetString("States")!.AsSpan().ContainsAny((char)DeliveryState.Deferred, (char)DeliveryState.Failed, (char)DeliveryState.Expired);

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
