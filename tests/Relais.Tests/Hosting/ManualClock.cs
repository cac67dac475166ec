namespace Relais.Tests.Hosting;

/// <summary>A clock that stands still until the test moves it, and then rings every timer that has come due, in their order.</summary>
internal sealed class ManualClock(DateTimeOffset start) : TimeProvider
{
    private readonly Lock gate = new();
    private readonly List<Alarm> alarms = [];
    private DateTimeOffset now = start;
    private TaskCompletionSource changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow()
    {
        lock (gate) return now;
    }

    public override long GetTimestamp() => GetUtcNow().UtcTicks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var alarm = new Alarm(this, () => callback(state));
        alarm.Change(dueTime, period);
        return alarm;
    }

    /// <summary>Waits until so many timers are due exactly <paramref name="wait"/> from now.</summary>
    public async Task UntilWaitingAsync(TimeSpan wait, int timers = 1)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (true)
        {
            Task next;
            lock (gate)
            {
                if (alarms.Count(alarm => alarm.Due == now + wait) >= timers) return;
                next = changed.Task;
            }
            await next.WaitAsync(limit.Token);
        }
    }

    /// <summary>Lets somebody who waits have their waits, each as soon as it has begun.</summary>
    public async Task PassAsync(params double[] seconds)
    {
        foreach (var wait in seconds.Select(TimeSpan.FromSeconds))
        {
            await UntilWaitingAsync(wait);
            Advance(wait);
        }
    }

    public void Advance(TimeSpan by)
    {
        Alarm[] due;
        lock (gate)
        {
            now += by;
            due = [.. alarms.Where(alarm => alarm.Due <= now).OrderBy(alarm => alarm.Due)];
            alarms.RemoveAll(due.Contains);
        }
        foreach (var alarm in due) alarm.Ring();
    }

    private sealed class Alarm(ManualClock clock, Action ring) : ITimer
    {
        public DateTimeOffset Due { get; private set; }

        public void Ring() => ring();

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            if (period != Timeout.InfiniteTimeSpan && period != TimeSpan.Zero) throw new NotSupportedException("Only alarms that ring once.");
            lock (clock.gate)
            {
                clock.alarms.Remove(this);
                if (dueTime != Timeout.InfiniteTimeSpan)
                {
                    Due = clock.now + dueTime;
                    clock.alarms.Add(this);
                }
                clock.changed.TrySetResult();
                clock.changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            }
            return true;
        }

        public void Dispose()
        {
            lock (clock.gate) clock.alarms.Remove(this);
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
