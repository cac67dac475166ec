using System.Globalization;
using System.Text.RegularExpressions;
using Xunit.Abstractions;

namespace Relais.EndToEndTests.Rehearsal;

// The demonstration as somebody runs it for the first time, but on a port and an account of its own.
public sealed partial class DemoTests(StorageEmulator storage, ITestOutputHelper output) : IClassFixture<StorageEmulator>
{
    [SkippableFact]
    public async Task The_demonstration_ends_with_code_0_and_a_summary_that_adds_up()
    {
        await using var demo = await PublishedApp.StartAsync(
            ["demo", "--exit", "--urls", "http://127.0.0.1:0"], [new("AzureWebJobsStorage", storage.ConnectionString)]);

        var code = await demo.EndsAsync(TimeSpan.FromMinutes(5));
        output.WriteLine(demo.Output);
        Assert.True(code == 0, $"The demonstration ended with code {code}. It said:\n{demo.Output}");
        Assert.Contains("It adds up:", demo.Output, StringComparison.Ordinal);
        var totals = Summary().Match(demo.Output);
        Assert.True(totals.Success, "There is no summary.");
        Assert.Equal(Number("audience"), States.Sum(Number));

        // One surge, told when it began and when it was over to the console and to two webhooks, of which one fails twice each time; and what a feed
        // announced, to the two who want such. That the instance is out for an hour, or nearly so by when it is asked, is for organisers, of whom none has subscribed.
        Assert.InRange(Number("alerts"), 2, 3);
        Assert.Equal((8, 8), (Number("audience"), Number("sent")));
        Assert.Equal(Replaying().Match(demo.Output).Groups["posts"].Value, totals.Groups["posts"].Value);
        Assert.Equal((4, 3, 2), (Count("flaky webhook: .*: 503$"), Count("steady webhook: .*: accepted$"), Count("flaky webhook: .*: accepted$")));
        Assert.Equal(1, Count("Journée de réparation samedi"));

        // The same day in every run, on four networks of which none is a real one.
        Assert.Contains("published and counted were mastodon 269, bluesky 161, x 106, feed 1; the announcement reached the 2 who want such;", demo.Output, StringComparison.Ordinal);
        Assert.Matches(@"All four are stand-ins on this machine, 127\.0\.0\.1:\d+; no network is asked\.", demo.Output);
        Assert.Matches(@"Dashboard: http://127\.0\.0\.1:\d+/dashboard#key=rk_", demo.Output);

        int Number(string state) => int.Parse(totals.Groups[state].Value, CultureInfo.InvariantCulture);
        int Count(string pattern) => Regex.Count(demo.Output, pattern, RegexOptions.Multiline);
    }

    private static readonly string[] States = ["planned", "sent", "deferred", "failed", "expired", "suppressed"];

    [GeneratedRegex(
        @"posts (?<posts>\d+) · buckets \d+ · alerts (?<alerts>\d+) · deliveries (?<audience>\d+) \(planned (?<planned>\d+), sent (?<sent>\d+), "
        + @"deferred (?<deferred>\d+), failed (?<failed>\d+), expired (?<expired>\d+), suppressed (?<suppressed>\d+)\) · snapshots \d+")]
    private static partial Regex Summary();

    [GeneratedRegex(@"Replaying a day of (?<posts>\d+) posts")]
    private static partial Regex Replaying();
}
