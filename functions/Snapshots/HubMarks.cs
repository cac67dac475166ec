using Relais.Storage.Tables;

namespace Relais.Snapshots;

/// <summary>Keeps which state of each feed the hub was told of last.</summary>
internal sealed class HubMarks([FromKeyedServices(SnapshotStore.TableName)] TableClient table)
{
    /// <summary>Of every feed that the hub was ever told of, what it stood for then.</summary>
    public async Task<IReadOnlyDictionary<string, string>> ListAsync(CancellationToken cancellationToken)
    {
        var marks = new Dictionary<string, string>(StringComparer.Ordinal);
        await foreach (var row in table.QueryAsync<TableEntity>(TableClient.CreateQueryFilter($"PartitionKey eq {Partition}"), cancellationToken: cancellationToken))
        {
            marks.Add(row.RowKey, row.GetString("Told")!);
        }

        return marks;
    }

    public Task PutAsync(string feed, string told, CancellationToken cancellationToken) =>
        table.UpsertEntityAsync(new TableEntity(Partition, feed) { ["Told"] = told }, TableUpdateMode.Replace, cancellationToken);

    /// <summary>The name of a feed among them.</summary>
    public static string NameOf(string campaignId, string language) => $"{campaignId}~{language}";

    // No campaign's id begins with a tilde, so this partition is nobody's.
    private const string Partition = "~hub";
}
