using System.Globalization;
using Relais.Notifications;
using Relais.Storage.Tables;

namespace Relais.Alerts;

/// <summary>Keeps until when which pages of the ledger wait for a second look, beside all else that is open: who reads the one reads the other.</summary>
public sealed class SecondLooks([FromKeyedServices(AlertStore.TableName)] TableClient table) : ISecondLooks
{
    /// <summary>Behind the keys of versions and groups.</summary>
    internal const string Prefix = "look~";

    // Table Storage, entity group transactions.
    private const int MostRowsATransaction = 100;

    public async Task KeepAsync(IReadOnlyList<SecondLook> looks, CancellationToken cancellationToken)
    {
        // Quiet hours that end at as many minutes make as many looks of one page.
        foreach (var some in looks.Chunk(MostRowsATransaction))
        {
            await table.SubmitTransactionAsync(some.Select(look => new TableTransactionAction(TableTransactionActionType.UpsertReplace, Encode(look))), cancellationToken);
        }
    }

    /// <summary>The looks at a version that are still to be done.</summary>
    public async Task<IReadOnlyList<SecondLook>> ListAsync(string alertId, int version, CancellationToken cancellationToken)
    {
        var looks = new List<SecondLook>();
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {OpenAlerts.Partition} and RowKey ge {Prefix} and RowKey lt {Prefix + "~"} and AlertId eq {alertId} and Version eq {version}");
        await foreach (var row in table.QueryAsync<TableEntity>(filter, cancellationToken: cancellationToken))
        {
            looks.Add(Decode(row));
        }

        return looks;
    }

    /// <summary>It has been looked: whoever is to be told stands in the ledger, and nobody else is noted as told.</summary>
    public Task ForgetAsync(SecondLook look, CancellationToken cancellationToken) =>
        table.DeleteEntityAsync(OpenAlerts.Partition, Key(look), cancellationToken: cancellationToken);

    internal static SecondLook Decode(TableEntity row) => new(
        row.GetString("Campaign")!,
        row.GetString("AlertId")!,
        row.GetInt32("Version")!.Value,
        row.GetInt32("Page")!.Value,
        row.GetDateTimeOffset("From")!.Value,
        row.GetDateTimeOffset("Due")!.Value);

    private static TableEntity Encode(SecondLook look) => new(OpenAlerts.Partition, Key(look))
    {
        ["Campaign"] = look.CampaignId,
        ["AlertId"] = look.AlertId,
        ["Version"] = look.Version,
        ["Page"] = look.Page,
        ["From"] = look.From,
        ["Due"] = look.At,
    };

    private static string Key(SecondLook look) =>
        string.Create(CultureInfo.InvariantCulture, $"{Prefix}{look.At.UtcDateTime:yyyyMMddHHmm}~{look.AlertId}.{look.Version}~{look.Page:D6}");
}
