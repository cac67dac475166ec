namespace Relais.Storage.ServiceBus;

/// <summary>What is received from, and how.</summary>
public sealed class ServiceBusReceiverOptions
{
    /// <summary>The queue itself, or what it has put aside.</summary>
    public SubQueue SubQueue { get; set; }

    /// <summary>Whether a message is locked, or gone with its being received.</summary>
    public ServiceBusReceiveMode ReceiveMode { get; set; }
}

/// <summary>Which of a queue's two rows of messages.</summary>
public enum SubQueue
{
    /// <summary>The queue itself.</summary>
    None = 0,

    /// <summary>What it has put aside.</summary>
    DeadLetter = 1,
}

/// <summary>What becomes of a message that is received.</summary>
public enum ServiceBusReceiveMode
{
    /// <summary>It is locked until it is settled, or for as long as the queue says.</summary>
    PeekLock = 0,

    /// <summary>It is gone.</summary>
    ReceiveAndDelete = 1,
}
