using System.Collections.Concurrent;

namespace Relais.Http;

/// <summary>Cancels what takes longer than is allowed; what ended in time gives its timer on to the next.</summary>
internal sealed class TimeLimits(TimeSpan limit, TimeProvider time)
{
    private readonly ConcurrentQueue<CancellationTokenSource> unused = [];

    /// <summary>Begins to count; what was begun is given to <see cref="End"/>, or disposed of.</summary>
    public CancellationTokenSource Begin()
    {
        if (!unused.TryDequeue(out var begun))
        {
            return new CancellationTokenSource(limit, time);
        }

        begun.CancelAfter(limit);
        return begun;
    }

    /// <summary>Stops counting. Nobody may hold on to its token.</summary>
    public void End(CancellationTokenSource begun)
    {
        // A timer of another clock than the system's cannot be set back.
        if (time == TimeProvider.System && begun.TryReset())
        {
            unused.Enqueue(begun);
        }
        else
        {
            begun.Dispose();
        }
    }
}
