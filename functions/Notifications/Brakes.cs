using Azure;
using Relais.Storage.Tables;

namespace Relais.Notifications;

/// <summary>
/// Keeps what holds deliveries back for every instance alike: halts, destinations that are left alone, and what organisers limit. All in one partition, which one request reads; a process asks at most once a second, and only while it delivers.
/// </summary>
public sealed class Brakes([FromKeyedServices(Brakes.TableName)] TableClient table, TimeProvider time) : IDisposable
{
    public const string TableName = "brakes";

    /// <summary>Halts everything. No campaign's id begins with a tilde.</summary>
    public const string Everything = "~all";

    /// <summary>Halts the notifications of one alert, for as long as its words are being replaced.</summary>
    public static string OneAlert(string alertId) => AlertPrefix + alertId;

    public static bool IsOneAlert(Halt halt) => halt.Scope.StartsWith(AlertPrefix, StringComparison.Ordinal);

    private const string AlertPrefix = "~alert~";

    private static readonly TimeSpan KnownFor = TimeSpan.FromSeconds(1);

    // A pause that ended a day ago, and a bucket that is full since, say nothing any more.
    private static readonly TimeSpan SpentAfter = TimeSpan.FromDays(1);
    private const int MostForgottenARead = 10;

    private static readonly TimeSpan LeastGain = TimeSpan.FromSeconds(1);

    private readonly SemaphoreSlim reading = new(1, 1);
    private volatile BrakeBoard board = BrakeBoard.None;
    private long readAt;

    /// <summary>What is known at most a second ago.</summary>
    public async ValueTask<BrakeBoard> GetAsync(CancellationToken cancellationToken)
    {
        if (IsFresh())
        {
            return board;
        }

        await reading.WaitAsync(cancellationToken);
        try
        {
            return IsFresh() ? board : await ReadAsync(cancellationToken);
        }
        finally
        {
            reading.Release();
        }
    }

    /// <summary>What stands now.</summary>
    public async Task<BrakeBoard> ReadAsync(CancellationToken cancellationToken)
    {
        var (halts, pauses, rates) = (new List<Halt>(), new Dictionary<string, Pause>(StringComparer.Ordinal), new Dictionary<string, SendRate>(StringComparer.Ordinal));
        var (now, spent) = (time.GetUtcNow(), new List<TableEntity>());
        await foreach (var row in table.QueryAsync<TableEntity>(TableClient.CreateQueryFilter($"PartitionKey eq {Partition}"), cancellationToken: cancellationToken))
        {
            if (BrakeRows.IsSpent(row, now - SpentAfter))
            {
                spent.Add(row);
                continue;
            }

            BrakeRows.Read(row, halts, pauses, rates);
        }

        foreach (var row in spent.Take(MostForgottenARead))
        {
            // It may have come to life again meanwhile.
            await TryAsync(table.DeleteEntityAsync(row.PartitionKey, row.RowKey, row.ETag, cancellationToken));
        }

        Remember(new BrakeBoard(halts, pauses, rates));
        return board;
    }

    /// <summary>From now on nothing of this campaign is sent, or nothing at all.</summary>
    public async Task HaltAsync(Halt halt, CancellationToken cancellationToken)
    {
        await table.UpsertEntityAsync(BrakeRows.Encode(Partition, halt), TableUpdateMode.Replace, cancellationToken);
        Forget();
    }

    /// <summary>Lifts a halt, if there is one.</summary>
    public async Task ResumeAsync(string scope, CancellationToken cancellationToken)
    {
        await table.DeleteEntityAsync(Partition, BrakeRows.HaltKey(scope), cancellationToken: cancellationToken);
        Forget();
    }

    /// <summary>Tells every instance that a destination wants nothing before an instant. What adds less than a second to the pause that stands changes nothing.</summary>
    public async Task PauseAsync(Pause pause, CancellationToken cancellationToken)
    {
        if (IsWithin(pause, board.Pauses.GetValueOrDefault(pause.Destination)))
        {
            return;
        }

        Remember(board.With(pause), keepAge: true);
        while (true)
        {
            var found = await FindPauseAsync(pause.Destination, cancellationToken);
            if (IsWithin(pause, found?.Pause))
            {
                return;
            }

            var row = BrakeRows.Encode(Partition, pause);
            if (await TryAsync(found is null ? table.AddEntityAsync(row, cancellationToken) : table.UpdateEntityAsync(row, found.Value.ETag, TableUpdateMode.Replace, cancellationToken)))
            {
                return;
            }
        }
    }

    /// <summary>Forgets a pause that is over: the destination has answered well again. One that another instance asked for meanwhile stays.</summary>
    public async Task LiftAsync(string destination, CancellationToken cancellationToken)
    {
        Remember(board.Without(destination), keepAge: true);
        if (await FindPauseAsync(destination, cancellationToken) is { } found && found.Pause.Until <= time.GetUtcNow())
        {
            await TryAsync(table.DeleteEntityAsync(Partition, BrakeRows.PauseKey(destination), found.ETag, cancellationToken));
        }
    }

    /// <summary>Ends a pause, over or not.</summary>
    public async Task EndPauseAsync(string destination, CancellationToken cancellationToken)
    {
        await table.DeleteEntityAsync(Partition, BrakeRows.PauseKey(destination), cancellationToken: cancellationToken);
        Forget();
    }

    /// <summary>Sets what a destination may be sent; null leaves it to the channel. Its bucket begins full again.</summary>
    public async Task LimitAsync(string destination, SendRate? rate, CancellationToken cancellationToken)
    {
        await (rate is null
            ? table.DeleteEntityAsync(Partition, BrakeRows.RateKey(destination), cancellationToken: cancellationToken)
            : table.UpsertEntityAsync(BrakeRows.Encode(Partition, destination, rate), TableUpdateMode.Merge, cancellationToken));
        await table.DeleteEntityAsync(Partition, BrakeRows.BucketKey(destination), cancellationToken: cancellationToken);
        Forget();
    }

    public void Dispose() => reading.Dispose();

    internal const string Partition = "now";

    private async Task<(Pause Pause, ETag ETag)?> FindPauseAsync(string destination, CancellationToken cancellationToken)
    {
        var found = await table.GetEntityIfExistsAsync<TableEntity>(Partition, BrakeRows.PauseKey(destination), cancellationToken: cancellationToken);
        return found.HasValue ? (BrakeRows.DecodePause(found.Value!), found.Value!.ETag) : null;
    }

    private static bool IsWithin(Pause pause, Pause? standing) => standing is not null && pause.Until - standing.Until < LeastGain;

    /// <summary>False when somebody else wrote the row meanwhile.</summary>
    internal static async Task<bool> TryAsync(Task writing)
    {
        try
        {
            await writing;
            return true;
        }
        catch (RequestFailedException raced) when (raced.Status is 404 or 409 or 412)
        {
            return false;
        }
    }

    private bool IsFresh() => Volatile.Read(ref readAt) is var at and > 0 && TimeProvider.System.GetElapsedTime(at) < KnownFor;

    private void Forget() => Volatile.Write(ref readAt, 0);

    private void Remember(BrakeBoard known, bool keepAge = false)
    {
        board = known;
        if (!keepAge)
        {
            Volatile.Write(ref readAt, TimeProvider.System.GetTimestamp());
        }
    }
}
