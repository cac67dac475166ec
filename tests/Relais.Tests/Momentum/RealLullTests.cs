using Relais.Benchmarks;
using Relais.Benchmarks.Momentum;
using Relais.Benchmarks.Nab;
using Relais.Momentum;

namespace Relais.Tests.Momentum;

// The default settings on real counts and real post ids, as they came and with silences cut into them; docs/momentum.md gives the figures.
public sealed class RealLullTests
{
    private const int BinsADay = 288;
    private const int Cuts = 16;

    [SkippableFact]
    public void Nobody_is_told_of_a_lull_that_was_none() =>
        Assert.Equal(0, Series().Append(Bins("afl-2019")).Sum(rows => Lulls(rows).Count()));

    [SkippableFact]
    public void Four_of_five_silences_of_a_day_are_noticed_and_most_by_the_fourth_hour()
    {
        var (noticed, inTime) = (0, 0);
        foreach (var rows in Series())
        {
            var random = new Random(1);
            for (var cut = 0; cut < Cuts; cut++)
            {
                var at = random.Next(3 * BinsADay, Math.Min(rows.Count, 17 * BinsADay) - (2 * BinsADay));
                var silent = rows.Take(at + BinsADay).Select((row, bin) => bin < at ? row : row with { Count = 0 });
                if (Lulls(silent).FirstOrDefault(reading => reading.At > rows[at].At) is { } lull)
                {
                    noticed++;
                    inTime += lull.At - rows[at].At <= TimeSpan.FromHours(4) ? 1 : 0;
                }
            }
        }

        Assert.True(noticed >= 6 * Cuts * 4 / 5, $"noticed {noticed} of {6 * Cuts}");
        Assert.True(inTime >= 6 * Cuts * 3 / 5, $"noticed {inTime} of {6 * Cuts} by the fourth hour");
    }

    private static IEnumerable<MomentumReading> Lulls(IEnumerable<NabRow> rows) =>
        DetectorRun.Read(rows, DetectorSettings.Default).Where(reading => reading.Change == MomentumChange.LullBegan);

    // Five series of mentions over 55 days, and a hashtag over 17.
    private static IEnumerable<IReadOnlyList<NabRow>> Series() => NabFiles.Load(Folder("nab")).Select(file => file.Rows).Append(Bins("arsonemergency-2020"));

    private static IReadOnlyList<NabRow> Bins(string hashtag) => PostIds.ReadBins(Path.Combine(Folder("post-ids"), hashtag + "_post-ids.txt"));

    private static string Folder(string name)
    {
        Skip.If(RealData.Folder(name) is null, $"../shared/data/{name} is absent.");
        return RealData.Folder(name)!;
    }
}
