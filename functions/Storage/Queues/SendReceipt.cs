namespace Relais.Storage.Queues;

/// <summary>What the queue says of a message that it took.</summary>
public sealed class SendReceipt
{
    internal SendReceipt(
        string messageId, DateTimeOffset insertionTime, DateTimeOffset expirationTime, string popReceipt, DateTimeOffset timeNextVisible)
    {
        MessageId = messageId;
        InsertionTime = insertionTime;
        ExpirationTime = expirationTime;
        PopReceipt = popReceipt;
        TimeNextVisible = timeNextVisible;
    }

    /// <summary>Names the message within its queue.</summary>
    public string MessageId { get; }

    /// <summary>When the message was put.</summary>
    public DateTimeOffset InsertionTime { get; }

    /// <summary>When the queue drops the message.</summary>
    public DateTimeOffset ExpirationTime { get; }

    /// <summary>Allows the sender to change or delete the message while nobody else received it.</summary>
    public string PopReceipt { get; }

    /// <summary>When the message can be received.</summary>
    public DateTimeOffset TimeNextVisible { get; }
}
