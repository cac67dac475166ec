using Azure;

namespace Relais.Momentum;

/// <summary>Where the next poll of one question resumes, and how the last ones went.</summary>
/// <param name="Position">The source's own mark, opaque to everybody else; null before the first poll.</param>
/// <param name="AskedUntil">Up to this instant the source has told what it knows; null before the first poll.</param>
/// <param name="Signals">All signals counted so far.</param>
/// <param name="QuietUntil">Before this instant the source is not to be asked again.</param>
/// <param name="Failures">Polls without an answer since the last one with an answer.</param>
/// <param name="BlindSince">When the gap that is open began; null when none is.</param>
/// <param name="Reason">Why the last poll had no answer; null when it had one.</param>
/// <param name="ETag">Which version of the row this is: a fold on an older one is refused. Null while there is no row.</param>
public sealed record Cursor(
    string? Position,
    DateTimeOffset? AskedUntil,
    long Signals,
    DateTimeOffset? QuietUntil,
    int Failures,
    DateTimeOffset? BlindSince,
    string? Reason,
    ETag? ETag)
{
    public static readonly Cursor None = new(null, null, 0, null, 0, null, null, null);

    // Shorter than this, a server that restarts would be told of.
    private static readonly TimeSpan WorthTelling = TimeSpan.FromHours(1);

    /// <summary>When the first poll of those had no answer; null when the last one had one.</summary>
    public DateTimeOffset? FailingSince { get; init; }

    /// <summary>Whether one of them was a plain no.</summary>
    public bool IsDenied { get; init; }

    /// <summary>Since when there is no answer, where that was a plain no or has lasted for an hour; null when it is not worth telling.</summary>
    public DateTimeOffset? StoppedSince(DateTimeOffset now) => IsDenied || FailingSince <= now - WorthTelling ? FailingSince : null;
}
