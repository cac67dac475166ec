using System.Text.Json;
using Relais.Secrets;
using Relais.Storage.Tables;

namespace Relais.Subscriptions;

/// <summary>Keeps who asked to be told and has not confirmed it yet: closed as a whole, and for two days.</summary>
public sealed class JoinStore([FromKeyedServices(JoinStore.TableName)] TableClient table, Seal seal)
{
    public const string TableName = "joins";

    // Stands for no instant at all, where a filter must find one.
    private static readonly DateTimeOffset Never = new(9999, 12, 31, 0, 0, 0, TimeSpan.Zero);

    public Task PutAsync(Join join, CancellationToken cancellationToken)
    {
        var document = JsonSerializer.Serialize(join.Draft, SubscriptionsJson.Default.SubscriptionDraft);
        return table.UpsertEntityAsync(
            new TableEntity(join.CampaignId, join.Id)
            {
                ["Draft"] = seal.Close(document, PlaceOf(join.CampaignId, join.Id)),
                ["AskedAt"] = join.AskedAt,
                ["Asked"] = join.Asked,
                ["ConsentText"] = join.ConsentText,
                ["Confirmed"] = join.IsConfirmed,
                ["Attempts"] = join.Attempts,
                ["NextTry"] = join.NextTry ?? Never,
            },
            TableUpdateMode.Replace,
            cancellationToken);
    }

    public async Task<Join?> FindAsync(string campaignId, string id, CancellationToken cancellationToken)
    {
        var row = await table.GetEntityIfExistsAsync<TableEntity>(campaignId, id, cancellationToken: cancellationToken);
        return row.HasValue ? Decode(row.Value!) : null;
    }

    public Task RemoveAsync(string campaignId, string id, CancellationToken cancellationToken) =>
        table.DeleteEntityAsync(campaignId, id, cancellationToken: cancellationToken);

    /// <summary>Wishes of which something is to be said now, and those whose time to be confirmed is over.</summary>
    public async Task<IReadOnlyList<Join>> ListDueAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        var joins = new List<Join>();
        var filter = TableClient.CreateQueryFilter($"NextTry le {now} or AskedAt le {now - Join.ConfirmWithin}");
        await foreach (var row in table.QueryAsync<TableEntity>(filter, cancellationToken: cancellationToken))
        {
            joins.Add(Decode(row));
        }

        return joins;
    }

    private Join Decode(TableEntity row) => new(
        row.PartitionKey,
        row.RowKey,
        JsonSerializer.Deserialize(seal.Open(row.GetString("Draft")!, PlaceOf(row.PartitionKey, row.RowKey)), SubscriptionsJson.Default.SubscriptionDraft)!,
        row.GetDateTimeOffset("AskedAt")!.Value,
        row.GetInt32("Asked")!.Value,
        row.GetString("ConsentText")!)
    {
        IsConfirmed = row.GetBoolean("Confirmed")!.Value,
        Attempts = row.GetInt32("Attempts")!.Value,
        NextTry = row.GetDateTimeOffset("NextTry") is { } next && next != Never ? next : null,
    };

    private static string PlaceOf(string campaignId, string id) => $"join/{campaignId}/{id}";
}
