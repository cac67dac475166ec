using Relais.Storage.Tables;

namespace Relais.Notifications;

/// <summary>Keeps where notifications go: one row a subscription, in the campaign's partition and in the order of the ids, so that a chunk is one range.</summary>
public sealed class AddressBook([FromKeyedServices(AddressBook.TableName)] TableClient table)
{
    public const string TableName = "addresses";

    public Task PutAsync(string campaignId, Recipient recipient, CancellationToken cancellationToken) =>
        table.UpsertEntityAsync(
            new TableEntity(campaignId, recipient.Id)
            {
                ["Channel"] = recipient.Channel,
                ["Address"] = recipient.Address,
                ["Secret"] = recipient.Secret,
                ["Language"] = recipient.Language,
            },
            TableUpdateMode.Replace,
            cancellationToken);

    public Task RemoveAsync(string campaignId, string recipientId, CancellationToken cancellationToken) =>
        table.DeleteEntityAsync(campaignId, recipientId, cancellationToken: cancellationToken);

    /// <summary>The recipients of a campaign whose ids lie between these two, both included.</summary>
    public async Task<IReadOnlyDictionary<string, Recipient>> ReadRangeAsync(string campaignId, string first, string last, CancellationToken cancellationToken)
    {
        var recipients = new Dictionary<string, Recipient>(StringComparer.Ordinal);
        var range = TableClient.CreateQueryFilter($"PartitionKey eq {campaignId} and RowKey ge {first} and RowKey le {last}");
        await foreach (var row in table.QueryAsync<TableEntity>(range, cancellationToken: cancellationToken))
        {
            recipients.Add(row.RowKey, new Recipient(row.RowKey, row.GetString("Channel")!, row.GetString("Address")!, row.GetString("Secret"), row.GetString("Language")!));
        }

        return recipients;
    }
}
