namespace Relais.Notifications;

/// <summary>
/// Lets so many through at once, and more while those inside are only waiting for others: concurrency follows latency. It grows step by step as long as
/// somebody waits outside, nothing speaks against it and the processor has nothing to do.
/// </summary>
/// <param name="forgetsAfter">Whoever has been inside for so long is not counted any more: a hanging one holds no place. Null counts everybody.</param>
/// <param name="time">Real time, except in tests.</param>
internal sealed class FlowLimit(int start, int step, int most, TimeSpan? forgetsAfter = null, TimeProvider? time = null) : IDisposable
{
    private readonly TimeProvider time = time ?? TimeProvider.System;
    private readonly int least = Math.Max(1, start / 8);
    private const int Slots = 10;

    // Long enough for a fast answer to come first, short enough for a thousand slow ones to be asked within the latency of one.
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(4);
    private static readonly TimeSpan Grudge = TimeSpan.FromSeconds(1);

    private readonly Lock gate = new();
    private readonly Queue<TaskCompletionSource<long>> waiting = new();
    private readonly int[] entered = new int[Slots];
    private readonly long origin = (time ?? TimeProvider.System).GetTimestamp();
    private ITimer? timer;
    private int limit = start;
    private int inside;
    private long slot;
    private long spoiltAt;

    /// <summary>Waits for a place and gives its ticket, to be handed back to <see cref="Exit"/>.</summary>
    public ValueTask<long> EnterAsync()
    {
        lock (gate)
        {
            Advance();
            if (waiting.Count == 0 && inside < limit)
            {
                return new ValueTask<long>(Admit());
            }

            var place = new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously);
            waiting.Enqueue(place);
            timer ??= this.time.CreateTimer(_ => Grow(), null, Tick, Tick);
            return new ValueTask<long>(place.Task);
        }
    }

    public void Exit(long ticket)
    {
        lock (gate)
        {
            Advance();
            if (forgetsAfter is null || slot - ticket < Slots)
            {
                entered[ticket % Slots]--;
                inside--;
            }

            Release();
        }
    }

    /// <summary>Something went wrong inside: fewer are let in, and for a second not more again.</summary>
    public void Spoil()
    {
        lock (gate)
        {
            limit = Math.Max(least, limit / 2);
            spoiltAt = this.time.GetTimestamp();
        }
    }

    public void Dispose()
    {
        lock (gate)
        {
            timer?.Dispose();
            timer = null;
        }
    }

    private void Grow()
    {
        lock (gate)
        {
            Advance();
            var isIdle = ThreadPool.PendingWorkItemCount < 4 * Environment.ProcessorCount;
            if (isIdle && (spoiltAt == 0 || this.time.GetElapsedTime(spoiltAt) > Grudge))
            {
                limit = Math.Min(most, limit + step);
            }

            Release();
            if (waiting.Count == 0)
            {
                timer?.Dispose();
                timer = null;
            }
        }
    }

    private void Release()
    {
        while (inside < limit && waiting.TryDequeue(out var next))
        {
            next.SetResult(Admit());
        }
    }

    private long Admit()
    {
        inside++;
        entered[slot % Slots]++;
        return slot;
    }

    // Time is cut into slots; whoever came in a slot that is no longer among the last ten is forgotten.
    private void Advance()
    {
        if (forgetsAfter is not { } age)
        {
            return;
        }

        var now = (long)(this.time.GetElapsedTime(origin) / (age / Slots));
        for (var steps = Math.Min(now - slot, Slots); steps > 0; steps--)
        {
            var leaving = (now - steps + 1) % Slots;
            inside -= entered[leaving];
            entered[leaving] = 0;
        }

        slot = Math.Max(slot, now);
    }
}
