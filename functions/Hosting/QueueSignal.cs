using System.Collections.Concurrent;

namespace Relais.Hosting;

/// <summary>Tells a queue's drain in this process that this process has sent something: it need not wait for its next poll.</summary>
internal sealed class QueueSignal(bool remembersMessages, TimeProvider clock)
{
    private readonly ConcurrentDictionary<string, bool> undrained = new(StringComparer.Ordinal);
    private volatile TaskCompletionSource bell = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Whether a message that was sent from here has not been seen by the drain yet (only told under a stepped clock).</summary>
    public bool HasUndrained => !undrained.IsEmpty;

    public void Sent(string messageId)
    {
        if (remembersMessages) undrained[messageId] = true;
        else Ring();
    }

    public void Seen(string messageId) => undrained.TryRemove(messageId, out _);

    public void SeenAll() => undrained.Clear();

    public void Ring() => bell.TrySetResult();

    /// <summary>Waits until something is sent, or until <paramref name="atMost"/> has passed.</summary>
    public async Task WaitAsync(TimeSpan atMost, CancellationToken stop)
    {
        var rung = bell.Task;
        await rung.WaitAsync(atMost, clock, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        stop.ThrowIfCancellationRequested();
        if (rung.IsCompleted) bell = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
