namespace Relais.Benchmarks.Nab;

/// <summary>
/// Scores detections by the published rules of the Numenta Anomaly Benchmark (Lavin and Ahmad 2015; numenta/NAB, nab/sweeper.py):
/// each labelled stretch is worth what its earliest detection earned, each detection outside costs.
/// </summary>
public static class NabScorer
{
    // Rows at the start that are not scored: 15 % of the file, of 5,000 rows at most.
    private const double ProbationShare = 0.15;
    private const int ProbationRowsOf = 5000;

    // Beyond three widths behind a stretch a detection has nothing to do with it.
    private const double FarBehind = 3;

    public static int Probation(int rows) => (int)Math.Min(Math.Floor(ProbationShare * rows), ProbationShare * ProbationRowsOf);

    /// <summary>Scores the rows of one file at which something was detected.</summary>
    public static NabScore Score(NabFile file, IEnumerable<int> detections, NabProfile profile)
    {
        var probation = Probation(file.Rows.Count);
        var scored = file.Windows.Where(window => window.Last >= probation).ToArray();
        var earned = new double?[scored.Length];
        double cost = 0;
        var outside = 0;
        foreach (var row in detections.Where(row => row >= probation))
        {
            var inside = Array.FindIndex(scored, window => window.Contains(row));
            if (inside < 0)
            {
                cost += profile.FalsePositive * Outside(file.Windows, row);
                outside++;
            }
            else
            {
                earned[inside] = Math.Max(earned[inside] ?? double.NegativeInfinity, profile.TruePositive * Inside(scored[inside], row));
            }
        }
        var total = cost + earned.Sum(value => value ?? -profile.FalseNegative);
        return new(total, scored.Length, earned.Count(value => value is not null), outside);
    }

    /// <summary>The scores of several files on the scale on which silence is 0 and noticing all at once is 100.</summary>
    public static double Normalise(IReadOnlyCollection<NabScore> scores, NabProfile profile)
    {
        var windows = scores.Sum(score => score.Windows);
        var silence = -profile.FalseNegative * windows;
        var perfect = profile.TruePositive * windows;
        return 100 * (scores.Sum(score => score.Raw) - silence) / (perfect - silence);
    }

    // 1 at the left edge, falling to nearly 0 at the right one.
    private static double Inside(NabWindow window, int row) =>
        Sigmoid(-(window.Last - row + 1) / (double)window.Width) / Sigmoid(-1);

    // Nearly 0 right behind a stretch, -1 far from one or before the first.
    private static double Outside(IReadOnlyList<NabWindow> windows, int row)
    {
        var before = windows.Where(window => window.Last < row).Select(window => (NabWindow?)window).LastOrDefault();
        var distance = before is { } window ? (row - window.Last) / (double)(window.Width - 1) : FarBehind;
        return distance >= FarBehind ? -1 : Sigmoid(distance);
    }

    private static double Sigmoid(double position) => (2 / (1 + Math.Exp(5 * position))) - 1;
}

/// <summary>What one file scored: raw, and how it came about.</summary>
public readonly record struct NabScore(double Raw, int Windows, int Noticed, int FalsePositives);

/// <summary>What a detection, a false one and a missed stretch weigh (numenta/NAB, config/profiles.json).</summary>
public sealed record NabProfile(string Name, double TruePositive, double FalsePositive, double FalseNegative)
{
    public static readonly NabProfile Standard = new("standard", 1, 0.11, 1);
    public static readonly NabProfile LowFalsePositives = new("low-FP", 1, 0.22, 1);
    public static readonly NabProfile LowFalseNegatives = new("low-FN", 1, 0.11, 2);

    public static readonly IReadOnlyList<NabProfile> All = [Standard, LowFalsePositives, LowFalseNegatives];
}
