namespace Relais.Storage.Queues;

/// <summary>One message as it was received: leased until <see cref="NextVisibleOn"/>, to be deleted with its receipt.</summary>
public sealed class QueueMessage
{
    internal QueueMessage(
        string messageId,
        string popReceipt,
        BinaryData body,
        long dequeueCount,
        DateTimeOffset? nextVisibleOn,
        DateTimeOffset? insertedOn,
        DateTimeOffset? expiresOn)
    {
        MessageId = messageId;
        PopReceipt = popReceipt;
        Body = body;
        DequeueCount = dequeueCount;
        NextVisibleOn = nextVisibleOn;
        InsertedOn = insertedOn;
        ExpiresOn = expiresOn;
    }

    /// <summary>Names the message within its queue.</summary>
    public string MessageId { get; }

    /// <summary>Proves the lease; void as soon as the message is received or updated again.</summary>
    public string PopReceipt { get; }

    /// <summary>The decoded content.</summary>
    public BinaryData Body { get; }

    /// <summary>The decoded content as UTF-8 text.</summary>
    public string MessageText => Body.ToString();

    /// <summary>How often the message was received, this time included.</summary>
    public long DequeueCount { get; }

    /// <summary>When the lease ends.</summary>
    public DateTimeOffset? NextVisibleOn { get; }

    /// <summary>When the message was put.</summary>
    public DateTimeOffset? InsertedOn { get; }

    /// <summary>When the queue drops the message.</summary>
    public DateTimeOffset? ExpiresOn { get; }

    /// <summary>The same message under the lease that an update gave.</summary>
    public QueueMessage Update(UpdateReceipt updated)
    {
        ArgumentNullException.ThrowIfNull(updated);
        return new QueueMessage(MessageId, updated.PopReceipt, Body, DequeueCount, updated.NextVisibleOn, InsertedOn, ExpiresOn);
    }
}
