using Relais.Benchmarks;
using Relais.Benchmarks.Nab;

namespace Relais.Tests.Benchmarks;

// Scores worked out by hand, and scores that NAB itself publishes.
public sealed class NabScorerTests
{
    private static readonly NabFile OneWindow = File(100, new NabWindow(30, 39));

    [Theory]
    [InlineData(5000, 750)]
    [InlineData(15902, 750)]
    [InlineData(100, 15)]
    [InlineData(4, 0)]
    public void The_first_part_of_a_file_is_not_scored(int rows, int expected) => Assert.Equal(expected, NabScorer.Probation(rows));

    [Theory]
    [InlineData(30, 1)] // left edge
    [InlineData(35, 0.859793)] // (2 / (1 + e^-2.5) - 1) / (2 / (1 + e^-5) - 1)
    [InlineData(39, 0.248242)] // right edge
    [InlineData(40, -1.029793)] // missed; one row behind it: 0.11 × (2 / (1 + e^(5/9)) - 1)
    [InlineData(48, -1.108528)] // missed; one width behind
    [InlineData(66, -1.11)] // missed; three widths behind
    [InlineData(99, -1.11)]
    [InlineData(20, -1.11)] // missed; before any window
    [InlineData(14, -1)] // missed; not scored
    public void One_detection_scores_by_where_it_lies(int row, double expected) =>
        Assert.Equal(expected, NabScorer.Score(OneWindow, [row], NabProfile.Standard).Raw, 6);

    [Fact]
    public void Only_the_earliest_detection_of_a_window_counts()
    {
        var score = NabScorer.Score(OneWindow, [35, 33, 39], NabProfile.Standard);

        Assert.Equal(NabScorer.Score(OneWindow, [33], NabProfile.Standard), score);
        Assert.Equal((1, 1, 0), (score.Windows, score.Noticed, score.FalsePositives));
    }

    [Fact]
    public void Every_false_detection_costs()
    {
        var score = NabScorer.Score(OneWindow, [20, 21, 30, 95], NabProfile.LowFalsePositives);

        Assert.Equal(1 - (3 * 0.22), score.Raw, 9);
        Assert.Equal(3, score.FalsePositives);
    }

    // numenta/NAB, tests/integration/scorer_test.py, testScoringAllMetrics: two windows of five rows, all weights 1, a detection at the
    // start of the first, one more in it, one three rows behind it.
    [Fact]
    public void The_example_in_the_tests_of_NAB_scores_the_same()
    {
        var file = File(100, new NabWindow(30, 34), new NabWindow(60, 64));

        Assert.Equal(-0.9540, NabScorer.Score(file, [30, 31, 37], new("unweighted", 1, 1, 1)).Raw, 4);
    }

    public static TheoryData<string> Profiles => new(NabProfile.All.Select(profile => profile.Name));

    [Theory]
    [MemberData(nameof(Profiles))]
    public void Silence_is_0_and_noticing_all_at_once_is_100(string name)
    {
        var profile = NabProfile.All.Single(one => one.Name == name);
        NabFile[] files = [OneWindow, File(1000, new NabWindow(200, 300), new NabWindow(500, 501)), File(50)];

        Assert.Equal(0, NabScorer.Normalise([.. files.Select(file => NabScorer.Score(file, [], profile))], profile), 9);
        Assert.Equal(100, NabScorer.Normalise(
            [.. files.Select(file => NabScorer.Score(file, file.Windows.Select(window => window.First), profile))], profile), 9);
    }

    // numenta/NAB, results/windowedGaussian/windowedGaussian_standard_scores.csv: score, true and false positives of each file.
    [SkippableTheory]
    [InlineData("AAPL", 1.5139968362565832, 42, 24)]
    [InlineData("AMZN", 1.5584829945714498, 10, 20)]
    [InlineData("CRM", 0.7638457640937151, 10, 0)]
    [InlineData("FB", 0.11975027819081463, 6, 15)]
    [InlineData("KO", -0.914196106944424, 22, 33)]
    public void The_scores_that_NAB_publishes_for_its_own_detector_come_out(string name, double published, int inside, int outside)
    {
        Skip.If(RealData.Folder("nab") is null, "../shared/data/nab is absent.");
        var file = NabFiles.Load(RealData.Folder("nab")!).Single(one => one.Name == "Twitter_volume_" + name);
        var detections = WindowedGaussian.Detect(file).ToArray();

        var score = NabScorer.Score(file, detections, NabProfile.Standard);

        Assert.Equal(published, score.Raw, 9);
        Assert.Equal(outside, score.FalsePositives);
        Assert.Equal(inside, detections
            .Where(row => row >= NabScorer.Probation(file.Rows.Count))
            .Count(row => file.Windows.Any(window => window.Contains(row))));
    }

    private static NabFile File(int rows, params NabWindow[] windows) => new(
        "made up",
        [.. Enumerable.Range(0, rows).Select(row => new NabRow(DateTimeOffset.UnixEpoch.AddMinutes(5 * row), 0))],
        windows);
}
