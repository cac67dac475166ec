using System.Collections.Concurrent;
using Azure;
using Relais.Secrets;
using Relais.Storage.Tables;

namespace Relais.Intake;

/// <summary>Keeps what was pushed and counts it, each thing once: what comes to one inlet at the same time shares a transaction, and each is answered when its own row is kept.</summary>
public sealed class SubmissionStore([FromKeyedServices(SubmissionStore.TableName)] TableClient table, Seal seal)
{
    public const string TableName = "submissions";

    // Table Storage, entity group transactions: a hundred rows, one of which is the count.
    private const int MostDeedsATransaction = 99;

    private readonly SubmissionRows rows = new(seal);
    // As many as there are inlets: nobody gets here without one.
    private readonly ConcurrentDictionary<string, Desk> desks = new(StringComparer.Ordinal);

    /// <summary>Keeps and counts what one call told; done once it is kept.</summary>
    /// <exception cref="RequestFailedException">Storage is not there: nothing is kept, and the sender must try again.</exception>
    public Task KeepAsync(string inletId, IReadOnlyList<Submission> told)
    {
        var waiting = new Waiting(told, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        var desk = desks.GetOrAdd(inletId, _ => new Desk());
        lock (desk)
        {
            desk.Line.Enqueue(waiting);
            if (desk.IsOpen)
            {
                return waiting.Done.Task;
            }

            desk.IsOpen = true;
        }

        // Whoever finds nobody at the desk serves the line until it is empty.
        _ = ServeAsync(inletId, desk);
        return waiting.Done.Task;
    }

    /// <summary>What has been counted at an inlet.</summary>
    public async Task<Sums> CountAsync(string inletId, CancellationToken cancellationToken)
    {
        var row = await table.GetEntityIfExistsAsync<TableEntity>(inletId, SubmissionRows.SumsKey, cancellationToken: cancellationToken);
        return row.HasValue ? SubmissionRows.DecodeSums(row.Value!) : Sums.Zero;
    }

    private async Task ServeAsync(string inletId, Desk desk)
    {
        while (Next(desk) is { Count: > 0 } some)
        {
            try
            {
                await KeepTogetherAsync(inletId, desk, [.. some.SelectMany(one => one.Told)]);
                some.ForEach(one => one.Done.SetResult());
            }
            catch (Exception failure)
            {
                // Each caller is told; the count is read anew.
                desk.Sums = null;
                some.ForEach(one => one.Done.SetException(failure));
            }
        }
    }

    private static List<Waiting> Next(Desk desk)
    {
        var (some, things) = (new List<Waiting>(), 0);
        lock (desk)
        {
            while (desk.Line.TryPeek(out var next) && (some.Count == 0 || things + next.Told.Count <= MostDeedsATransaction))
            {
                some.Add(desk.Line.Dequeue());
                things += next.Told.Count;
            }

            if (some.Count == 0)
            {
                desk.IsOpen = false;
            }
        }

        return some;
    }

    /// <summary>Adds what is new and changes what is known, with the count, again as long as somebody else was quicker.</summary>
    private async Task KeepTogetherAsync(string inletId, Desk desk, IReadOnlyList<Submission> told)
    {
        foreach (var some in told.GroupBy(one => SubmissionRows.DeedKey(one.Key)).Chunk(MostDeedsATransaction))
        {
            // Nearly everything is new: what is known is only looked for once storage says that it is there.
            var known = new Dictionary<string, TableEntity>(StringComparer.Ordinal);
            while (!await TryAsync(inletId, desk, some, known))
            {
                desk.Sums = await table.GetEntityIfExistsAsync<TableEntity>(inletId, SubmissionRows.SumsKey) is { HasValue: true } sums ? sums.Value : null;
                foreach (var row in await Task.WhenAll(some.Select(deed => table.GetEntityIfExistsAsync<TableEntity>(inletId, deed.Key))))
                {
                    if (row.HasValue)
                    {
                        known[row.Value!.RowKey] = row.Value;
                    }
                }
            }
        }
    }

    private async Task<bool> TryAsync(string inletId, Desk desk, IEnumerable<IGrouping<string, Submission>> deeds, Dictionary<string, TableEntity> known)
    {
        var (sums, actions) = (desk.Sums is { } counted ? SubmissionRows.DecodeSums(counted) : Sums.Zero, new List<TableTransactionAction>());
        foreach (var deed in deeds)
        {
            var row = known.GetValueOrDefault(deed.Key);
            var before = row is null ? null : rows.Decode(row, deed.First().Key);
            var after = deed.Aggregate(before, Deed.After)!;
            if (after == before)
            {
                continue;
            }

            sums = sums.Change(before?.Counts() ?? Sums.Zero, after.Counts());
            actions.Add(row is null
                ? new(TableTransactionActionType.Add, rows.Encode(inletId, after))
                : new(TableTransactionActionType.UpdateReplace, rows.Encode(inletId, after), row.ETag));
        }

        if (actions.Count == 0)
        {
            return true;
        }

        var count = SubmissionRows.Encode(inletId, sums);
        actions.Insert(0, desk.Sums is { } standing ? new(TableTransactionActionType.UpdateReplace, count, standing.ETag) : new(TableTransactionActionType.Add, count));
        try
        {
            count.ETag = (await table.SubmitTransactionAsync(actions)).Value[0].Headers.ETag!.Value;
            desk.Sums = count;
            return true;
        }
        catch (TableTransactionFailedException raced) when (raced.Status is 409 or 412 or 404)
        {
            return false;
        }
    }

    /// <summary>Where the calls to one inlet wait for each other.</summary>
    private sealed class Desk
    {
        public Queue<Waiting> Line { get; } = new();

        public bool IsOpen { get; set; }

        /// <summary>The count as this instance wrote or read it last; null when it has not.</summary>
        public TableEntity? Sums { get; set; }
    }

    private sealed record Waiting(IReadOnlyList<Submission> Told, TaskCompletionSource Done);
}
