using System.Text.Json;
using System.Text.Json.Serialization;
using Relais.Notifications;
using Relais.Storage.Tables;

namespace Relais.Alerts;

/// <summary>The rows of a campaign's partition: their keys, and how each is written. What decides over alerts lies side by side, so that one range holds it all.</summary>
internal static class AlertRows
{
    public const string TotalsKey = "totals";
    public const string RhythmKey = "grouping";
    public const string FiringPrefix = "firing~";
    public const string GroupPrefix = "group~";
    public const string InhibitionPrefix = "inhibition~";
    public const string SilencePrefix = "silence~";

    public static string AlertKey(string alertId) => "alert~" + alertId;

    public static string EventKey(string once) => "event~" + once;

    public static string FiringKey(string fingerprint) => FiringPrefix + fingerprint;

    public static string GroupKey(string key) => GroupPrefix + key;

    /// <summary>What fires, groups, their times, inhibitions, silences and totals: everything between the first and the last of these keys, in this order.</summary>
    public static string BoardOf(string campaignId) =>
        TableClient.CreateQueryFilter($"PartitionKey eq {campaignId} and RowKey ge {FiringPrefix} and RowKey le {TotalsKey}");

    public static string AlertsAfter(string campaignId, string after) =>
        TableClient.CreateQueryFilter($"PartitionKey eq {campaignId} and RowKey gt {AlertKey(after)} and RowKey lt {"alert~~"}");

    public static TableEntity Encode(Alert alert) => Document(new TableEntity(alert.CampaignId, AlertKey(alert.Id)), JsonSerializer.Serialize(alert, AlertRowJson.Default.Alert));

    public static Alert DecodeAlert(TableEntity row) => JsonSerializer.Deserialize(LongText.Get(row, "Document")!, AlertRowJson.Default.Alert)!;

    public static TableEntity Encode(string campaignId, FiringAlert firing, string fingerprint) =>
        Document(new TableEntity(campaignId, FiringKey(fingerprint)), JsonSerializer.Serialize(firing, AlertRowJson.Default.FiringAlert));

    public static TableEntity Encode(string campaignId, AlertGroup group)
    {
        var row = new TableEntity(campaignId, GroupKey(group.Key)) { ["SpokeAt"] = group.SpokeAt };
        LongText.Put(row, "Members", JsonSerializer.Serialize(group.Members, AlertRowJson.Default.IReadOnlyListGroupMember));
        return row;
    }

    public static TableEntity Encode(string campaignId, Silence silence) =>
        Document(new TableEntity(campaignId, SilencePrefix + silence.Id), JsonSerializer.Serialize(silence, AlertRowJson.Default.Silence));

    public static TableEntity Encode(string campaignId, Inhibition inhibition) =>
        Document(new TableEntity(campaignId, InhibitionPrefix + inhibition.Id), JsonSerializer.Serialize(inhibition, AlertRowJson.Default.Inhibition));

    public static TableEntity Encode(string campaignId, RhythmWish wish) =>
        Document(new TableEntity(campaignId, RhythmKey), JsonSerializer.Serialize(wish, AlertRowJson.Default.RhythmWish));

    public static string Encode(DeliveryCounts counts) => JsonSerializer.Serialize(counts, AlertRowJson.Default.DeliveryCounts);

    public static DeliveryCounts ClosedOf(TableEntity totals) =>
        totals.GetString("Closed") is { } closed ? JsonSerializer.Deserialize(closed, AlertRowJson.Default.DeliveryCounts)! : DeliveryCounts.None;

    /// <summary>Puts one row of the range on the board.</summary>
    public static void Read(TableEntity row, AlertBoard board)
    {
        var document = LongText.Get(row, "Document");
        switch (row.RowKey)
        {
            case TotalsKey:
                board.Totals = board.Totals with { Alerts = row.GetInt32("Alerts") ?? 0, Closed = ClosedOf(row) };
                board.TotalsETag = row.ETag;
                break;
            case RhythmKey:
                board.Rhythm = JsonSerializer.Deserialize(document!, AlertRowJson.Default.RhythmWish)!;
                break;
            case var key when key.StartsWith(FiringPrefix, StringComparison.Ordinal):
                board.FiringRows[key[FiringPrefix.Length..]] = (JsonSerializer.Deserialize(document!, AlertRowJson.Default.FiringAlert)!, row.ETag);
                board.Totals = board.Totals with { Firing = board.FiringRows.Count };
                break;
            case var key when key.StartsWith(GroupPrefix, StringComparison.Ordinal):
                board.GroupRows[key[GroupPrefix.Length..]] = (DecodeGroup(row), row.ETag);
                break;
            case var key when key.StartsWith(InhibitionPrefix, StringComparison.Ordinal):
                board.InhibitionRows.Add(JsonSerializer.Deserialize(document!, AlertRowJson.Default.Inhibition)!);
                break;
            case var key when key.StartsWith(SilencePrefix, StringComparison.Ordinal):
                board.SilenceRows.Add(JsonSerializer.Deserialize(document!, AlertRowJson.Default.Silence)!);
                break;
        }
    }

    private static AlertGroup DecodeGroup(TableEntity row)
    {
        var members = JsonSerializer.Deserialize(LongText.Get(row, "Members")!, AlertRowJson.Default.IReadOnlyListGroupMember)!;
        return new AlertGroup(row.RowKey[GroupPrefix.Length..], members, row.GetDateTimeOffset("SpokeAt"));
    }

    private static TableEntity Document(TableEntity row, string json)
    {
        LongText.Put(row, "Document", json);
        return row;
    }
}

[JsonSerializable(typeof(FanOutDue))]
[JsonSerializable(typeof(GroupDue))]
[JsonSerializable(typeof(Alert))]
[JsonSerializable(typeof(FiringAlert))]
[JsonSerializable(typeof(IReadOnlyList<GroupMember>))]
[JsonSerializable(typeof(Silence))]
[JsonSerializable(typeof(Inhibition))]
[JsonSerializable(typeof(RhythmWish))]
[JsonSerializable(typeof(DeliveryCounts))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
internal sealed partial class AlertRowJson : JsonSerializerContext;
