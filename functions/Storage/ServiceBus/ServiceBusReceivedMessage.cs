namespace Relais.Storage.ServiceBus;

/// <summary>One message as it was received, locked for its receiver.</summary>
public sealed class ServiceBusReceivedMessage
{
    internal ServiceBusReceivedMessage(BinaryData body, string messageId, string lockToken, long sequenceNumber, int deliveryCount, DateTimeOffset enqueuedTime)
    {
        Body = body;
        MessageId = messageId;
        LockToken = lockToken;
        SequenceNumber = sequenceNumber;
        DeliveryCount = deliveryCount;
        EnqueuedTime = enqueuedTime;
    }

    /// <summary>The content.</summary>
    public BinaryData Body { get; }

    /// <summary>Names the message within its queue, as its sender did.</summary>
    public string MessageId { get; }

    /// <summary>What it is settled with.</summary>
    public string LockToken { get; }

    /// <summary>Names the message within its queue, as the queue does.</summary>
    public long SequenceNumber { get; }

    /// <summary>How often it was handed out.</summary>
    public int DeliveryCount { get; }

    /// <summary>When it was sent.</summary>
    public DateTimeOffset EnqueuedTime { get; }
}
