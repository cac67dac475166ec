namespace Relais.Hosting;

/// <summary>The messages of one queue that were put aside because their function failed with them again and again.</summary>
internal interface IPutAside
{
    /// <summary>How many there are, and the first of them; nothing of what they say.</summary>
    Task<PutAsideSeen> LookAsync(CancellationToken cancellationToken);

    /// <summary>Sends so many of them again at most, and takes each away once it is sent: a crash in between leaves one message twice, which functions bear.</summary>
    Task<PutAsideDone> ReplayAsync(int most, CancellationToken cancellationToken);

    /// <summary>Takes so many of them away for good at most.</summary>
    Task<PutAsideDone> DiscardAsync(int most, CancellationToken cancellationToken);
}

/// <summary>What was seen of a queue's messages put aside.</summary>
/// <param name="Count">How many there are, as well as the queue knows.</param>
/// <param name="IsMore">Whether there may be more than were counted.</param>
internal sealed record PutAsideSeen(long Count, bool IsMore, IReadOnlyList<PutAsideMessage> Messages)
{
    /// <summary>How many are shown one by one.</summary>
    public const int MostShown = 32; // rest/api/storageservices/peek-messages

    public static readonly PutAsideSeen None = new(0, false, []);
}

/// <summary>One message that was put aside.</summary>
/// <param name="Attempts">How often it was handed out; null where the queue does not keep it.</param>
/// <param name="Since">Since when it lies there or, where the queue does not keep that, when it was sent.</param>
internal sealed record PutAsideMessage(string Id, long? Attempts, DateTimeOffset? Since);

/// <summary>What came of sending again or discarding.</summary>
/// <param name="Left">Those that were met and left where they are, because no function could read them.</param>
/// <param name="IsMore">Whether the same call again would find more.</param>
internal sealed record PutAsideDone(int Done, int Left, bool IsMore);
