namespace Relais.Notifications;

/// <summary>When one person is told of something, by their wishes alone: now, from an instant on, or with their next digest.</summary>
/// <param name="Until">Before then nothing is sent; null for no wait.</param>
/// <param name="Digest">Why it is kept for the digest, as a reason that the ledger knows; null when it is not.</param>
public readonly record struct Timing(DateTimeOffset? Until, string? Digest)
{
    /// <summary>Kept for a digest because the person wants one.</summary>
    public const string ByRhythm = "digest";

    /// <summary>Kept for a digest because it would be stale when the quiet hours end.</summary>
    public const string InQuietHours = "quiet";

    /// <summary>Kept for a digest because the person has been told enough on that day.</summary>
    public const string OverCap = "cap";

    /// <summary>All that was kept for a digest has been withdrawn since.</summary>
    public const string NothingLeft = "nothing left";

    /// <summary>Not sent because nothing arrives at the address any more.</summary>
    public const string SwitchedOff = "switched off";

    public static Timing Now => default;

    // Whoever waits for the end of quiet hours must still have time to be reached then, some tries included.
    private static readonly TimeSpan LeastLeft = TimeSpan.FromMinutes(15);

    /// <summary>Whether somebody for whom a delivery ended so hears of it with a digest.</summary>
    public static bool IsDigest(string? reason) => reason is ByRhythm or InQuietHours or OverCap;

    /// <summary>Pure. The day's cap comes after it: it depends on what else was sent.</summary>
    public static Timing Of(Wishes wishes, string kind, string severity, DateTimeOffset expiresAt, DateTimeOffset now)
    {
        var (isUrgent, isDigest) = (severity == Severities.Urgent, kind == AlertKinds.Digest);
        if (isUrgent && wishes.UrgentAnyTime)
        {
            return Now;
        }

        if (wishes.Rhythm != Rhythm.AtOnce && !isUrgent && !isDigest)
        {
            return new Timing(null, ByRhythm);
        }

        return wishes.QuietUntil(now) is not { } until ? Now
            : isDigest || until + LeastLeft < expiresAt ? new Timing(until, null)
            : new Timing(null, InQuietHours);
    }
}
