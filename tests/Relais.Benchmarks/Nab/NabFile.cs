namespace Relais.Benchmarks.Nab;

/// <summary>One labelled series: counts by five minutes, and the stretches in which something did happen.</summary>
/// <param name="Windows">First and last row of each stretch, in order.</param>
public sealed record NabFile(string Name, IReadOnlyList<NabRow> Rows, IReadOnlyList<NabWindow> Windows);

public readonly record struct NabRow(DateTimeOffset At, int Count);

public readonly record struct NabWindow(int First, int Last)
{
    public int Width => Last - First + 1;

    public bool Contains(int row) => row >= First && row <= Last;
}
