namespace Relais.Hosting.Local;

/// <summary>How long a drain waits while its queue is empty: from 100 ms, about twice as long each time, up to 2 s.</summary>
internal sealed class PollingDelay(int seed)
{
    // The host's steps; its longest wait in development (RandomizedExponentialBackoffStrategy, QueuesOptions).
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(2);

    // Two drains that start together must not poll together for ever.
    private readonly Random draw = new(seed);
    private int empty;

    public void Reset() => empty = 0;

    public TimeSpan Next()
    {
        if (empty++ == 0) return Shortest;
        var factor = 0.8 + 0.4 * draw.NextDouble();
        // Past 2^10 the limit holds anyway.
        var wait = Shortest + Shortest * (factor * Math.Pow(2, Math.Min(empty - 2, 10)));
        return wait < Longest ? wait : Longest;
    }
}
