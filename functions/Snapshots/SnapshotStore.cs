using System.Globalization;
using System.Text.Json;
using Relais.Storage.Tables;

namespace Relais.Snapshots;

/// <summary>Keeps snapshots: every one in its campaign's partition, newest first, and the latest of each campaign together in one.</summary>
public sealed class SnapshotStore([FromKeyedServices(SnapshotStore.TableName)] TableClient table)
{
    public const string TableName = "snapshots";

    /// <summary>Keeps a snapshot; taken again for the same instant it replaces the earlier one.</summary>
    public async Task KeepAsync(Snapshot snapshot, CancellationToken cancellationToken)
    {
        var document = JsonSerializer.Serialize(snapshot, SnapshotsJson.Default.Snapshot);
        await Task.WhenAll(
            table.UpsertEntityAsync(new TableEntity(snapshot.CampaignId, KeyOf(snapshot.At)) { ["Document"] = document }, TableUpdateMode.Replace, cancellationToken),
            table.UpsertEntityAsync(new TableEntity(Latest, snapshot.CampaignId) { ["Document"] = document }, TableUpdateMode.Replace, cancellationToken));
    }

    /// <summary>The latest snapshot of every campaign, by its id.</summary>
    public async Task<IReadOnlyDictionary<string, Snapshot>> ListLatestAsync(CancellationToken cancellationToken)
    {
        var latest = new Dictionary<string, Snapshot>(StringComparer.Ordinal);
        await foreach (var row in table.QueryAsync<TableEntity>(TableClient.CreateQueryFilter($"PartitionKey eq {Latest}"), cancellationToken: cancellationToken))
        {
            latest.Add(row.RowKey, Decode(row));
        }

        return latest;
    }

    /// <summary>The latest snapshot of one campaign; null before the first.</summary>
    public async Task<Snapshot?> FindLatestAsync(string campaignId, CancellationToken cancellationToken)
    {
        var row = await table.GetEntityIfExistsAsync<TableEntity>(Latest, campaignId, cancellationToken: cancellationToken);
        return row.HasValue ? Decode(row.Value!) : null;
    }

    /// <summary>A campaign's snapshots older than <paramref name="before"/>, newest first.</summary>
    public async Task<IReadOnlyList<Snapshot>> ListAsync(string campaignId, DateTimeOffset before, int most, CancellationToken cancellationToken)
    {
        var snapshots = new List<Snapshot>();
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {campaignId} and RowKey gt {KeyOf(before)}");
        await foreach (var row in table.QueryAsync<TableEntity>(filter, maxPerPage: most, cancellationToken: cancellationToken))
        {
            snapshots.Add(Decode(row));
            if (snapshots.Count == most)
            {
                break;
            }
        }

        return snapshots;
    }

    public async Task<long> CountAsync(string campaignId, CancellationToken cancellationToken)
    {
        var count = 0L;
        await foreach (var _ in table.QueryAsync<TableEntity>(TableClient.CreateQueryFilter($"PartitionKey eq {campaignId}"), select: ["RowKey"], cancellationToken: cancellationToken))
        {
            count++;
        }

        return count;
    }

    // No campaign's id begins with a tilde, so this partition is nobody's.
    private const string Latest = "~latest";

    // Counted down, so that a plain range read begins with the newest.
    private static string KeyOf(DateTimeOffset at) => string.Create(CultureInfo.InvariantCulture, $"{DateTimeOffset.MaxValue.UtcTicks - at.UtcTicks:D19}");

    private static Snapshot Decode(TableEntity row) => JsonSerializer.Deserialize(row.GetString("Document")!, SnapshotsJson.Default.Snapshot)!;
}
