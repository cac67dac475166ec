namespace Relais.Notifications;

/// <summary>Where deliveries of a channel end up together: a host, a bot. What it can bear is reckoned by the whole, not by the address.</summary>
/// <param name="Key">The channel, a colon, and what names it: never the part of an address that is secret.</param>
/// <param name="Rate">What the service itself allows; null where nobody has said.</param>
public readonly record struct Destination(string Key, SendRate? Rate = null);

/// <summary>A token bucket: so many sends a second in the long run, so many at once.</summary>
public sealed record SendRate(double PerSecond, int Burst)
{
    /// <summary>How long so many sends take at least.</summary>
    public TimeSpan TimeFor(long sends) => sends <= Burst ? TimeSpan.Zero : TimeSpan.FromSeconds((sends - Burst) / PerSecond);

    /// <summary>Takes sends from the bucket.</summary>
    /// <param name="freeAt">The instant at which the bucket, were nothing more taken, would be full again.</param>
    /// <param name="horizon">Sends later than so far ahead are left to others.</param>
    /// <returns>How many are granted, and the bucket afterwards; <see cref="At"/> says of each when it may go.</returns>
    public (int Granted, DateTimeOffset FreeAt) Take(DateTimeOffset freeAt, int wanted, DateTimeOffset now, TimeSpan horizon)
    {
        var step = TimeSpan.FromSeconds(1 / PerSecond);
        var full = freeAt > now ? freeAt : now;
        var room = now + horizon + (step * Burst) - full;
        var granted = (int)Math.Clamp(Math.Floor(room / step), 0, wanted);

        return (granted, full + (step * granted));
    }

    /// <summary>When the n-th of the sends granted by one <see cref="Take"/> may go: with the bucket full, a burst at once, the rest one step apart.</summary>
    public DateTimeOffset At(int n, DateTimeOffset freeAtBefore, DateTimeOffset now)
    {
        var step = TimeSpan.FromSeconds(1 / PerSecond);
        var at = (freeAtBefore > now ? freeAtBefore : now) + (step * (n + 1)) - (step * Burst);
        return at > now ? at : now;
    }
}
