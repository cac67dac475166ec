namespace Relais.Notifications;

/// <summary>Writes a page down while it is delivered: after a hundred results or a quarter of a second, and often enough to keep the page's lease.</summary>
/// <param name="places">How many deliveries of the page are to be seen to; what comes of the last is written by the release.</param>
internal sealed class PageRecorder(Ledger ledger, DeliveryDue due, LedgerPage page, int places, Notification notification, TimeProvider time)
{
    // Design promise 3: at most what came within this time, or a hundred sends, is repeated after a kill.
    private static readonly TimeSpan FlushEvery = TimeSpan.FromMilliseconds(250);

    // A third of the page's lease: a receiver may be given more time to answer than the lease lasts (Http:TotalSeconds).
    private static readonly TimeSpan RenewEvery = TimeSpan.FromSeconds(10);

    private readonly Lock gate = new();
    private TaskCompletionSource room = Completed();
    private TaskCompletionSource changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int unwritten;
    private int left = places;
    private long since = TimeProvider.System.GetTimestamp();

    /// <summary>Waits while as many results are unwritten as a flush may hold: whoever sends waits for whoever writes down.</summary>
    public Task RoomAsync()
    {
        lock (gate)
        {
            return room.Task;
        }
    }

    public Task RecordAsync(int place, DeliveryOutcome outcome) => WhenRoomAsync(() => page.Record(place, outcome, notification, time.GetUtcNow()));

    public Task EndAsync(int place, DeliveryState state, string reason)
    {
        DeliveryMeter.Ended(state);
        return WhenRoomAsync(() => page.End(place, state, reason));
    }

    /// <summary>Leaves a place for later; nothing is written down for it alone.</summary>
    public void Hold(int place, DateTimeOffset until)
    {
        lock (gate)
        {
            page.Hold(place, until);
            left--;
        }
    }

    /// <summary>Writes as results come, until the sending has ended, and leaves the last ones to the release; false when another worker has taken the page over.</summary>
    public async Task<bool> RunAsync(Task sending)
    {
        // Not cut short by the process's end: the sending is, and what has come by then is still written down.
        while (!sending.IsCompleted)
        {
            var (wait, signal) = Next();
            if (wait > TimeSpan.Zero)
            {
                // Waited for so and not beside a delay: what is not waited for any more leaves no timer behind.
                Task any = Task.WhenAny(sending, signal);
                await any.WaitAsync(wait, TimeProvider.System).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }

            if (sending.IsCompleted)
            {
                return true;
            }

            if (Next().Wait <= TimeSpan.Zero && !await FlushAsync())
            {
                return false;
            }
        }

        return true;
    }

    private async Task<bool> FlushAsync()
    {
        Task<bool> writing;
        lock (gate)
        {
            // Nobody records until it is written: what the flush holds is what is unwritten.
            room = room.Task.IsCompleted ? new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously) : room;
            writing = ledger.FlushAsync(due, page, release: false, time.GetUtcNow(), CancellationToken.None);
        }

        var held = false;
        try
        {
            return held = await writing;
        }
        finally
        {
            lock (gate)
            {
                (unwritten, since) = (0, TimeProvider.System.GetTimestamp());
                if (held)
                {
                    room.SetResult();
                }
                else
                {
                    room.SetCanceled();
                }
            }
        }
    }

    private async Task WhenRoomAsync(Action record)
    {
        while (true)
        {
            Task waiting;
            lock (gate)
            {
                if (room.Task.IsCompletedSuccessfully && !IsFull())
                {
                    since = unwritten == 0 ? TimeProvider.System.GetTimestamp() : since;
                    record();
                    unwritten++;
                    left--;
                    if (IsFull())
                    {
                        room = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                    }

                    // The first one begins the quarter of a second, the last one ends it.
                    if (unwritten == 1 || IsFull())
                    {
                        changed.TrySetResult();
                    }

                    return;
                }

                waiting = room.Task;
            }

            await waiting;
        }
    }

    private (TimeSpan Wait, Task Signal) Next()
    {
        lock (gate)
        {
            var wait = IsFull() ? TimeSpan.Zero : (unwritten > 0 ? FlushEvery : RenewEvery) - TimeProvider.System.GetElapsedTime(since);
            if (changed.Task.IsCompleted)
            {
                changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            }

            return (wait, changed.Task);
        }
    }

    private bool IsFull() => left > 0 && (unwritten >= Ledger.MostSendsAFlush || page.Changes >= Ledger.MostChangesAFlush);

    private static TaskCompletionSource Completed()
    {
        var done = new TaskCompletionSource();
        done.SetResult();
        return done;
    }
}
