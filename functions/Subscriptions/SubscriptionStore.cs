using Azure;
using Relais.Notifications;
using Relais.Storage.Tables;

namespace Relais.Subscriptions;

/// <summary>Keeps who wants to hear: one row a subscription, in its campaign's partition and in the order of the ids.</summary>
public sealed class SubscriptionStore([FromKeyedServices(SubscriptionStore.TableName)] TableClient table)
{
    public const string TableName = "subscriptions";

    public Task PutAsync(Subscription subscription, CancellationToken cancellationToken) =>
        table.UpsertEntityAsync(Encode(subscription), TableUpdateMode.Replace, cancellationToken);

    /// <summary>Writes a subscription anew that is there; false when it has been taken away meanwhile: whoever has left must not come back.</summary>
    public async Task<bool> ChangeAsync(Subscription subscription, CancellationToken cancellationToken)
    {
        try
        {
            await table.UpdateEntityAsync(Encode(subscription), ETag.All, TableUpdateMode.Replace, cancellationToken);
            return true;
        }
        catch (RequestFailedException gone) when (gone.Status == 404)
        {
            return false;
        }
    }

    internal static TableEntity Encode(Subscription subscription)
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
            row[AudienceWish.Wants(kind)] = true;
        }

        // Topics are few and people many: a column a topic, so that storage itself picks who is meant.
        row["AllTopics"] = subscription.Topics.Count == 0;
        foreach (var topic in subscription.Topics)
        {
            row[AudienceWish.Topical(topic)] = true;
        }

        row["Cell"] = subscription.Cell;
        row["Area"] = subscription.Area;
        row["Owner"] = subscription.Owner;
        row["Floor"] = Severities.Rank(subscription.Floor);
        if (subscription.Consent is { } consent)
        {
            row["ConsentAt"] = consent.At;
            row["ConsentWay"] = consent.Way;
            row["ConsentText"] = consent.Text;
            row["ConsentSource"] = consent.Source;
        }

        return row;
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
        var (page, more) = await ReadAsync(TableClient.CreateQueryFilter($"PartitionKey eq {campaignId} and RowKey gt {after}"), most, null, cancellationToken);
        return ([.. page.Select(Decode)], more ? page[^1].RowKey : null);
    }

    /// <summary>The ids of the next subscriptions after <paramref name="after"/> that want to hear of this, in their order, and whether there may be more.</summary>
    public async Task<(IReadOnlyList<string> Ids, bool More)> WhoWantsAsync(string campaignId, AudienceWish wish, string after, int most, CancellationToken cancellationToken)
    {
        var (rows, more) = await ReadAsync(wish.ToFilter(campaignId, after), most, ["RowKey"], cancellationToken);
        return ([.. rows.Select(row => row.RowKey)], more);
    }

    private async Task<(List<TableEntity> Rows, bool More)> ReadAsync(string filter, int most, IEnumerable<string>? select, CancellationToken cancellationToken)
    {
        var rows = new List<TableEntity>();
        // One answer holds a thousand rows at most (rest/api/storageservices/query-timeout-and-pagination), and says whether it is the last.
        await foreach (var page in table.QueryAsync<TableEntity>(filter, Math.Min(most, 1000), select, cancellationToken).AsPages())
        {
            var room = most - rows.Count;
            rows.AddRange(page.Values.Take(room));
            if (page.Values.Count >= room)
            {
                return (rows, page.Values.Count > room || page.ContinuationToken is not null);
            }
        }

        return (rows, false);
    }

    private static Subscription Decode(TableEntity row) => new(
        row.RowKey,
        row.PartitionKey,
        row.GetString("Channel")!,
        Named(row, AudienceWish.Wants("")),
        row.GetBoolean("Resolved")!.Value,
        row.GetString("Language")!,
        row.GetDateTimeOffset("Since")!.Value)
    {
        Topics = [.. Named(row, AudienceWish.Topical("")).Select(AudienceWish.TopicOf)],
        Cell = row.GetString("Cell"),
        Area = row.GetString("Area"),
        Owner = row.GetString("Owner"),
        Floor = Severities.All[row.GetInt32("Floor")!.Value],
        Consent = row.GetDateTimeOffset("ConsentAt") is { } at ? new Consent(at, row.GetString("ConsentWay")!, row.GetString("ConsentText"), row.GetString("ConsentSource")) : null,
    };

    private static string[] Named(TableEntity row, string prefix) =>
        [.. row.Keys.Where(key => key.StartsWith(prefix, StringComparison.Ordinal)).Select(key => key[prefix.Length..]).Order(StringComparer.Ordinal)];
}
