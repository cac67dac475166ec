using Relais.Campaigns;
using Relais.Hosting;
using Relais.Storage;
using Relais.Storage.Tables;

namespace Relais.Operations.Backups;

/// <summary>Remembers that a backup's rows are being written here, and of which: until all are there the same file is carried on with, and no other.</summary>
internal sealed class ImportMark(StorageAccount account) : IStartCondition
{
    // In the table that is written last. No campaign's id begins with a tilde.
    private const string Partition = "~import";
    private const string Row = "begun";

    private readonly TableClient table = account.Table(CampaignStore.TableName);

    /// <summary>The checksum of the backup whose import has begun; null where none has.</summary>
    public async Task<string?> FindAsync(CancellationToken cancellationToken)
    {
        var found = await table.GetEntityIfExistsAsync<TableEntity>(Partition, Row, cancellationToken: cancellationToken);
        return found.HasValue ? found.Value!.GetString("Backup") : null;
    }

    /// <summary>Half of a backup is no state to work from: what was planned would find its pages missing, and be taken for done.</summary>
    public async Task<string?> WhyNotAsync(CancellationToken cancellationToken) =>
        await FindAsync(cancellationToken) is null ? null : "An import has begun here and has not ended: carry on with it by the same command, and start then.";

    public Task PutAsync(string backup, CancellationToken cancellationToken) =>
        table.UpsertEntityAsync(new TableEntity(Partition, Row) { ["Backup"] = backup }, TableUpdateMode.Replace, cancellationToken);

    public Task RemoveAsync(CancellationToken cancellationToken) => table.DeleteEntityAsync(Partition, Row, cancellationToken: cancellationToken);
}
