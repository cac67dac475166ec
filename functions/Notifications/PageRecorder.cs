namespace Relais.Notifications;

/// <summary>Writes a page down while it is delivered: after a hundred results or a quarter of a second, and often enough to keep the page's lease.</summary>
/// <param name="places">How many deliveries of the page are to be seen to; what comes of the last is written by the release.</param>
internal sealed class PageRecorder(Ledger ledger, DeliveryDue due, LedgerPage page, int places, Notification notification, TimeProvider time)
{
    // Design promise 3: a page is written down after so long, or after a hundred sends.
    private static readonly TimeSpan FlushEvery = TimeSpan.FromMilliseconds(250);

    // A third of the page's lease: a receiver may be given more time to answer than the lease lasts (Http:TotalSeconds).
    private static readonly TimeSpan RenewEvery = TimeSpan.FromSeconds(10);

    private readonly Lock gate = new();
    private TaskCompletionSource room = Completed();
    private TaskCompletionSource changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int underWay;
    private int unwritten;
    private int left = places;
    private bool isWriting;
    private long since = TimeProvider.System.GetTimestamp();

    /// <summary>
    /// Begins a send that <see cref="RecordAsync"/>, <see cref="EndSendAsync"/> or <see cref="CancelSend"/> ends. Waits while as many results are unwritten as
    /// a flush may hold; and while one is being written, as soon as those that come next may fill another: no more than two are ever repeated after a kill.
    /// </summary>
    public async ValueTask BeginSendAsync()
    {
        while (true)
        {
            Task waiting;
            lock (gate)
            {
                if (!room.Task.IsCanceled && !IsFull() && (!isWriting || underWay + unwritten < Ledger.MostSendsAFlush))
                {
                    underWay++;
                    return;
                }

                waiting = Closed().Task;
            }

            await waiting;
        }
    }

    /// <summary>A send that had begun is not made.</summary>
    public void CancelSend()
    {
        lock (gate)
        {
            underWay--;
            Open();
        }
    }

    public Task RecordAsync(int place, DeliveryOutcome outcome) => WhenRoomAsync(() => page.Record(place, outcome, notification, time.GetUtcNow()), sends: 1);

    /// <summary>Ends a delivery whose send had begun.</summary>
    public Task EndSendAsync(int place, DeliveryState state, string reason) => WhenRoomAsync(() => page.End(place, state, reason), sends: 1);

    public Task EndAsync(int place, DeliveryState state, string reason) => WhenRoomAsync(() => page.End(place, state, reason), sends: 0);

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
            if (wait > TimeSpan.Zero && await Task.WhenAny(sending, signal, Task.Delay(wait, TimeProvider.System)) == sending)
            {
                return true;
            }

            // What the last ones filled is the release's.
            if (Next().Wait <= TimeSpan.Zero && !sending.IsCompleted && !await FlushAsync())
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
            // What the flush holds is taken down before this returns: what is recorded from now on is the next one's.
            writing = ledger.FlushAsync(due, page, release: false, time.GetUtcNow(), CancellationToken.None);
            (isWriting, unwritten, since) = (true, 0, TimeProvider.System.GetTimestamp());
            Open();
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
                isWriting = false;
                if (held)
                {
                    Open();
                }
                else
                {
                    // Nothing more can be written down: for good.
                    Closed().SetCanceled();
                }
            }
        }
    }

    private async Task WhenRoomAsync(Action record, int sends)
    {
        while (true)
        {
            Task waiting;
            lock (gate)
            {
                if (!room.Task.IsCanceled && !IsFull())
                {
                    since = unwritten == 0 ? TimeProvider.System.GetTimestamp() : since;
                    record();
                    underWay -= sends;
                    unwritten++;
                    left--;

                    // The first one begins the quarter of a second, the last one ends it.
                    if (unwritten == 1 || IsFull())
                    {
                        changed.TrySetResult();
                    }

                    return;
                }

                waiting = Closed().Task;
            }

            await waiting;
        }
    }

    /// <summary>What those wait for who find no room: that some is made, or that there will be none any more.</summary>
    private TaskCompletionSource Closed() =>
        room = room.Task.IsCompletedSuccessfully ? new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously) : room;

    /// <summary>Has those who wait look again.</summary>
    private void Open() => room.TrySetResult();

    private (TimeSpan Wait, Task Signal) Next()
    {
        lock (gate)
        {
            var left = IsFull() ? TimeSpan.Zero : (unwritten > 0 ? FlushEvery : RenewEvery) - TimeProvider.System.GetElapsedTime(since);
            if (changed.Task.IsCompleted)
            {
                changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            }

            return (left, changed.Task);
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
