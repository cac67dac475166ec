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
    private readonly ConcurrentDictionary<string, InletDesk> desks = new(StringComparer.Ordinal);

    /// <summary>Keeps and counts what one call told; done once it is kept.</summary>
    /// <returns>How much of it is not kept: what would count what nothing else there does, where the inlet counts too many different things already.</returns>
    /// <exception cref="Exception">Storage is not there (<see cref="Hosting.StorageFailure"/>): nothing is kept, and the sender must try again.</exception>
    public Task<int> KeepAsync(Inlet inlet, IReadOnlyList<Submission> told)
    {
        if (told.Count == 0)
        {
            return Task.FromResult(0);
        }

        var waiting = new WaitingCall(told);
        var desk = desks.GetOrAdd(inlet.Id, _ => new InletDesk());
        if (desk.Join(waiting))
        {
            // Whoever finds nobody at the desk serves the line until it is empty.
            _ = ServeAsync(inlet, desk);
        }

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

    private async Task ServeAsync(Inlet inlet, InletDesk desk)
    {
        while (desk.Next(MostDeedsATransaction) is { Count: > 0 } some)
        {
            try
            {
                // Before and after: whatever is cut short between the two is found.
                await followUps.ExpectAsync(inlet, CancellationToken.None);
                var refused = await KeepTogetherAsync(inlet, desk, [.. some.SelectMany(one => one.Told)]);
                await followUps.CallAsync(inlet, CancellationToken.None);
                some.ForEach(one => one.Done.SetResult(one.Told.Count(told => refused.Contains(SubmissionRows.DeedKey(inlet, told.Key)))));
            }
            catch (Exception failure)
            {
                // Each caller is told, also those who wait behind: where storage does not answer nobody is to wait for each of them in turn. The count is read anew.
                desk.Sums = null;
                some.ForEach(one => one.Done.SetException(failure));
                desk.TakeAll().ForEach(one => one.Done.SetException(failure));
            }
        }
    }

    /// <summary>Adds what is new and changes what is known, with the count, again as long as somebody else was quicker.</summary>
    private async Task<HashSet<string>> KeepTogetherAsync(Inlet inlet, InletDesk desk, IReadOnlyList<Submission> told)
    {
        var refused = new HashSet<string>(StringComparer.Ordinal);
        foreach (var some in told.GroupBy(one => SubmissionRows.DeedKey(inlet, one.Key)).Chunk(MostDeedsATransaction))
        {
            // Nearly everything is new: what is known is only looked for once storage says that it is there.
            var (known, mayRefuse) = (new Dictionary<string, TableEntity>(StringComparer.Ordinal), false);
            for (var tries = 1; !await TryAsync(inlet, desk, some, known, mayRefuse ? refused : null); tries++)
            {
                mayRefuse = true;
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

    /// <param name="refused">What is too much is noted there; null while the count is only remembered.</param>
    private async Task<bool> TryAsync(Inlet inlet, InletDesk desk, IEnumerable<IGrouping<string, Submission>> deeds, Dictionary<string, TableEntity> known, HashSet<string>? refused)
    {
        refused?.ExceptWith(deeds.Select(deed => deed.Key));
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
                // By the count as it stands, not as it is remembered: somebody may have made room.
                if (refused is null)
                {
                    return false;
                }

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
}
