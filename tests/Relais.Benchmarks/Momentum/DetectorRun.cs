using Relais.Benchmarks.Nab;
using Relais.Momentum;

namespace Relais.Benchmarks.Momentum;

/// <summary>Runs the product's detector over a whole series.</summary>
public static class DetectorRun
{
    /// <summary>The reading after each row, from an empty state.</summary>
    public static IEnumerable<MomentumReading> Read(IEnumerable<NabRow> rows, DetectorSettings settings)
    {
        var state = MomentumState.Empty;
        foreach (var row in rows)
        {
            (state, var reading) = Detector.Advance(state, settings, row.At, row.Count);
            yield return reading;
        }
    }

    /// <summary>The rows in which a surge began.</summary>
    public static IReadOnlyList<int> Surges(NabFile file, DetectorSettings settings) =>
        [.. Read(file.Rows, settings).Index().Where(at => at.Item.Change == MomentumChange.SurgeBegan).Select(at => at.Index)];
}
