using Relais.Storage.Queues;

namespace Relais.Hosting.Local;

/// <summary>Keeps one message invisible for as long as its function runs, and the newest receipt to settle it with.</summary>
internal sealed partial class MessageLease(QueueClient client, QueueMessage message, TimeProvider clock, ILogger log)
{
    // As the host renews: half of the ten minutes, and sooner after a renewal that failed (QueueListener, UpdateQueueMessageVisibilityCommand).
    private static readonly TimeSpan Renewal = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan AfterFailure = TimeSpan.FromMinutes(1);

    private string popReceipt = message.PopReceipt;

    /// <summary>Does the work under the lease; no renewal is under way any more when the receipt is handed back.</summary>
    public async Task<(T Result, string PopReceipt)> HoldAsync<T>(Func<Task<T>> work)
    {
        using var ended = new CancellationTokenSource();
        var renewing = RenewAsync(ended.Token);
        T result;
        try
        {
            result = await work();
        }
        finally
        {
            await ended.CancelAsync();
            await renewing;
        }
        return (result, popReceipt);
    }

    private async Task RenewAsync(CancellationToken ended)
    {
        var wait = Renewal;
        while (true)
        {
            try
            {
                await Task.Delay(wait, clock, ended);
                // Not cut short: an update whose answer is not read leaves nobody with a valid receipt.
                var update = await client.UpdateMessageAsync(
                    message.MessageId, popReceipt, visibilityTimeout: MessageHandling.Visibility, cancellationToken: CancellationToken.None);
                popReceipt = update.Value.PopReceipt;
                wait = Renewal;
            }
            catch (OperationCanceledException) when (ended.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception) when (StorageFailure.Is(exception, CancellationToken.None))
            {
                NotRenewed(exception, message.MessageId);
                wait = AfterFailure;
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The lease of message {MessageId} was not renewed.")]
    private partial void NotRenewed(Exception exception, string messageId);
}
