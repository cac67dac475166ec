using System.Globalization;
using Relais.Storage.Tables;

namespace Relais.Subscriptions;

/// <summary>Keeps who wants to hear: one row a subscription, in its campaign's partition and in the order of the ids.</summary>
public sealed class SubscriptionStore([FromKeyedServices(SubscriptionStore.TableName)] TableClient table)
{
    public const string TableName = "subscriptions";

    public Task PutAsync(Subscription subscription, CancellationToken cancellationToken)
    {
        var row = new TableEntity(subscription.CampaignId, subscription.Id)
        {
            ["Channel"] = subscription.Channel,
            ["Resolved"] = subscription.Resolved,
            ["Language"] = subscription.Language,
            ["Since"] = subscription.Since,
        };
        foreach (var kind in subscription.Kinds)
        {
            row[Wants(kind)] = true;
        }

        return table.UpsertEntityAsync(row, TableUpdateMode.Replace, cancellationToken);
    }

    public async Task<Subscription?> FindAsync(string campaignId, string id, CancellationToken cancellationToken)
    {
        var row = await table.GetEntityIfExistsAsync<TableEntity>(campaignId, id, cancellationToken: cancellationToken);
        return row.HasValue ? Decode(row.Value!) : null;
    }

    public Task RemoveAsync(string campaignId, string id, CancellationToken cancellationToken) =>
        table.DeleteEntityAsync(campaignId, id, cancellationToken: cancellationToken);

    /// <summary>One page of a campaign's subscriptions, and where the next begins; null when there is none.</summary>
    public async Task<(IReadOnlyList<Subscription> Page, string? After)> ListAsync(string campaignId, string after, int most, CancellationToken cancellationToken)
    {
        var page = await ReadAsync(TableClient.CreateQueryFilter($"PartitionKey eq {campaignId} and RowKey gt {after}"), most, null, cancellationToken);
        return ([.. page.Select(Decode)], page.Count == most ? page[^1].RowKey : null);
    }

    /// <summary>The ids of the next subscriptions after <paramref name="after"/> that want to hear of this, in their order.</summary>
    public async Task<IReadOnlyList<string>> WhoWantsAsync(string campaignId, string kind, bool resolved, string after, int most, CancellationToken cancellationToken)
    {
        var filter = string.Create(
            CultureInfo.InvariantCulture,
            $"{TableClient.CreateQueryFilter($"PartitionKey eq {campaignId} and RowKey gt {after}")} and {Wants(kind)} eq true{(resolved ? " and Resolved eq true" : "")}");
        return [.. (await ReadAsync(filter, most, ["RowKey"], cancellationToken)).Select(row => row.RowKey)];
    }

    private async Task<List<TableEntity>> ReadAsync(string filter, int most, IEnumerable<string>? select, CancellationToken cancellationToken)
    {
        var rows = new List<TableEntity>();
        // One answer holds a thousand rows at most (rest/api/storageservices/query-timeout-and-pagination).
        await foreach (var row in table.QueryAsync<TableEntity>(filter, Math.Min(most, 1000), select, cancellationToken))
        {
            rows.Add(row);
            if (rows.Count == most)
            {
                break;
            }
        }

        return rows;
    }

    private static string Wants(string kind) => "Wants_" + kind;

    private static Subscription Decode(TableEntity row) => new(
        row.RowKey,
        row.PartitionKey,
        row.GetString("Channel")!,
        [.. row.Keys.Where(key => key.StartsWith("Wants_", StringComparison.Ordinal)).Select(key => key["Wants_".Length..]).Order(StringComparer.Ordinal)],
        row.GetBoolean("Resolved")!.Value,
        row.GetString("Language")!,
        row.GetDateTimeOffset("Since")!.Value);
}
