using Azure;
using Relais.Storage;

namespace Relais.Hosting;

/// <summary>Creates the declared tables and the functions' queues, once; everything that needs them waits here.</summary>
internal sealed partial class StorageSetup(
    StorageAccount account, FunctionQueues queues, IEnumerable<DeclaredTable> tables, IEnumerable<IStartCondition> conditions, HostingMode mode, TimeProvider clock, ILogger<StorageSetup> log)
{
    private readonly Lock gate = new();
    private Task? running;

    /// <summary>Ends when everything is there; fails as storage failed, and tries again for whoever comes after.</summary>
    public Task WaitAsync(CancellationToken cancellationToken)
    {
        lock (gate)
        {
            if (running is null || running.IsFaulted || running.IsCanceled) running = CreateAsync();
            return running.IsCompletedSuccessfully ? running : running.WaitAsync(cancellationToken);
        }
    }

    private async Task CreateAsync()
    {
        // Yields first, so that nobody creates tables inside the lock.
        await Task.Yield();
        var start = clock.GetTimestamp();
        var names = tables.Select(table => table.Name).Concat(mode.IsLocal ? [Local.TimerTable.Name] : []).Distinct(StringComparer.Ordinal).ToArray();
        var open = queues.All.Where(queue => queue.Draining is not null).ToArray();
        try
        {
            await Task.WhenAll([
                .. names.Select(name => (Task)account.Table(name).CreateIfNotExistsAsync(CancellationToken.None)),
                .. open.Select(queue => (Task)queue.Draining!.CreateIfNotExistsAsync(cancellationToken: CancellationToken.None))]);
            foreach (var condition in conditions)
            {
                // As if storage itself were not ready: callers are put off, timers and messages come again.
                if (await condition.WhyNotAsync(CancellationToken.None) is { } whyNot) throw new RequestFailedException(StatusCodes.Status503ServiceUnavailable, whyNot);
            }
        }
        catch (Exception exception) when (StorageFailure.Is(exception))
        {
            NotReady(exception);
            throw;
        }
        var took = (long)clock.GetElapsedTime(start).TotalMilliseconds;
        Ready(names.Length, open.Length, took);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Tables} tables and {Queues} queues were there after {Milliseconds} ms.")]
    private partial void Ready(int tables, int queues, long milliseconds);

    [LoggerMessage(Level = LogLevel.Error, Message = "Tables and queues are not ready to be used.")]
    private partial void NotReady(Exception exception);
}
