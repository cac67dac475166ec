using System.Collections.Concurrent;
using Azure;
using Relais.Secrets;
using Relais.Storage.Tables;

namespace Relais.Intake;

/// <summary>Keeps what was pushed and counts it, each thing once: what comes to one inlet at the same time shares a transaction, and each is answered when its own row is kept.</summary>
public sealed class SubmissionStore([FromKeyedServices(SubmissionStore.TableName)] TableClient table, Seal seal, KeyedHash hash, FollowUps followUps)
{
    public const string TableName = "submissions";

    // Table Storage, entity group transactions: a hundred rows, one of which is the count; each thing may have a second that says what is to be done.
    private const int MostDeedsATransaction = 49;

    // Each time that others are quicker one of them is done: so many more have never been seen to wait for one row.
    private const int MostTries = 50;

    private readonly SubmissionRows rows = new(seal, hash);
    // As many as there are inlets: nobody gets here without one.
    private readonly ConcurrentDictionary<string, Desk> desks = new(StringComparer.Ordinal);

    /// <summary>Keeps and counts what one call told; done once it is kept.</summary>
    /// <exception cref="RequestFailedException">Storage is not there: nothing is kept, and the sender must try again.</exception>
    public async Task KeepAsync(Inlet inlet, IReadOnlyList<Submission> told)
    {
        if (told.Count == 0)
        {
            return;
        }

        // Before and after: whatever is cut short between the two is found.
        await followUps.ExpectAsync(inlet, CancellationToken.None);
        await WaitAsync(inlet, told);
        await followUps.CallAsync(inlet, CancellationToken.None);
    }

    private Task WaitAsync(Inlet inlet, IReadOnlyList<Submission> told)
    {
        var waiting = new Waiting(told, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        var desk = desks.GetOrAdd(inlet.Id, _ => new Desk());
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
        _ = ServeAsync(inlet, desk);
        return waiting.Done.Task;
    }

    /// <summary>What has been counted at an inlet.</summary>
    public async Task<Sums> CountAsync(string inletId, CancellationToken cancellationToken)
    {
        var row = await table.GetEntityIfExistsAsync<TableEntity>(inletId, SubmissionRows.SumsKey, cancellationToken: cancellationToken);
        return row.HasValue ? SubmissionRows.DecodeSums(row.Value!) : Sums.Zero;
    }

    /// <summary>A thing as it stands; null when there is none.</summary>
    internal async Task<Deed?> FindAsync(string inletId, string deedKey, CancellationToken cancellationToken)
    {
        var row = await table.GetEntityIfExistsAsync<TableEntity>(inletId, deedKey, cancellationToken: cancellationToken);
        return row.HasValue ? rows.Decode(row.Value!) : null;
    }

    /// <summary>Some of the things that came to an inlet, each with the id to go on from.</summary>
    internal async Task<IReadOnlyList<(string Id, Deed Deed)>> ListAsync(string inletId, string after, int most, CancellationToken cancellationToken)
    {
        var deeds = new List<(string, Deed)>();
        await foreach (var row in table.QueryAsync<TableEntity>(SubmissionRows.DeedsAfter(inletId, after), most, cancellationToken: cancellationToken))
        {
            deeds.Add((SubmissionRows.IdOf(row.RowKey), rows.Decode(row)));
            if (deeds.Count == most)
            {
                break;
            }
        }

        return deeds;
    }

    private async Task ServeAsync(Inlet inlet, Desk desk)
    {
        while (Next(desk) is { Count: > 0 } some)
        {
            try
            {
                await KeepTogetherAsync(inlet, desk, [.. some.SelectMany(one => one.Told)]);
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
    private async Task KeepTogetherAsync(Inlet inlet, Desk desk, IReadOnlyList<Submission> told)
    {
        foreach (var some in told.GroupBy(one => SubmissionRows.DeedKey(one.Key)).Chunk(MostDeedsATransaction))
        {
            // Nearly everything is new: what is known is only looked for once storage says that it is there.
            var known = new Dictionary<string, TableEntity>(StringComparer.Ordinal);
            for (var tries = 1; !await TryAsync(inlet, desk, some, known); tries++)
            {
                if (tries == MostTries)
                {
                    throw new RequestFailedException(StatusCodes.Status503ServiceUnavailable, $"Others were quicker {MostTries} times.");
                }

                desk.Sums = await table.GetEntityIfExistsAsync<TableEntity>(inlet.Id, SubmissionRows.SumsKey) is { HasValue: true } sums ? sums.Value : null;
                foreach (var row in await Task.WhenAll(some.Select(deed => table.GetEntityIfExistsAsync<TableEntity>(inlet.Id, deed.Key))))
                {
                    if (row.HasValue)
                    {
                        known[row.Value!.RowKey] = row.Value;
                    }
                }
            }
        }
    }

    private async Task<bool> TryAsync(Inlet inlet, Desk desk, IEnumerable<IGrouping<string, Submission>> deeds, Dictionary<string, TableEntity> known)
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
                ? new(TableTransactionActionType.Add, rows.Encode(inlet.Id, after))
                : new(TableTransactionActionType.UpdateReplace, rows.Encode(inlet.Id, after), row.ETag));
            if (DeedDue.IsNew(before, after, inlet))
            {
                actions.Add(new(TableTransactionActionType.UpsertReplace, new TableEntity(inlet.Id, SubmissionRows.DueKey(deed.Key))));
            }
        }

        if (actions.Count == 0)
        {
            return true;
        }

        var count = SubmissionRows.Encode(inlet.Id, sums);
        actions.Insert(0, desk.Sums is { } standing ? new(TableTransactionActionType.UpdateReplace, count, standing.ETag) : new(TableTransactionActionType.Add, count));
        try
        {
            count.ETag = (await table.SubmitTransactionAsync(actions)).Value[0].Headers.ETag!.Value;
            desk.Sums = count;
            return true;
        }
        catch (TableTransactionFailedException raced) when (raced.Status is 409 or 412 || (raced.Status == 404 && (desk.Sums is not null || known.Count > 0)))
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
