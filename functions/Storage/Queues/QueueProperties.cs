namespace Relais.Storage.Queues;

/// <summary>How full a queue is and what was written on it.</summary>
public sealed class QueueProperties
{
    /// <summary>Properties of an empty queue with nothing written on it.</summary>
    public QueueProperties()
    {
    }

    internal QueueProperties(long count, IDictionary<string, string> metadata)
    {
        ApproximateMessagesCountLong = count;
        Metadata = metadata;
    }

    /// <summary>Messages in the queue, leased ones too: never below the true number, possibly above it.</summary>
    public int ApproximateMessagesCount => checked((int)ApproximateMessagesCountLong);

    /// <summary>Messages in the queue, leased ones too: never below the true number, possibly above it.</summary>
    public long ApproximateMessagesCountLong { get; }

    /// <summary>Names and values that were written on the queue when it was created.</summary>
    public IDictionary<string, string> Metadata { get; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
}
