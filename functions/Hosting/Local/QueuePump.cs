using Relais.Storage.Queues;

namespace Relais.Hosting.Local;

/// <summary>Drains one queue into its function: a batch at a time, its messages side by side, the next batch when half of them are done.</summary>
internal sealed partial class QueuePump(FunctionQueue queue, MessageHandling handling, ILogger log)
{
    // The host's defaults on one processor (host.json extensions.queues: batchSize, newBatchThreshold).
    public const int BatchSize = 16;
    public const int NewBatchThreshold = BatchSize / 2;

    private readonly PollingDelay idle = new(string.GetHashCode(queue.Function.Name, StringComparison.Ordinal));
    private bool failing;

    public async Task RunAsync(CancellationToken stop)
    {
        var inProgress = new List<Task>();
        try
        {
            while (!stop.IsCancellationRequested)
            {
                var messages = await ReceiveAsync(stop);
                if (messages.Length == 0)
                {
                    await queue.Signal.WaitAsync(idle.Next(), stop);
                    continue;
                }
                idle.Reset();
                inProgress.AddRange(messages.Select(message => HandleAsync(message, stop)));
                while (inProgress.Count > NewBatchThreshold)
                {
                    var finished = await Task.WhenAny(inProgress);
                    inProgress.Remove(finished);
                    await finished;
                }
            }
        }
        finally
        {
            await Task.WhenAll(inProgress);
        }
    }

    private async Task HandleAsync(QueueMessage message, CancellationToken stop)
    {
        if (await handling.HandleAsync(queue, message, stop)) queue.Signal.Ring();
    }

    private async Task<QueueMessage[]> ReceiveAsync(CancellationToken stop)
    {
        try
        {
            var received = await queue.Draining!.ReceiveMessagesAsync(BatchSize, MessageHandling.Visibility, stop);
            failing = false;
            return received.Value;
        }
        catch (Exception exception) when (StorageFailure.Is(exception, stop))
        {
            if (!failing) NotReceived(exception, queue.Function.Name);
            failing = true;
            return [];
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The queue of {Function} could not be read; it is tried again.")]
    private partial void NotReceived(Exception exception, string function);
}
