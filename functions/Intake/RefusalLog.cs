using System.Collections.Concurrent;
using System.Globalization;
using System.Numerics;
using System.Security.Cryptography;
using Relais.Storage.Tables;

namespace Relais.Intake;

/// <summary>Remembers for a week which calls were refused and why, so that an organiser sees why a form does not arrive: of each minute and reason how many, and nothing of what they held.</summary>
public sealed class RefusalLog([FromKeyedServices(SubmissionStore.TableName)] TableClient table)
{
    private const string KeyPrefix = "refused~";

    /// <summary>A call of a stranger must not cost more than others: from so many a minute on, only each doubling is written down.</summary>
    public const int EachUpTo = 16;

    private static readonly TimeSpan KeptFor = TimeSpan.FromDays(7);

    // Two instances count apart.
    private readonly string instance = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4));
    private readonly ConcurrentDictionary<(string Inlet, string Why), (DateTimeOffset Minute, int Count)> counts = [];

    /// <summary>Notes a refusal.</summary>
    /// <param name="why">In the words of the verdict: it holds nothing of what was sent.</param>
    public async Task NoteAsync(Inlet inlet, string why, long bytes, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var minute = new DateTimeOffset(now.UtcTicks - (now.UtcTicks % TimeSpan.TicksPerMinute), TimeSpan.Zero);
        var (_, count) = counts.AddOrUpdate((inlet.Id, why), (minute, 1), (_, old) => old.Minute == minute ? (minute, old.Count + 1) : (minute, 1));
        if (count > EachUpTo && !BitOperations.IsPow2(count))
        {
            return;
        }

        // The newest first, and a name that a table's key may have.
        var key = string.Create(CultureInfo.InvariantCulture, $"{KeyPrefix}{DateTimeOffset.MaxValue.UtcTicks - minute.UtcTicks:d19}~{why.Replace(' ', '-')}~{instance}");
        await table.UpsertEntityAsync(new TableEntity(inlet.Id, key) { ["Refused"] = minute, ["Why"] = why, ["Calls"] = count, ["Bytes"] = bytes }, TableUpdateMode.Replace, cancellationToken);
    }

    /// <summary>The newest refusals of an inlet.</summary>
    public async Task<IReadOnlyList<Refusal>> ListAsync(string inletId, int most, CancellationToken cancellationToken)
    {
        var refusals = new List<Refusal>();
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {inletId} and RowKey ge {KeyPrefix} and RowKey lt {KeyPrefix + "~"}");
        await foreach (var row in table.QueryAsync<TableEntity>(filter, most, cancellationToken: cancellationToken))
        {
            refusals.Add(new Refusal(row.GetDateTimeOffset("Refused")!.Value, row.GetString("Why")!, row.GetInt32("Calls")!.Value, row.GetInt64("Bytes")!.Value));
            if (refusals.Count == most)
            {
                break;
            }
        }

        return refusals;
    }

    /// <summary>Takes away what is older than a week.</summary>
    public async Task ForgetOldAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        foreach (var count in counts.Where(count => count.Value.Minute < now.AddMinutes(-1)))
        {
            counts.TryRemove(count);
        }

        var old = TableClient.CreateQueryFilter($"Refused lt {now - KeptFor}");
        await foreach (var row in table.QueryAsync<TableEntity>(old, select: ["PartitionKey", "RowKey"], cancellationToken: cancellationToken))
        {
            await table.DeleteEntityAsync(row.PartitionKey, row.RowKey, cancellationToken: cancellationToken);
        }
    }
}

/// <summary>Calls that were refused in one minute for one reason.</summary>
/// <param name="At">The minute.</param>
/// <param name="Why">A short word such as `wrong signature`, `too old`, `no JSON`.</param>
/// <param name="Calls">How many; above 16 rounded down to a power of two.</param>
/// <param name="Bytes">How large the last one written down was.</param>
public sealed record Refusal(DateTimeOffset At, string Why, int Calls, long Bytes);
