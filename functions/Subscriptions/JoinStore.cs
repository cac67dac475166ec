using System.Security.Cryptography;
using System.Text.Json;
using Azure;
using Relais.Notifications;
using Relais.Secrets;
using Relais.Storage.Tables;
using Relais.Subscriptions.Chats;

namespace Relais.Subscriptions;

/// <summary>Keeps who asked to be told, and what is still to be said of it to them: closed as a whole, and for two days.</summary>
public sealed class JoinStore([FromKeyedServices(JoinStore.TableName)] TableClient table, Seal seal)
{
    public const string TableName = "joins";

    // Stands for no instant at all, where a filter must find one.
    private static readonly DateTimeOffset Never = new(9999, 12, 31, 0, 0, 0, TimeSpan.Zero);

    public Task PutAsync(Join join, CancellationToken cancellationToken) => table.UpsertEntityAsync(Encode(join), TableUpdateMode.Replace, cancellationToken);

    /// <summary>Writes a wish that was read before; one that has been taken away, or changed, meanwhile is left alone.</summary>
    public async Task UpdateAsync(Join join, CancellationToken cancellationToken)
    {
        try
        {
            await table.UpdateEntityAsync(Encode(join), join.ETag, TableUpdateMode.Replace, cancellationToken);
        }
        catch (RequestFailedException raced) when (raced.Status is 404 or 412)
        {
            // Whoever has left must not come back by what was on its way to them.
        }
    }

    private TableEntity Encode(Join join)
    {
        var document = JsonSerializer.Serialize(join.Draft, SubscriptionsJson.Default.SubscriptionDraft);
        return new TableEntity(join.CampaignId, join.Id)
        {
            ["Draft"] = seal.Close(document, PlaceOf(join.CampaignId, join.Id)),
            ["AskedAt"] = join.AskedAt,
            ["ConsentText"] = join.ConsentText,
            ["Confirmed"] = join.IsConfirmed,
            ["Invitation"] = join.Invitation,
            ["Attempts"] = join.Attempts,
            ["NextTry"] = join.NextTry ?? Never,
            ["After"] = join.After,
        };
    }

    public async Task<Join?> FindAsync(string campaignId, string id, CancellationToken cancellationToken)
    {
        var row = await table.GetEntityIfExistsAsync<TableEntity>(campaignId, id, cancellationToken: cancellationToken);
        return row.HasValue && Decode(row.Value!) is { IsUnreadable: false } join ? join : null;
    }

    /// <summary>The wishes to stand second behind an address, also those that cannot be read.</summary>
    public async Task<IReadOnlyList<Join>> ListBehindAsync(string campaignId, string firstId, CancellationToken cancellationToken)
    {
        var (joins, (from, to)) = (new List<Join>(), SecondChannel.RangeOf(firstId));
        var range = TableClient.CreateQueryFilter($"PartitionKey eq {campaignId} and RowKey ge {from} and RowKey le {to}");
        await foreach (var row in table.QueryAsync<TableEntity>(range, cancellationToken: cancellationToken))
        {
            joins.Add(Decode(row));
        }

        return joins;
    }

    public Task RemoveAsync(string campaignId, string id, CancellationToken cancellationToken) =>
        table.DeleteEntityAsync(campaignId, id, cancellationToken: cancellationToken);

    /// <summary>Wishes of which something is to be said now, and those whose time to be confirmed is over.</summary>
    public async Task<IReadOnlyList<Join>> ListDueAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        var joins = new List<Join>();
        var filter = TableClient.CreateQueryFilter($"PartitionKey ne {ChatWishStore.Partition} and (NextTry le {now} or AskedAt le {now - Join.ConfirmWithin})");
        await foreach (var row in table.QueryAsync<TableEntity>(filter, cancellationToken: cancellationToken))
        {
            joins.Add(Decode(row));
        }

        return joins;
    }

    private Join Decode(TableEntity row) => new(
        row.PartitionKey,
        row.RowKey,
        Open(row),
        row.GetDateTimeOffset("AskedAt")!.Value,
        row.GetString("ConsentText")!)
    {
        ETag = row.ETag,
        IsConfirmed = row.GetBoolean("Confirmed")!.Value,
        Invitation = row.GetString("Invitation"),
        Attempts = row.GetInt32("Attempts")!.Value,
        After = row.GetInt32("After"),
        NextTry = row.GetDateTimeOffset("NextTry") is { } next && next != Never ? next : null,
    };

    private SubscriptionDraft Open(TableEntity row)
    {
        try
        {
            return JsonSerializer.Deserialize(seal.Open(row.GetString("Draft")!, PlaceOf(row.PartitionKey, row.RowKey)), SubscriptionsJson.Default.SubscriptionDraft)!;
        }
        catch (Exception lost) when (lost is CryptographicException or JsonException)
        {
            // One wish that cannot be read must not keep the others from being tended.
            return new SubscriptionDraft();
        }
    }

    private static string PlaceOf(string campaignId, string id) => $"join/{campaignId}/{id}";
}
