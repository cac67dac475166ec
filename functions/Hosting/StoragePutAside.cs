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

    public async Task<PutAsideDone> ReplayAsync(int most, CancellationToken cancellationToken)
    {
        var unreadable = new List<QueueMessage>();
        var (sent, isMore) = await TakeAsync(most, async message =>
        {
            var text = message.Body.ToString();
            if (!Base64.IsValid(text))
            {
                unreadable.Add(message);
                return false;
            }
            var receipt = await queue.SendMessageAsync(text, null, NoExpiry, cancellationToken);
            signal.Sent(receipt.Value.MessageId);
            return true;
        }, cancellationToken);
        foreach (var message in unreadable)
            await poison.UpdateMessageAsync(message.MessageId, message.PopReceipt, visibilityTimeout: TimeSpan.Zero, cancellationToken: cancellationToken);
        return new PutAsideDone(sent, unreadable.Count, isMore);
    }

    public async Task<PutAsideDone> DiscardAsync(int most, CancellationToken cancellationToken)
    {
        var (discarded, isMore) = await TakeAsync(most, _ => Task.FromResult(true), cancellationToken);
        return new PutAsideDone(discarded, 0, isMore);
    }

    /// <summary>Takes messages away, one after the other, once the work with each is done; those that it leaves stay hidden for a while.</summary>
    private async Task<(int Done, bool IsMore)> TakeAsync(int most, Func<QueueMessage, Task<bool>> work, CancellationToken cancellationToken)
    {
        var (done, met) = (0, 0);
        while (met < most)
        {
            var batch = await ReceiveAsync(Math.Min(poison.MaxPeekableMessages, most - met), cancellationToken);
            if (batch.Length == 0) return (done, false);
            met += batch.Length;
            foreach (var message in batch)
            {
                if (!await work(message)) continue;
                await poison.DeleteMessageAsync(message.MessageId, message.PopReceipt, cancellationToken);
                done++;
            }
        }
        return (done, true);
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
