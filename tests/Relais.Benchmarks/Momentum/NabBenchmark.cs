using Relais.Benchmarks.Nab;
using Relais.Momentum;

namespace Relais.Benchmarks.Momentum;

/// <summary>Says what the detector with its default settings scores on real, labelled counts, and what it would had we tuned blindly.</summary>
public static class NabBenchmark
{
    public static async Task<int> RunAsync(BenchmarkOptions options)
    {
        if (RealData.Folder("nab") is not { } folder)
        {
            await Console.Error.WriteLineAsync("../shared/data/nab is absent: nothing to score.");
            return 1;
        }
        var files = NabFiles.Load(folder);
        var surges = files.Select(file => DetectorRun.Surges(file, DetectorSettings.Default)).ToArray();
        foreach (var (file, rows) in files.Zip(surges))
        {
            Console.WriteLine(Describe(file, rows));
        }

        Console.WriteLine();
        Console.WriteLine($"{"normalised total",-28}{string.Concat(NabProfile.All.Select(profile => $"{profile.Name,10}"))}");
        Console.WriteLine(Totals("Relais", files, surges));
        Console.WriteLine(Totals("windowed Gaussian (NAB's)", files, [.. files.Select(file => WindowedGaussian.Detect(file).ToArray())]));
        Console.WriteLine(Totals("silence", files, [.. files.Select(_ => Array.Empty<int>())]));
        LeaveOneOut(files, options);
        Hashtags();
        return 0;
    }

    private static string Describe(NabFile file, IReadOnlyList<int> rows)
    {
        var score = NabScorer.Score(file, rows, NabProfile.Standard);
        var raw = NabProfile.All.Select(profile => $"{profile.Name} {NabScorer.Score(file, rows, profile).Raw:F3}");
        var lines = rows.Select(row => $"  {file.Rows[row].At:MM-dd HH:mm} {Verdict(file, row)}");
        return $"""
            {file.Name}: noticed {score.Noticed} of {score.Windows}, false {score.FalsePositives}; raw {string.Join(", ", raw)}
            {string.Join(Environment.NewLine, lines)}
            """;
    }

    private static string Verdict(NabFile file, int row) =>
        row < NabScorer.Probation(file.Rows.Count) ? "not scored (probation)"
        : file.Windows.Index().FirstOrDefault(window => window.Item.Contains(row), (-1, default)) is (>= 0 and var at, var inside)
            ? $"in window {at + 1}, {100.0 * (row - inside.First) / inside.Width:F0} % through"
            : "false";

    private static string Totals(string name, IReadOnlyList<NabFile> files, IReadOnlyList<IReadOnlyList<int>> rows) =>
        $"{name,-28}" + string.Concat(NabProfile.All.Select(profile =>
            $"{NabScorer.Normalise([.. files.Zip(rows, (file, at) => NabScorer.Score(file, at, profile))], profile),10:F1}"));

    // Settings chosen on four files score the fifth: what tuning on these files is worth on a file never seen.
    private static void LeaveOneOut(IReadOnlyList<NabFile> files, BenchmarkOptions options)
    {
        double[] thresholds = options.Quick ? [3, 3.5, 4] : [2.5, 2.75, 3, 3.25, 3.5, 3.75, 4, 4.25, 4.5];
        int[] halfLives = options.Quick ? [48] : [24, 36, 48, 72];
        var grid = halfLives.SelectMany(hours => thresholds.Select(threshold =>
            DetectorSettings.Default with { Threshold = threshold, HalfLife = TimeSpan.FromHours(hours) })).ToArray();
        var scores = grid.Select(settings => files.Select(file =>
            NabScorer.Score(file, DetectorRun.Surges(file, settings), NabProfile.Standard)).ToArray()).ToArray();

        Console.WriteLine();
        Console.WriteLine($"{"standard, by half-life",-28}{string.Concat(thresholds.Select(threshold => $"{threshold,7:F2}"))}");
        foreach (var (row, hours) in halfLives.Index())
        {
            var totals = scores.Skip(row * thresholds.Length).Take(thresholds.Length)
                .Select(score => NabScorer.Normalise(score, NabProfile.Standard));
            Console.WriteLine($"{hours + " h",-28}{string.Concat(totals.Select(total => $"{total,7:F1}"))}");
        }

        Console.WriteLine();
        var heldOut = new List<NabScore>();
        foreach (var (left, file) in files.Index())
        {
            var best = grid.Index().MaxBy(at => scores[at.Index].Index().Where(score => score.Index != left).Sum(score => score.Item.Raw));
            heldOut.Add(scores[best.Index][left]);
            var choice = $"{best.Item.Threshold} and {best.Item.HalfLife.TotalHours} h";
            Console.WriteLine($"{file.Name}: the others choose {choice}; raw {heldOut[^1].Raw:F3}");
        }
        Console.WriteLine($"leave one file out, standard: {NabScorer.Normalise(heldOut, NabProfile.Standard):F1}");
    }

    // Real hashtags without labels: one with a surge that the news explains, one of match days without any.
    private static void Hashtags()
    {
        Console.WriteLine();
        if (RealData.Folder("post-ids") is not { } folder)
        {
            Console.WriteLine("../shared/data/post-ids is absent: no hashtags.");
            return;
        }
        foreach (var path in Directory.GetFiles(folder, "*_post-ids.txt").Order(StringComparer.Ordinal))
        {
            Console.WriteLine(Path.GetFileNameWithoutExtension(path) + ":");
            var readings = DetectorRun.Read(PostIds.ReadBins(path), DetectorSettings.Default);
            foreach (var reading in readings.Where(reading => reading.Change != MomentumChange.None))
            {
                var why = $"{reading.Trailing} in the hour, {reading.Expected:F0} usual, momentum {reading.Momentum:F1}";
                Console.WriteLine($"  {reading.At:MM-dd HH:mm} {reading.Change}: {why}");
            }
        }
    }
}
