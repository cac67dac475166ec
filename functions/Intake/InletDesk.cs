using Relais.Storage.Tables;

namespace Relais.Intake;

/// <summary>Where the calls to one inlet wait for each other, so that those that come together share a transaction.</summary>
internal sealed class InletDesk
{
    private readonly Lock gate = new();
    private readonly Queue<WaitingCall> line = [];
    private bool isOpen;

    /// <summary>The count as this instance wrote or read it last; null when it has not. For whoever serves the line alone.</summary>
    public TableEntity? Sums { get; set; }

    /// <summary>Stands in line; true for the one who is to serve it.</summary>
    public bool Join(WaitingCall waiting)
    {
        lock (gate)
        {
            line.Enqueue(waiting);
            var isFirst = !isOpen;
            isOpen = true;
            return isFirst;
        }
    }

    /// <summary>The next calls, with so many things together at most, one call at least; none when the line is empty, and then nobody serves it any more.</summary>
    public List<WaitingCall> Next(int most)
    {
        var (some, things) = (new List<WaitingCall>(), 0);
        lock (gate)
        {
            while (line.TryPeek(out var next) && (some.Count == 0 || things + next.Told.Count <= most))
            {
                some.Add(line.Dequeue());
                things += next.Told.Count;
            }

            isOpen = some.Count > 0;
        }

        return some;
    }

    /// <summary>All that wait at the moment.</summary>
    public List<WaitingCall> TakeAll()
    {
        lock (gate)
        {
            var all = line.ToList();
            line.Clear();
            return all;
        }
    }
}

/// <summary>A call that waits to be kept.</summary>
internal sealed class WaitingCall(IReadOnlyList<Submission> told)
{
    public IReadOnlyList<Submission> Told => told;

    /// <summary>Done once it is kept: how much of it was not.</summary>
    public TaskCompletionSource<int> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
}
