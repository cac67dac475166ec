using System.Collections.Concurrent;

namespace Relais.Notifications;

/// <summary>What this process has under way: in all, and for each destination apart, so that a slow or dead one holds up nobody else.</summary>
public sealed class Traffic : IDisposable
{
    // Hosts that are neither under way nor in trouble are forgotten at once; of those in trouble so many are remembered.
    private const int MostRemembered = 10_000;

    private readonly ConcurrentDictionary<string, DestinationTraffic> destinations = new(StringComparer.Ordinal);

    // Whoever does not answer within a second waits outside this count: the memory of a connection is what it costs then.
    internal FlowLimit All { get; } = new(start: 256, step: 256, most: 4_096, forgetsAfter: TimeSpan.FromSeconds(1));

    internal DestinationTraffic Rent(string destination)
    {
        while (true)
        {
            var traffic = destinations.GetOrAdd(destination, _ => new DestinationTraffic());
            if (traffic.TryRent())
            {
                return traffic;
            }
        }
    }

    internal void Return(string destination, DestinationTraffic traffic)
    {
        if (traffic.Return(remember: destinations.Count < MostRemembered))
        {
            destinations.TryRemove(KeyValuePair.Create(destination, traffic));
            traffic.Dispose();
        }
    }

    public void Dispose()
    {
        All.Dispose();
        foreach (var traffic in destinations.Values)
        {
            traffic.Dispose();
        }
    }
}

/// <summary>What is under way to one destination, and how often in a row it failed.</summary>
internal sealed class DestinationTraffic : IDisposable
{
    // Five failures in a row, by whichever addresses of the destination (webhooks-and-channels, D.2).
    private const int FailuresThatBreak = 5;

    private int users;
    private int failures;

    public FlowLimit Limit { get; } = new(start: 64, step: 64, most: 1_024);

    /// <summary>Writes down what came of an attempt; true when the destination has failed too often in a row and is to be left alone.</summary>
    public bool Note(DeliveryOutcome outcome)
    {
        if (outcome.Kind != OutcomeKind.RetryAt)
        {
            Volatile.Write(ref failures, 0);
            return false;
        }

        Limit.Spoil();
        return Interlocked.Increment(ref failures) >= FailuresThatBreak;
    }

    public bool TryRent()
    {
        lock (Limit)
        {
            return users >= 0 && ++users > 0;
        }
    }

    /// <summary>True when nobody uses it any more and nothing of it need be remembered.</summary>
    public bool Return(bool remember)
    {
        lock (Limit)
        {
            if (--users > 0 || (remember && Volatile.Read(ref failures) > 0))
            {
                return false;
            }

            users = int.MinValue;
            return true;
        }
    }

    public void Dispose() => Limit.Dispose();
}
