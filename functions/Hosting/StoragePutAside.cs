using System.Buffers.Text;
using Azure;
using Relais.Storage.Queues;

namespace Relais.Hosting;

/// <summary>The poison queue beside a queue of the storage account, as the Functions host fills it.</summary>
internal sealed class StoragePutAside(QueueClient poison, QueueClient queue, QueueSignal signal) : IPutAside
{
    private static readonly TimeSpan NoExpiry = TimeSpan.FromSeconds(-1);

    // Longer than sending some again takes: nobody else sends them meanwhile.
    private static readonly TimeSpan Hold = TimeSpan.FromMinutes(5);

    public async Task<PutAsideSeen> LookAsync(CancellationToken cancellationToken)
    {
        try
        {
            var count = (await poison.GetPropertiesAsync(cancellationToken)).Value.ApproximateMessagesCount;
            if (count == 0) return PutAsideSeen.None;
            var seen = (await poison.PeekMessagesAsync(PutAsideSeen.MostShown, cancellationToken)).Value;
            return new PutAsideSeen(count, count > seen.Length, [.. seen.Select(message => new PutAsideMessage(message.MessageId, null, message.InsertedOn))]);
        }
        // It is made with the first message that is put aside.
        catch (RequestFailedException exception) when (exception.ErrorCode is "QueueNotFound")
        {
            return PutAsideSeen.None;
        }
    }

    public Task<PutAsideDone> ReplayAsync(int most, CancellationToken cancellationToken) =>
        TakeAsync(most, async message =>
        {
            var text = message.Body.ToString();
            if (!Base64.IsValid(text)) return false;
            var receipt = await queue.SendMessageAsync(text, null, NoExpiry, cancellationToken);
            signal.Sent(receipt.Value.MessageId);
            return true;
        }, cancellationToken);

    public Task<PutAsideDone> DiscardAsync(int most, CancellationToken cancellationToken) => TakeAsync(most, _ => Task.FromResult(true), cancellationToken);

    /// <summary>Takes messages away, one after the other, once the work with each is done; those that it leaves, and those that a failure leaves, are seen again at once.</summary>
    private async Task<PutAsideDone> TakeAsync(int most, Func<QueueMessage, Task<bool>> work, CancellationToken cancellationToken)
    {
        var (done, held) = (0, new List<QueueMessage>());
        try
        {
            while (done + held.Count < most)
            {
                var batch = await ReceiveAsync(Math.Min(poison.MaxPeekableMessages, most - done - held.Count), cancellationToken);
                if (batch.Length == 0) return new PutAsideDone(done, held.Count, false);
                held.AddRange(batch);
                foreach (var message in batch)
                {
                    if (!await work(message)) continue;
                    await SettleAsync(() => poison.DeleteMessageAsync(message.MessageId, message.PopReceipt, cancellationToken));
                    held.Remove(message);
                    done++;
                }
            }
        }
        finally
        {
            await Task.WhenAll(held.Select(message => SettleAsync(() =>
                poison.UpdateMessageAsync(message.MessageId, message.PopReceipt, visibilityTimeout: TimeSpan.Zero, cancellationToken: CancellationToken.None))));
        }
        return new PutAsideDone(done, held.Count, true);
    }

    private static async Task SettleAsync(Func<Task> settle)
    {
        try
        {
            await settle();
        }
        // A try whose answer was lost has settled it, or it is somebody else's by now.
        catch (RequestFailedException exception) when (exception.ErrorCode is "MessageNotFound" or "PopReceiptMismatch")
        {
        }
    }

    private async Task<QueueMessage[]> ReceiveAsync(int most, CancellationToken cancellationToken)
    {
        try
        {
            return (await poison.ReceiveMessagesAsync(most, Hold, cancellationToken)).Value;
        }
        catch (RequestFailedException exception) when (exception.ErrorCode is "QueueNotFound")
        {
            return [];
        }
    }
}
