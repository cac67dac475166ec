using Xunit.Abstractions;

namespace Relais.EndToEndTests.Rehearsal;

// A replay that is killed again and again, at moments drawn from a seed, must come to what one comes to that nobody disturbs.
public sealed class TortureTests(StorageEmulator storage, ITestOutputHelper output) : IClassFixture<StorageEmulator>
{
    private const int Seed = 20261120;

    // Every fourth kill does not wait until the replay has begun: starting, creating tables and preparing must bear it too.
    private const int OneInStartUp = 4;

    private static readonly int LeastKills = TestLength.IsLong ? 30 : 3;

    // A kill comes after this share of an undisturbed run at the latest, so that many fall into one run; of a short run much is its start.
    private static readonly double LatestShare = TestLength.IsLong ? 1.0 / 14 : 1.0 / 4;
    private static readonly TimeSpan LongestStart = TimeSpan.FromMilliseconds(700);

    [SkippableFact]
    public async Task A_replay_killed_at_many_moments_ends_with_the_totals_of_one_that_nobody_disturbed()
    {
        var file = await FileAsync();
        var begun = Deadline.Now();
        var undisturbed = await RunAsync(file, "Undisturbed", "--from-empty");
        var length = TimeProvider.System.GetElapsedTime(begun);

        var draw = new Random(Seed);
        for (var (kills, round) = (0, 1); kills < LeastKills; round++)
        {
            var (killed, totals) = await TortureAsync(file, $"Tortured{round}", length * LatestShare, draw);
            kills += killed;
            output.WriteLine($"{killed} kills, then: {totals}");
            Assert.Equal(undisturbed, totals);
        }
    }

    [SkippableFact]
    public async Task From_empty_forgets_an_earlier_replay_and_comes_to_the_same_again()
    {
        var file = await PostIdFile.WriteAsync(seed: 3, minutes: 240, surgeFrom: 0, surgeUntil: 0);

        var first = await RunAsync(file, "Again");
        var carriedOn = await RunAsync(file, "Again");
        var again = await RunAsync(file, "Again", "--from-empty");

        Assert.Equal(first, carriedOn);
        Assert.Equal(first, again);
    }

    [SkippableFact]
    public async Task A_replay_that_cannot_be_run_says_why_and_ends_with_code_2()
    {
        await using var unnamed = await StartAsync("replay", "--hashtag", "Klima");
        Assert.Equal(2, await unnamed.EndsAsync());
        Assert.StartsWith("replay: name one of --post-ids and --counts.\nusage: replay", unnamed.Output, StringComparison.Ordinal);

        await using var missing = await StartAsync("replay", "--post-ids", "/nowhere/posts.txt", "--hashtag", "Klima");
        Assert.Equal(2, await missing.EndsAsync());
        Assert.StartsWith("replay: Could not find a part of the path '/nowhere/posts.txt'.", missing.Output, StringComparison.Ordinal);
    }

    /// <summary>Kills and starts again until a run comes to its end; gives the number of kills and the last line.</summary>
    private async Task<(int Kills, string Totals)> TortureAsync(string file, string hashtag, TimeSpan latest, Random draw)
    {
        for (var kills = 0; ; kills++)
        {
            await using var replay = await StartAsync("replay", "--post-ids", file, "--hashtag", hashtag);
            var wait = latest * draw.NextDouble();
            if (draw.Next(OneInStartUp) == 0)
            {
                wait = LongestStart * draw.NextDouble();
            }
            else
            {
                await replay.SaysAsync("that it has begun", HasBegun);
            }

            using var limit = new CancellationTokenSource(wait, TimeProvider.System);
            if (await replay.HasEndedByAsync(limit.Token))
            {
                return (kills, await TotalsAsync(replay));
            }

            await replay.KillAsync();
        }
    }

    private async Task<string> RunAsync(string file, string hashtag, params string[] more)
    {
        await using var replay = await StartAsync(["replay", "--post-ids", file, "--hashtag", hashtag, .. more]);
        return await TotalsAsync(replay);
    }

    private static async Task<string> TotalsAsync(AppProcess replay)
    {
        var code = await replay.EndsAsync(TimeSpan.FromMinutes(15));
        Assert.True(code == 0, $"The replay ended with code {code}. It said:\n{replay.Output}");
        return replay.Output.Split('\n')[^1];
    }

    private Task<AppProcess> StartAsync(params string[] arguments) =>
        PublishedApp.StartAsync(arguments, [new("AzureWebJobsStorage", storage.ConnectionString)]);

    private static bool HasBegun(string line) =>
        line.StartsWith("Replaying ", StringComparison.Ordinal) || line.StartsWith("Carrying on with ", StringComparison.Ordinal);

    private static Task<string> FileAsync() => TestLength.IsLong
        ? Task.FromResult(Repository.Data("post-ids/arsonemergency-2020_post-ids.txt"))
        : PostIdFile.TwelveHoursAsync(Seed);
}
