namespace Relais.Storage.Queues;

/// <summary>How a message's content becomes the text that the queue keeps.</summary>
public enum QueueMessageEncoding
{
    /// <summary>As it is: it must be valid XML text.</summary>
    None = 0,

    /// <summary>In base64: any bytes, 48 KiB of them at most.</summary>
    Base64 = 1,
}
