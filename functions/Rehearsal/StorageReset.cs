using Relais.Campaigns;
using Relais.Hosting;
using Relais.Storage;
using Relais.Storage.Tables;

namespace Relais.Rehearsal;

/// <summary>Empties the tables and queues of a rehearsal, which are its own: those of the app itself have another prefix.</summary>
internal static class StorageReset
{
    // Kept in the table that goes last: a reset that was cut short is seen, and done again, by the next start.
    private const string Partition = "~reset";
    private const string Row = "begun";

    /// <summary>Empties everything if that is wanted, or if an earlier start began to.</summary>
    public static async Task RunAsync(IServiceProvider services, bool wanted, CancellationToken cancellationToken)
    {
        var account = services.GetRequiredService<StorageAccount>();
        var last = account.Table(CampaignStore.TableName);
        if (!wanted && !(await last.GetEntityIfExistsAsync<TableEntity>(Partition, Row, cancellationToken: cancellationToken)).HasValue)
        {
            return;
        }

        await last.UpsertEntityAsync(new TableEntity(Partition, Row), TableUpdateMode.Replace, cancellationToken);
        foreach (var table in services.GetServices<DeclaredTable>().Select(table => table.Name).Where(name => name != CampaignStore.TableName))
        {
            await EmptyAsync(account.Table(table), cancellationToken);
        }

        foreach (var queue in services.GetRequiredService<FunctionQueues>().All)
        {
            await queue.Draining!.ClearMessagesAsync(cancellationToken);
        }

        await EmptyAsync(last, cancellationToken);
    }

    private static async Task EmptyAsync(TableClient table, CancellationToken cancellationToken)
    {
        await table.DeleteAsync(cancellationToken);
        await table.CreateIfNotExistsAsync(cancellationToken);
    }
}
