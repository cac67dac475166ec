namespace Relais.Hosting.Local;

/// <summary>Runs due timers and drains every queue at one instant, so that hours pass in moments and always in the same order.</summary>
public sealed class SteppedRuntime
{
    private readonly SteppedClock clock;
    private readonly StorageSetup setup;
    private readonly FunctionInvoker invoker;
    private readonly MessageHandling handling;
    private readonly FunctionQueue[] queues;
    private readonly (TimerFunction Function, TimerSchedule Schedule)[] timers;
    private DateTimeOffset? previous;

    /// <exception cref="InvalidOperationException">A function's schedule or queue name cannot be read.</exception>
    internal SteppedRuntime(
        SteppedClock clock, StorageSetup setup, FunctionCatalog catalog, FunctionSettings settings, FunctionQueues queues, FunctionInvoker invoker, MessageHandling handling)
    {
        this.clock = clock;
        this.setup = setup;
        this.invoker = invoker;
        this.handling = handling;
        this.queues = [.. queues.All.Where(queue => !settings.IsDisabled(queue.Function.Name))];
        timers = [.. catalog.Timers.Where(timer => !settings.IsDisabled(timer.Name)).Select(timer => (timer, Read(timer, settings)))];
        if (Array.Find(this.queues, queue => queue.Fault is not null) is { } broken) throw new InvalidOperationException($"{broken.Function.Name}: {broken.Fault}.");
    }

    /// <summary>Drains what an earlier process left in the queues, at the time that the clock was set to; what that process held when it was killed is not waited for.</summary>
    public async Task RecoverAsync(CancellationToken ct)
    {
        await setup.WaitAsync(ct);
        foreach (var queue in queues) await DrainAsync(queue, untilEmpty: true, ct);
        await DrainAsync(ct);
    }

    /// <summary>
    /// Sets the clock to <paramref name="now"/> (never back), runs each timer once whose schedule has an occurrence after the previous step and up to
    /// now (at the first step: at now itself), in the order of their registration, and then drains the queues until nothing is left.
    /// </summary>
    public async Task StepAsync(DateTimeOffset now, CancellationToken ct)
    {
        await setup.WaitAsync(ct);
        clock.Set(now);
        now = clock.GetUtcNow();
        var since = previous ?? now.AddTicks(-1);
        foreach (var (function, schedule) in timers)
        {
            if (schedule.Last(since, now) is not { } due) continue;
            var status = new TimerStatus(previous, due, since);
            await invoker.RunAsync(function, new TimerInfo { ScheduleStatus = status.Told() }, Invocation.New(), ct);
        }
        await DrainAsync(ct);
        ct.ThrowIfCancellationRequested();
        previous = now;
    }

    private async Task DrainAsync(CancellationToken ct)
    {
        while (Array.Find(queues, queue => queue.Signal.HasUndrained) is { } queue) await DrainAsync(queue, untilEmpty: false, ct);
    }

    /// <summary>Handles messages one after the other until every one that was sent from here has been seen, or until none is to be had.</summary>
    private async Task DrainAsync(FunctionQueue queue, bool untilEmpty, CancellationToken ct)
    {
        while (untilEmpty || queue.Signal.HasUndrained)
        {
            var messages = (await queue.Draining!.ReceiveMessagesAsync(QueuePump.BatchSize, MessageHandling.Visibility, ct)).Value;
            if (messages.Length == 0)
            {
                queue.Signal.SeenAll();
                return;
            }
            // Once cancelled, each message of the batch is handed out and put back at once: none stays hidden.
            foreach (var message in messages)
            {
                queue.Signal.Seen(message.MessageId);
                if (await handling.HandleAsync(queue, message, ct)) queue.Signal.Sent(message.MessageId);
            }
            ct.ThrowIfCancellationRequested();
        }
    }

    private static TimerSchedule Read(TimerFunction function, FunctionSettings settings)
    {
        if (!settings.TryExpand(function.Trigger.Schedule, out var text, out var missing))
            throw new InvalidOperationException($"{function.Name}: the setting '{missing}' of its schedule is missing.");
        return TimerSchedule.TryParse(text, out var schedule, out var reason) ? schedule : throw new InvalidOperationException($"{function.Name}: {reason}.");
    }
}
