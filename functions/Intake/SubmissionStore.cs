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
    /// <returns>False where some of it would count what nothing else there does, and the inlet counts too many different things already: that is not kept.</returns>
    /// <exception cref="Exception">Storage is not there (<see cref="Hosting.StorageFailure"/>): nothing is kept, and the sender must try again.</exception>
    public async Task<bool> KeepAsync(Inlet inlet, IReadOnlyList<Submission> told)
    {
        if (told.Count == 0)
        {
            return true;
        }

        // Before and after: whatever is cut short between the two is found.
        await followUps.ExpectAsync(inlet, CancellationToken.None);
        var isWhole = await WaitAsync(inlet, told);
        await followUps.CallAsync(inlet, CancellationToken.None);
        return isWhole;
    }

    private Task<bool> WaitAsync(Inlet inlet, IReadOnlyList<Submission> told)
    {
        var waiting = new Waiting(told, new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously));
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

    /// <summary>Takes a thing out of what counts, and with it what it said; false when there is none of this id.</summary>
    internal async Task<bool> StrikeAsync(Inlet inlet, string id, CancellationToken cancellationToken)
    {
        await followUps.ExpectAsync(inlet, cancellationToken);
        while (id.Length > 0 && id.All(char.IsAsciiHexDigitLower) && await table.GetEntityIfExistsAsync<TableEntity>(inlet.Id, SubmissionRows.DeedKeyOf(id), cancellationToken: cancellationToken) is { HasValue: true } row)
        {
            var before = rows.Decode(row.Value!);
            var after = before.Erase() with { IsStruck = true };
            var standing = await table.GetEntityAsync<TableEntity>(inlet.Id, SubmissionRows.SumsKey, cancellationToken: cancellationToken);
            var sums = SubmissionRows.DecodeSums(standing.Value).Change(before.Counts(), after.Counts());
            try
            {
                await table.SubmitTransactionAsync(
                    [
                        new(TableTransactionActionType.UpdateReplace, SubmissionRows.Encode(inlet.Id, sums), standing.Value.ETag),
                        new(TableTransactionActionType.UpdateReplace, rows.Encode(inlet.Id, row.Value!.RowKey, after), row.Value.ETag),
                    ],
                    cancellationToken);
                await followUps.CallAsync(inlet, cancellationToken);
                return true;
            }
            catch (TableTransactionFailedException raced) when (raced.Status is 409 or 412)
            {
                // Something came at the same moment: strike it as it stands now.
            }
        }

        return false;
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
                var refused = await KeepTogetherAsync(inlet, desk, [.. some.SelectMany(one => one.Told)]);
                some.ForEach(one => one.Done.SetResult(!one.Told.Any(told => refused.Contains(SubmissionRows.DeedKey(inlet, told.Key)))));
            }
            catch (Exception failure)
            {
                // Each caller is told, also those who wait behind: where storage does not answer nobody is to wait for each of them in turn. The count is read anew.
                desk.Sums = null;
                some.ForEach(one => one.Done.SetException(failure));
                TakeAll(desk).ForEach(one => one.Done.SetException(failure));
            }
        }
    }

    private static List<Waiting> TakeAll(Desk desk)
    {
        lock (desk)
        {
            var all = desk.Line.ToList();
            desk.Line.Clear();
            return all;
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
    private async Task<HashSet<string>> KeepTogetherAsync(Inlet inlet, Desk desk, IReadOnlyList<Submission> told)
    {
        var refused = new HashSet<string>(StringComparer.Ordinal);
        foreach (var some in told.GroupBy(one => SubmissionRows.DeedKey(inlet, one.Key)).Chunk(MostDeedsATransaction))
        {
            // Nearly everything is new: what is known is only looked for once storage says that it is there.
            var known = new Dictionary<string, TableEntity>(StringComparer.Ordinal);
            for (var tries = 1; !await TryAsync(inlet, desk, some, known, refused); tries++)
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

        return refused;
    }

    private async Task<bool> TryAsync(Inlet inlet, Desk desk, IEnumerable<IGrouping<string, Submission>> deeds, Dictionary<string, TableEntity> known, HashSet<string> refused)
    {
        var (sums, actions) = (desk.Sums is { } counted ? SubmissionRows.DecodeSums(counted) : Sums.Zero, new List<TableTransactionAction>());
        foreach (var deed in deeds)
        {
            var row = known.GetValueOrDefault(deed.Key);
            var before = row is null ? null : rows.Decode(row);
            var after = deed.Aggregate(before, Deed.After)!;
            if (after == before)
            {
                continue;
            }

            var changed = sums.Change(before?.Counts() ?? Sums.Zero, after.Counts());
            if (changed.Counts.Count > Math.Max(Sums.MostNames, sums.Counts.Count))
            {
                refused.Add(deed.Key);
                continue;
            }

            sums = changed;
            actions.Add(row is null
                ? new(TableTransactionActionType.Add, rows.Encode(inlet.Id, deed.Key, after))
                : new(TableTransactionActionType.UpdateReplace, rows.Encode(inlet.Id, deed.Key, after), row.ETag));
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

    private sealed record Waiting(IReadOnlyList<Submission> Told, TaskCompletionSource<bool> Done);
}
