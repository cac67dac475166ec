using Relais.Campaigns;
using Relais.Momentum;
using Relais.Storage.Tables;

namespace Relais.Polling;

/// <summary>Keeps which of a campaign's hosts counts a post that several of them show: the first that claims it.</summary>
public sealed class Claims([FromKeyedServices(Claims.TableName)] TableClient table)
{
    public const string TableName = "claims";

    // Others write the same rows only while they poll for the same campaigns: after so many lost races something is wrong.
    private const int MostTries = 20;

    // Table Storage: 4 MiB a transaction, and a full row is 87 KiB in Base64.
    private const int MostRowsAWrite = 40;

    // Of 100 entities a transaction one says what was forgotten.
    private const int MostForgottenAWrite = 99;

    private const string ForgottenKey = "forgotten";

    /// <summary>For so long after the last claim in a slot it is remembered: longer than any post that is kept.</summary>
    public static readonly TimeSpan Keep = TimeSpan.FromDays(8);

    /// <summary>The answer without those posts that another host's poll has claimed. What a poll claimed that died before it was folded is its own still.</summary>
    public async Task<PollOutcome> TakeAsync(TrackedQuery query, PollOutcome outcome, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (query.AmongKey is not { } partition || outcome is not PollOutcome.Answered answered || answered.Fold.Posts.Count == 0)
        {
            return outcome;
        }

        var own = (byte)query.Among!.Index().First(host => host.Item == query.Host).Index;
        for (var tries = 0; tries < MostTries; tries++)
        {
            var slots = await ReadAsync(partition, answered.Fold.Posts, cancellationToken);
            var fold = await ClaimAsync(partition, slots, own, answered.Fold, now, cancellationToken);
            if (await TryWriteAsync(partition, [.. slots.Values.Where(slot => slot.IsChanged)], now, cancellationToken))
            {
                return answered with { Fold = fold };
            }
        }

        throw new InvalidOperationException($"The claims of {partition} were written by others {MostTries} times in a row.");
    }

    /// <summary>Takes away the claims whose time is over.</summary>
    /// <param name="partition">The questions' common name.</param>
    public async Task ForgetAsync(string partition, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var old = new List<TableEntity>();
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {partition} and RowKey ge {"slot~"} and RowKey lt {"slot~~"} and ClaimedAt lt {now - Keep}");
        await foreach (var row in table.QueryAsync<TableEntity>(filter, cancellationToken: cancellationToken))
        {
            old.Add(row);
        }

        foreach (var rows in old.Chunk(MostForgottenAWrite))
        {
            // A slot that lies ahead, because its posts say so, tells nothing of those that lie behind.
            var end = rows.Select(row => ClaimSlot.EndOf(row.RowKey)).Where(end => end < now).DefaultIfEmpty(DateTimeOffset.MinValue).Max();
            var until = MinuteCounts.Later(await ReadForgottenAsync(partition, cancellationToken), end);
            try
            {
                await table.SubmitTransactionAsync(
                    [
                        new TableTransactionAction(TableTransactionActionType.UpsertReplace, new TableEntity(partition, ForgottenKey) { ["Until"] = until }),
                        .. rows.Select(row => new TableTransactionAction(TableTransactionActionType.Delete, row, row.ETag)),
                    ],
                    cancellationToken);
            }
            catch (TableTransactionFailedException raced) when (raced.Status is 404 or 412)
            {
                // A late post was claimed in one of them meanwhile, or another instance forgets too: the next hour sees what is left.
                return;
            }
        }
    }

    // Hosts may differ by a moment in when a post was published: the slots around are looked at too.
    private async Task<Dictionary<string, ClaimSlot>> ReadAsync(string partition, IReadOnlyList<Post> posts, CancellationToken cancellationToken)
    {
        var published = posts.Where(post => post.Traits is not null).Select(post => post.Traits!.Published).DefaultIfEmpty(DateTimeOffset.UnixEpoch).ToArray();
        var (first, last) = (ClaimSlot.KeyOf(published.Min(), -1), ClaimSlot.KeyOf(published.Max(), +1));
        var slots = new Dictionary<string, ClaimSlot>(StringComparer.Ordinal);
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {partition} and RowKey ge {first} and RowKey le {last}");
        await foreach (var row in table.QueryAsync<TableEntity>(filter, cancellationToken: cancellationToken))
        {
            slots[row.RowKey] = new ClaimSlot(row.RowKey, row);
        }

        return slots;
    }

    private async Task<Fold> ClaimAsync(
        string partition, Dictionary<string, ClaimSlot> slots, byte own, Fold fold, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var standing = slots.Values.SelectMany(slot => slot.Standing()).DistinctBy(claim => claim.Name).ToDictionary(claim => claim.Name, claim => claim.Host);
        var (met, kept, lost, forgotten) = (new HashSet<ulong>(), new List<Post>(), new List<Post>(), default(DateTimeOffset?));
        foreach (var post in fold.Posts)
        {
            if (post.Traits is null)
            {
                kept.Add(post);
                continue;
            }

            var name = ClaimSlot.NameOf(post.Traits.Name);
            if (!met.Add(name) || (standing.TryGetValue(name, out var host) && host != own))
            {
                continue;
            }

            if (!standing.ContainsKey(name))
            {
                // Read for the few that are so old, and once.
                if (post.At < now - Keep && post.At < (forgotten ??= await ReadForgottenAsync(partition, cancellationToken)))
                {
                    lost.Add(post);
                    continue;
                }

                var key = ClaimSlot.KeyOf(post.Traits.Published);
                (slots[key] = slots.GetValueOrDefault(key) ?? new ClaimSlot(key, null)).Add(name, own);
            }

            kept.Add(post);
        }

        return kept.Count == fold.Posts.Count ? fold : fold.Only(kept) with { Missed = fold.Missed ?? GapOf(lost) };
    }

    // Counted by another host perhaps, and perhaps not: what is not known is not counted, and said.
    private static Gap? GapOf(List<Post> lost) => lost.Count == 0 ? null
        : new Gap(lost.Min(post => post.At), lost.Max(post => post.At).AddMinutes(1), "too long ago to tell what another instance has counted", Recovered: false);

    // Each row holds by itself: what a crash leaves unwritten is claimed when the posts are read again.
    private async Task<bool> TryWriteAsync(string partition, ClaimSlot[] changed, DateTimeOffset now, CancellationToken cancellationToken)
    {
        try
        {
            foreach (var slots in changed.Chunk(MostRowsAWrite))
            {
                await table.SubmitTransactionAsync(
                    slots.Select(slot => slot.ETag is { } guard
                        ? new TableTransactionAction(TableTransactionActionType.UpdateReplace, slot.ToRow(partition, now), guard)
                        : new TableTransactionAction(TableTransactionActionType.Add, slot.ToRow(partition, now))),
                    cancellationToken);
            }

            return true;
        }
        catch (TableTransactionFailedException raced) when (raced.Status is 404 or 409 or 412)
        {
            // Also after a lost answer, when the client's own retry meets its own success: what is read again are then own claims.
            return false;
        }
    }

    private async Task<DateTimeOffset> ReadForgottenAsync(string partition, CancellationToken cancellationToken)
    {
        var row = await table.GetEntityIfExistsAsync<TableEntity>(partition, ForgottenKey, cancellationToken: cancellationToken);
        return row.HasValue ? row.Value!.GetDateTimeOffset("Until")!.Value : DateTimeOffset.MinValue;
    }
}
