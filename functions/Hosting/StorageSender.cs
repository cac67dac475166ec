using Relais.Storage.Queues;

namespace Relais.Hosting;

/// <summary>Puts messages into a queue of the storage account, and tells the queue's drain in this process.</summary>
internal sealed class StorageSender(QueueClient client, QueueSignal signal, int atOnce) : IQueueSender
{
    /// <summary>Requests under way for one call: more are not taken faster.</summary>
    public const int MostAtOnce = 16;

    // Never expires: a message must outlive a long stop (rest/api/storageservices/put-message).
    private static readonly TimeSpan NoExpiry = TimeSpan.FromSeconds(-1);

    public async Task<string> SendAsync(BinaryData body, TimeSpan? delay, CancellationToken cancellationToken)
    {
        var receipt = await client.SendMessageAsync(body, delay, NoExpiry, cancellationToken);
        if (delay is null) signal.Sent(receipt.Value.MessageId);
        return receipt.Value.MessageId;
    }

    public Task SendAllAsync(IReadOnlyCollection<BinaryData> bodies, CancellationToken cancellationToken) => Parallel.ForEachAsync(
        bodies, new ParallelOptions { MaxDegreeOfParallelism = atOnce, CancellationToken = cancellationToken }, async (body, stop) => await SendAsync(body, null, stop));
}
