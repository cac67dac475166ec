namespace Relais.Storage.Queues;

/// <summary>One message as it was looked at: not leased, so without a receipt.</summary>
public sealed class PeekedMessage
{
    internal PeekedMessage(string messageId, BinaryData body, long dequeueCount, DateTimeOffset? insertedOn, DateTimeOffset? expiresOn)
    {
        MessageId = messageId;
        Body = body;
        DequeueCount = dequeueCount;
        InsertedOn = insertedOn;
        ExpiresOn = expiresOn;
    }

    /// <summary>Names the message within its queue.</summary>
    public string MessageId { get; }

    /// <summary>The decoded content.</summary>
    public BinaryData Body { get; }

    /// <summary>The decoded content as UTF-8 text.</summary>
    public string MessageText => Body.ToString();

    /// <summary>How often the message was received.</summary>
    public long DequeueCount { get; }

    /// <summary>When the message was put.</summary>
    public DateTimeOffset? InsertedOn { get; }

    /// <summary>When the queue drops the message.</summary>
    public DateTimeOffset? ExpiresOn { get; }
}
