using Azure;
using Relais.Storage.Tables;

namespace Relais.Intake;

/// <summary>Hands out what is to be done for things that are kept, each to one that does it at a time.</summary>
public sealed class DeedDues([FromKeyedServices(SubmissionStore.TableName)] TableClient table, SubmissionStore submissions, TimeProvider time)
{
    // Whoever has not done it by then was stopped.
    public static readonly TimeSpan Held = TimeSpan.FromMinutes(5);

    /// <summary>What is to be done at an inlet and held by nobody, and whether there is more that somebody holds.</summary>
    internal async Task<(IReadOnlyList<TableEntity> Free, bool AreHeld)> ListAsync(string inletId, int most, CancellationToken cancellationToken)
    {
        var (rows, areHeld, now) = (new List<TableEntity>(), false, time.GetUtcNow());
        await foreach (var row in table.QueryAsync<TableEntity>(SubmissionRows.DuesOf(inletId), cancellationToken: cancellationToken))
        {
            if (row.GetDateTimeOffset("Held") is not { } held || held <= now)
            {
                rows.Add(row);
            }
            else
            {
                areHeld = true;
            }

            if (rows.Count == most)
            {
                break;
            }
        }

        return (rows, areHeld);
    }

    /// <summary>Holds one for whoever does it now, with the thing as it stands; null when somebody else does, or it is done.</summary>
    internal async Task<TakenDue?> TakeAsync(TableEntity due, CancellationToken cancellationToken)
    {
        try
        {
            var held = new TableEntity(due.PartitionKey, due.RowKey) { ["Held"] = time.GetUtcNow() + Held };
            var mark = (await table.UpdateEntityAsync(held, due.ETag, TableUpdateMode.Replace, cancellationToken)).Headers.ETag!.Value;
            return new TakenDue(due.PartitionKey, due.RowKey, mark, await submissions.FindAsync(due.PartitionKey, SubmissionRows.DeedKeyOfDue(due.RowKey), cancellationToken));
        }
        catch (RequestFailedException raced) when (raced.Status is 404 or 412)
        {
            return null;
        }
    }

    /// <summary>It is done. What was told of the same thing meanwhile has a row of its own, which stays.</summary>
    internal async Task CloseAsync(TakenDue taken, CancellationToken cancellationToken)
    {
        try
        {
            await table.DeleteEntityAsync(taken.InletId, taken.Key, taken.Mark, cancellationToken);
        }
        catch (RequestFailedException changed) when (changed.Status == 412)
        {
            // Something new is to be done for the same thing: its own message finds it.
        }
    }
}

/// <summary>Something to be done that is held by one who does it.</summary>
/// <param name="Deed">The thing as it stands; null when it is not there any more.</param>
internal sealed record TakenDue(string InletId, string Key, ETag Mark, Deed? Deed);
