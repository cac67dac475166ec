using Relais.Storage.Tables;

namespace Relais.Access;

/// <summary>Keeps organisers' keys by their digests, all in one partition.</summary>
public sealed class OrganiserKeyStore([FromKeyedServices(OrganiserKeyStore.TableName)] TableClient table)
{
    public const string TableName = "keys";

    public async Task<OrganiserKey?> FindAsync(string id, CancellationToken cancellationToken)
    {
        var row = await table.GetEntityIfExistsAsync<TableEntity>(Partition, id, cancellationToken: cancellationToken);
        return row.HasValue ? Decode(row.Value!) : null;
    }

    public async Task<IReadOnlyList<OrganiserKey>> ListAsync(CancellationToken cancellationToken)
    {
        var keys = new List<OrganiserKey>();
        await foreach (var row in table.QueryAsync<TableEntity>(TableClient.CreateQueryFilter($"PartitionKey eq {Partition}"), cancellationToken: cancellationToken))
        {
            keys.Add(Decode(row));
        }

        return keys;
    }

    // No two keys have one digest: what is met here after a lost answer is this very key.
    public Task AddAsync(OrganiserKey key, CancellationToken cancellationToken) => table.UpsertEntityAsync(
        new TableEntity(Partition, key.Id)
        {
            ["Name"] = key.Name,
            ["Scope"] = key.Scope,
            ["CreatedAt"] = key.CreatedAt,
            ["ExpiresAt"] = key.ExpiresAt,
        },
        TableUpdateMode.Replace,
        cancellationToken);

    public Task RemoveAsync(string id, CancellationToken cancellationToken) =>
        table.DeleteEntityAsync(Partition, id, cancellationToken: cancellationToken);

    private const string Partition = "key";

    private static OrganiserKey Decode(TableEntity row) => new(
        row.RowKey, row.GetString("Name")!, row.GetString("Scope")!, row.GetDateTimeOffset("CreatedAt")!.Value, row.GetDateTimeOffset("ExpiresAt"));
}
