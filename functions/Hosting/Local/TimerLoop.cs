namespace Relais.Hosting.Local;

/// <summary>Runs one timer whenever it is due; of all processes that share the storage, one at a time.</summary>
internal sealed partial class TimerLoop(
    TimerFunction function, TimerSchedule schedule, string holder, TimerTable table, FunctionInvoker invoker, TimeProvider clock, ILogger log)
{
    // A run that is not renewed for so long has died with its process; the host's own locks take 15 s too (host.json singleton.lockPeriod).
    private static readonly TimeSpan Hold = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Renewal = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan AfterStorageError = TimeSpan.FromSeconds(5);

    // A single wait in .NET ends before 50 days; the host waits by 24 days for the same reason (TimerListener).
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(24);

    private readonly bool monitored = function.Trigger.UseMonitor && !schedule.IsFasterThanAMinute;
    private bool starting = true;

    public async Task RunAsync(CancellationToken stop)
    {
        TimerRow? row = null;
        while (!stop.IsCancellationRequested)
        {
            try
            {
                row ??= await OpenAsync(stop);
                if (row is not null) row = await TurnAsync(row, stop);
                if (row is { Status.Next: null, Holder: null })
                {
                    NeverAgain(function.Name);
                    return;
                }
            }
            catch (Exception exception) when (StorageFailure.Is(exception, stop))
            {
                StorageFailed(exception, function.Name);
                row = null;
                await Task.Delay(AfterStorageError, clock, stop);
            }
        }
    }

    /// <summary>The timer's row as this process begins with it; null when another process wrote it at the same moment.</summary>
    private async Task<TimerRow?> OpenAsync(CancellationToken stop)
    {
        var row = await table.FindAsync(function.Name, stop);
        var now = clock.GetUtcNow();
        if (row is null) return await table.WriteAsync(new TimerRow(function.Name, TimerStatus.First(schedule, now), null, null, default), stop);
        if (!starting) return row;
        return row with { Status = monitored ? row.Status.Resume(schedule, now) : TimerStatus.First(schedule, now) };
    }

    /// <summary>Waits for the timer and runs it; null when the row has to be read again.</summary>
    private async Task<TimerRow?> TurnAsync(TimerRow row, CancellationToken stop)
    {
        var now = clock.GetUtcNow();
        // Who holds it past its time has died, and has left an occurrence undone.
        if (row.Holder is not null && row.HeldUntil > now)
        {
            await Task.Delay(row.HeldUntil.Value - now, clock, stop);
            return null;
        }
        var atStart = starting && function.Trigger.RunOnStartup;
        if (!atStart && row.Status.Next is not { } due) return row with { Holder = null };
        if (!atStart && row.Status.Next > now)
        {
            starting = false;
            var wait = row.Status.Next.Value - now;
            await Task.Delay(wait < LongestWait ? wait : LongestWait, clock, stop);
            return row;
        }
        var pastDue = monitored && (starting || row.Holder is not null) && now > row.Status.Next;
        var held = await table.WriteAsync(row with { Holder = holder, HeldUntil = now + Hold }, stop);
        if (held is null) return null;
        starting = false;
        return await RunOnceAsync(held, now, pastDue, stop);
    }

    private async Task<TimerRow?> RunOnceAsync(TimerRow held, DateTimeOffset startedAt, bool pastDue, CancellationToken stop)
    {
        using var lost = CancellationTokenSource.CreateLinkedTokenSource(stop);
        using var done = new CancellationTokenSource();
        var holding = HoldAsync(held, lost, done.Token);
        var timer = new TimerInfo { IsPastDue = pastDue, ScheduleStatus = monitored ? held.Status.Told() : null };
        var result = await invoker.RunAsync(function, timer, Invocation.New(), lost.Token);
        await done.CancelAsync();
        held = await holding;
        // A run cut short by the end of the process stays due, for whoever starts next.
        var status = result is InvocationResult.Stopped ? held.Status : TimerStatus.Ran(schedule, startedAt);
        return await table.WriteAsync(held with { Status = status, Holder = null, HeldUntil = null }, CancellationToken.None);
    }

    /// <summary>Says again and again that the run is alive, and stops it when another process has taken the timer.</summary>
    private async Task<TimerRow> HoldAsync(TimerRow held, CancellationTokenSource lost, CancellationToken done)
    {
        while (true)
        {
            try
            {
                await Task.Delay(Renewal, clock, done);
                if (await table.WriteAsync(held with { HeldUntil = clock.GetUtcNow() + Hold }, CancellationToken.None) is { } renewed)
                {
                    held = renewed;
                    continue;
                }
                TakenAway(function.Name);
                await lost.CancelAsync();
                return held;
            }
            catch (OperationCanceledException) when (done.IsCancellationRequested)
            {
                return held;
            }
            catch (Exception exception) when (StorageFailure.Is(exception, CancellationToken.None))
            {
                StorageFailed(exception, function.Name);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The schedule of {Function} has no further occurrence.")]
    private partial void NeverAgain(string function);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Function} was taken over by another process while it ran here.")]
    private partial void TakenAway(string function);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The row of timer {Function} could not be read or written.")]
    private partial void StorageFailed(Exception exception, string function);
}
