using Relais.Hosting;
using Relais.Storage;

namespace Relais.Operations;

/// <summary>Asks storage for a row that nobody has written and whether a queue is there, at most once in five seconds however many want to know.</summary>
internal sealed class StorageProbe(StorageAccount account, StorageSetup setup, FunctionQueues queues, IEnumerable<DeclaredTable> tables) : IDisposable
{
    // Whoever watches does not ask for ever: an emulator or account that needs longer is not there for callers either.
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan KnownFor = TimeSpan.FromSeconds(5);

    // No key of anybody begins with a tilde and this word.
    private const string Nobody = "~health";

    private readonly SemaphoreSlim asking = new(1, 1);
    private bool answered;
    private long askedAt;

    public async Task<bool> AnswersAsync(CancellationToken cancellationToken)
    {
        await asking.WaitAsync(cancellationToken);
        try
        {
            if (askedAt == 0 || TimeProvider.System.GetElapsedTime(askedAt) >= KnownFor)
            {
                answered = await AskAsync(cancellationToken);
                askedAt = TimeProvider.System.GetTimestamp();
            }

            return answered;
        }
        finally
        {
            asking.Release();
        }
    }

    public void Dispose() => asking.Dispose();

    private async Task<bool> AskAsync(CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(LongestWait, TimeProvider.System);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            await setup.WaitAsync(either.Token);
            var table = account.Table(tables.First().Name);
            _ = await table.GetEntityIfExistsAsync<Storage.Tables.TableEntity>(Nobody, Nobody, cancellationToken: either.Token);
            var queue = queues.All.FirstOrDefault(one => one.Draining is not null)?.Draining;
            return queue is null || (await queue.ExistsAsync(either.Token)).Value;
        }
        // What storage said when it failed is in the log of whoever needed it.
        catch (Exception exception) when (StorageFailure.Is(exception, cancellationToken))
        {
            return false;
        }
    }
}
