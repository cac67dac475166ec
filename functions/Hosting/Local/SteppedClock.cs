namespace Relais.Hosting.Local;

/// <summary>The time as whoever drives the app sets it; until the first time it is set, the real one.</summary>
/// <remarks>Only the hour is made up: timeouts and delays still take real time, so that a stranger who does not answer is given up on.</remarks>
public sealed class SteppedClock : TimeProvider
{
    private long utcTicks;

    public override DateTimeOffset GetUtcNow() =>
        Interlocked.Read(ref utcTicks) is var ticks and > 0 ? new DateTimeOffset(ticks, TimeSpan.Zero) : System.GetUtcNow();

    /// <summary>Moves the clock to <paramref name="now"/>, never back.</summary>
    public void Set(DateTimeOffset now)
    {
        var ticks = now.UtcTicks;
        var before = Interlocked.Read(ref utcTicks);
        while (ticks > before)
        {
            var seen = Interlocked.CompareExchange(ref utcTicks, ticks, before);
            if (seen == before) return;
            before = seen;
        }
    }
}
