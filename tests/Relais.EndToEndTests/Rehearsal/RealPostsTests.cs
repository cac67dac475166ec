using System.Globalization;
using System.Text.RegularExpressions;
using Relais.Momentum;
using Relais.Polling;
using Xunit.Abstractions;

namespace Relais.EndToEndTests.Rehearsal;

// Real arrival times. The whole flow over all of them takes minutes, so it runs with RELAIS_TORTURE=long only; tape and detector alone are judged always.
public sealed partial class RealPostsTests(StorageEmulator storage, ITestOutputHelper output) : IClassFixture<StorageEmulator>
{
    private const string Arson = "post-ids/arsonemergency-2020_post-ids.txt";
    private const int ArsonPosts = 27_546;
    private const string Afl = "post-ids/afl-2019_post-ids.txt";
    private const int AflPosts = 21_799;

    private static readonly DateTimeOffset Morning = new(2020, 1, 7, 10, 0, 0, TimeSpan.Zero);

    [SkippableFact]
    public void The_tape_of_arsonemergency_holds_every_post_and_its_surge_is_noticed() => AssertArson(Surges(Arson, ArsonPosts));

    [SkippableFact]
    public void The_tape_of_afl_holds_every_post_and_at_most_one_surge() => Assert.InRange(Surges(Afl, AflPosts).Length, 0, 1);

    [SkippableFact]
    public async Task Replaying_arsonemergency_counts_every_post_and_tells_of_its_surge() => AssertArson(await ReplayAsync(Arson, "ArsonEmergency", ArsonPosts));

    [SkippableFact]
    public async Task Replaying_afl_counts_every_post_and_tells_of_at_most_one_surge() => Assert.InRange((await ReplayAsync(Afl, "AFL", AflPosts)).Length, 0, 1);

    private static void AssertArson(DateTimeOffset[] surges)
    {
        Assert.Single(surges, surge => surge >= Morning && surge <= Morning.AddHours(2));
        Assert.InRange(surges.Count(surge => surge >= Morning.AddDays(-7) && surge < Morning), 0, 3);
    }

    private static DateTimeOffset[] Surges(string path, int posts)
    {
        var arrivals = ReplayTape.FromPostIds(Repository.Data(path)).Arrivals;
        Assert.Equal(posts, arrivals.Count);
        var counts = new MinuteCounts();
        foreach (var arrival in arrivals)
        {
            counts.Add(arrival.At, arrival.Signals);
        }

        var (surges, state) = (new List<DateTimeOffset>(), MomentumState.Empty);
        var first = MinuteCounts.FloorTo(arrivals[0].At, Detector.Bin);
        var bins = counts.InSteps(first, arrivals[^1].At, Detector.Bin);
        for (var bin = 0; bin < bins.Length; bin++)
        {
            (state, var reading) = Detector.Advance(state, DetectorSettings.Default, first + bin * Detector.Bin, bins[bin]);
            if (reading.Change == MomentumChange.SurgeBegan)
            {
                surges.Add(reading.At);
            }
        }

        return [.. surges];
    }

    private async Task<DateTimeOffset[]> ReplayAsync(string path, string hashtag, int posts)
    {
        Skip.IfNot(TestLength.IsLong, "The whole flow over real posts takes minutes: set RELAIS_TORTURE=long.");
        await using var replay = await PublishedApp.StartAsync(
            ["replay", "--post-ids", Repository.Data(path), "--hashtag", hashtag], [new("AzureWebJobsStorage", storage.ConnectionString)]);
        Assert.Equal(0, await replay.EndsAsync(TimeSpan.FromMinutes(20)));
        output.WriteLine(replay.Output);
        Assert.StartsWith($"posts {posts} · ", replay.Output.Split('\n')[^1], StringComparison.Ordinal);
        return
        [
            .. Surging().Matches(replay.Output)
                .Select(match => DateTimeOffset.ParseExact(match.Groups["at"].Value, "yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal)),
        ];
    }

    [GeneratedRegex(@"\[(?<at>\d{4}-\d\d-\d\d \d\d:\d\d)\] #\S+ is surging\.")]
    private static partial Regex Surging();
}
