using System.Collections.Concurrent;
using Azure;
using Relais.Hosting;
using Relais.Storage.Tables;

namespace Relais.Intake;

/// <summary>Has done what kept submissions ask for, and counted what they add up to: one message for all that comes to an inlet within some seconds, and a mark that stands before anything is kept, so that what is cut short is found.</summary>
public sealed class FollowUps([FromKeyedServices(SubmissionStore.TableName)] TableClient table, MessageQueue<FollowUpDue> queue, TimeProvider time)
{
    // No inlet's id begins with a tilde, so this partition is nobody's.
    private const string Partition = "~follow-ups";

    // Long enough that a crowd costs little, short enough that nobody waits for their message.
    private static readonly TimeSpan Together = TimeSpan.FromSeconds(5);

    // A mark is written this often, and stands longer than any request that was begun while it was fresh can last.
    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Stands = TimeSpan.FromMinutes(30);

    // As many as there are inlets.
    private readonly ConcurrentDictionary<string, DateTimeOffset> marked = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, DateTimeOffset> called = new(StringComparer.Ordinal);

    /// <summary>Comes before something is kept.</summary>
    internal async Task ExpectAsync(Inlet inlet, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (marked.TryGetValue(inlet.Id, out var at) && now - at < Fresh)
        {
            return;
        }

        await table.UpsertEntityAsync(new TableEntity(Partition, inlet.Id) { ["Campaign"] = inlet.CampaignId, ["Marked"] = now }, TableUpdateMode.Replace, cancellationToken);
        marked[inlet.Id] = now;
    }

    /// <summary>Comes after something is kept.</summary>
    internal async Task CallAsync(Inlet inlet, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();

        // Whoever looks at the end of these seconds sees all that was kept before.
        if (called.TryGetValue(inlet.Id, out var until) && now < until)
        {
            return;
        }

        called[inlet.Id] = now + Together;
        try
        {
            called[inlet.Id] = now + await queue.SendLaterAsync(new FollowUpDue(inlet.CampaignId, inlet.Id), Together, cancellationToken);
        }
        catch
        {
            called.TryRemove(inlet.Id, out _);
            throw;
        }
    }

    /// <summary>Calls for every inlet where something came of late, or is still to be done: what is done already is not done again.</summary>
    public async Task RecallAsync(CancellationToken cancellationToken)
    {
        await foreach (var row in table.QueryAsync<TableEntity>(TableClient.CreateQueryFilter($"PartitionKey eq {Partition}"), cancellationToken: cancellationToken))
        {
            await queue.SendAsync(new FollowUpDue(row.GetString("Campaign")!, row.RowKey), cancellationToken: cancellationToken);
            if (row.GetDateTimeOffset("Marked") < time.GetUtcNow() - Stands && !await IsWaitingAsync(row.RowKey, cancellationToken))
            {
                await RemoveAsync(row, cancellationToken);
            }
        }
    }

    private async Task<bool> IsWaitingAsync(string inletId, CancellationToken cancellationToken)
    {
        await foreach (var _ in table.QueryAsync<TableEntity>(SubmissionRows.DuesOf(inletId), maxPerPage: 1, select: ["RowKey"], cancellationToken: cancellationToken))
        {
            return true;
        }

        return false;
    }

    private async Task RemoveAsync(TableEntity row, CancellationToken cancellationToken)
    {
        try
        {
            await table.DeleteEntityAsync(row.PartitionKey, row.RowKey, row.ETag, cancellationToken);
        }
        catch (RequestFailedException raced) when (raced.Status == 412)
        {
            // Something has come there in this moment: the next hour looks again.
        }
    }
}
