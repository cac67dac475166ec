using System.Buffers.Text;
using Azure;
using Relais.Hosting.Telemetry;
using Relais.Storage.Queues;

namespace Relais.Hosting.Local;

/// <summary>Takes one message through its function by the host's rules: deleted when done, seen again when it failed, put aside after five attempts.</summary>
internal sealed partial class MessageHandling(FunctionInvoker invoker, TimeProvider clock, ILogger<MessageHandling> log)
{
    // The defaults of the host's queue listener (host.json extensions.queues, and the listener's fixed visibility).
    public const int MaxAttempts = 5;
    public static readonly TimeSpan Visibility = TimeSpan.FromMinutes(10);

    private static readonly TimeSpan NoExpiry = TimeSpan.FromSeconds(-1);

    /// <summary>Handles the message; true when it was put back to be tried again.</summary>
    public async Task<bool> HandleAsync(FunctionQueue queue, QueueMessage message, CancellationToken stop)
    {
        var client = queue.Draining!;
        var text = message.Body.ToString();
        if (message.DequeueCount > MaxAttempts || !Base64.IsValid(text))
        {
            await PutAsideAsync(queue, message, text, message.PopReceipt);
            return false;
        }
        var lease = new MessageLease(client, message, clock, log);
        var (result, receipt) = await lease.HoldAsync(
            () => invoker.RunAsync(queue.Function, Convert.FromBase64String(text), Invocation.New(message.DequeueCount), stop));
        if (result is InvocationResult.Failed && message.DequeueCount >= MaxAttempts)
        {
            await PutAsideAsync(queue, message, text, receipt);
            return false;
        }
        try
        {
            if (result is InvocationResult.Done) await client.DeleteMessageAsync(message.MessageId, receipt, CancellationToken.None);
            else await client.UpdateMessageAsync(message.MessageId, receipt, visibilityTimeout: TimeSpan.Zero, cancellationToken: CancellationToken.None);
            return result is InvocationResult.Failed;
        }
        // As under the host, nothing to speak of: a try whose answer was lost has settled it, or it is somebody else's by now.
        catch (RequestFailedException exception) when (exception.ErrorCode is "MessageNotFound" or "PopReceiptMismatch")
        {
            SettledBefore(queue.Function.Name, message.MessageId);
            return false;
        }
        catch (Exception exception) when (StorageFailure.Is(exception, CancellationToken.None))
        {
            // It comes back when its invisibility runs out; functions bear to see a message twice.
            NotSettled(exception, queue.Function.Name, message.MessageId);
            return false;
        }
    }

    private async Task PutAsideAsync(FunctionQueue queue, QueueMessage message, string text, string popReceipt)
    {
        if (queue.Poison is not { } poison)
        {
            NoPoisonQueue(queue.Function.Name, message.MessageId, message.DequeueCount);
            return;
        }
        try
        {
            try
            {
                await poison.SendMessageAsync(text, null, NoExpiry, CancellationToken.None);
            }
            catch (RequestFailedException exception) when (exception.Status is 404)
            {
                await poison.CreateIfNotExistsAsync(cancellationToken: CancellationToken.None);
                await poison.SendMessageAsync(text, null, NoExpiry, CancellationToken.None);
            }
            await queue.Draining!.DeleteMessageAsync(message.MessageId, popReceipt, CancellationToken.None);
            FunctionSpans.PutAside(queue.Function);
            PutAside(queue.Function.Name, message.MessageId, message.DequeueCount, poison.Name);
        }
        catch (Exception exception) when (StorageFailure.Is(exception, CancellationToken.None))
        {
            NotSettled(exception, queue.Function.Name, message.MessageId);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A message of {Function} was put aside ({MessageId}, attempt {Attempt}) in {PoisonQueue}.")]
    private partial void PutAside(string function, string messageId, long attempt, string poisonQueue);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A message of {Function} failed ({MessageId}, attempt {Attempt}) and its queue can have no poison queue.")]
    private partial void NoPoisonQueue(string function, string messageId, long attempt);

    [LoggerMessage(Level = LogLevel.Debug, Message = "A message of {Function} had been settled before ({MessageId}).")]
    private partial void SettledBefore(string function, string messageId);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A message of {Function} could not be settled ({MessageId}).")]
    private partial void NotSettled(Exception exception, string function, string messageId);
}
