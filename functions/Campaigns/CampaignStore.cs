using System.Text.Json;
using System.Text.Json.Serialization;
using Azure;
using Relais.Storage.Tables;

namespace Relais.Campaigns;

/// <summary>Keeps campaigns: one row each, all in one partition, so that a timer tick reads them in one request.</summary>
public sealed class CampaignStore([FromKeyedServices(CampaignStore.TableName)] TableClient table)
{
    public const string TableName = "campaigns";

    public async Task<Campaign?> FindAsync(string id, CancellationToken cancellationToken) =>
        (await ReadAsync(id, cancellationToken))?.Campaign;

    public async Task<IReadOnlyList<Campaign>> ListAsync(CancellationToken cancellationToken)
    {
        var campaigns = new List<Campaign>();
        await foreach (var row in table.QueryAsync<TableEntity>(TableClient.CreateQueryFilter($"PartitionKey eq {Partition}"), cancellationToken: cancellationToken))
        {
            campaigns.Add(Decode(row));
        }

        return campaigns;
    }

    /// <summary>Keeps a new campaign; false when its id is taken by another.</summary>
    public async Task<bool> AddAsync(Campaign campaign, CancellationToken cancellationToken)
    {
        var row = Encode(campaign);
        try
        {
            await table.AddEntityAsync(row, cancellationToken);
            return true;
        }
        catch (RequestFailedException taken) when (taken.Status == 409)
        {
            // After a lost answer the client's own retry meets its own success: the very same campaign, to the tick of its beginning.
            var standing = await table.GetEntityIfExistsAsync<TableEntity>(Partition, campaign.Id, cancellationToken: cancellationToken);
            return standing.HasValue && LongText.Get(standing.Value!, "Document") == LongText.Get(row, "Document");
        }
    }

    /// <summary>Applies a change to the campaign as it stands, again if somebody else changed it meanwhile; null when there is none.</summary>
    public async Task<Campaign?> ChangeAsync(string id, Func<Campaign, Campaign> change, CancellationToken cancellationToken)
    {
        while (await ReadAsync(id, cancellationToken) is { } standing)
        {
            var changed = change(standing.Campaign);
            try
            {
                await table.UpdateEntityAsync(Encode(changed), standing.ETag, TableUpdateMode.Replace, cancellationToken);
                return changed;
            }
            catch (RequestFailedException raced) when (raced.Status == 412)
            {
                // Somebody else changed it between the read and the write: read what stands now and apply the change to that.
            }
        }

        return null;
    }

    private async Task<(Campaign Campaign, ETag ETag)?> ReadAsync(string id, CancellationToken cancellationToken)
    {
        var found = await table.GetEntityIfExistsAsync<TableEntity>(Partition, id, cancellationToken: cancellationToken);
        return found.HasValue ? (Decode(found.Value!), found.Value!.ETag) : null;
    }

    private const string Partition = "campaign";

    // Addresses of feeds make it longer than one property.
    private static TableEntity Encode(Campaign campaign)
    {
        var row = new TableEntity(Partition, campaign.Id);
        LongText.Put(row, "Document", JsonSerializer.Serialize(campaign, CampaignRowJson.Default.Campaign));
        return row;
    }

    private static Campaign Decode(TableEntity row) =>
        JsonSerializer.Deserialize(LongText.Get(row, "Document")!, CampaignRowJson.Default.Campaign)!;
}

[JsonSerializable(typeof(Campaign))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, Converters = [typeof(HashtagConverter)])]
internal sealed partial class CampaignRowJson : JsonSerializerContext;
