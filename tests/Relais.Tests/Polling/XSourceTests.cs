using Relais.Campaigns;
using Relais.Momentum;
using Relais.Polling;
using Relais.Polling.Sources;
using Relais.Tests.Story;

namespace Relais.Tests.Polling;

/// <summary>Counts posts of X against a server that keeps its rules, with the whole app around the source.</summary>
public sealed class XSourceTests(Azurite azurite) : IClassFixture<Azurite>
{
    private static readonly DateTimeOffset Morning = RelaisApp.Morning;
    private static readonly TrackedQuery River = new("x", "api.x.com", ["saveourriver"], []);
    private static readonly PollDue Due = new(River, ["c"], Morning);

    private static readonly Dictionary<string, string?> Settings = FakeX.Settings(5);

    [SkippableTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Posts_are_counted_by_their_minute_once_whichever_names_the_fields_have(bool newNames)
    {
        await using var app = await RelaisApp.StartAsync(azurite, settings: Settings);
        await using var x = await FakeX.StartAsync(app.Outside, () => app.Now);
        x.HasNewNames = newNames;
        for (var second = 0; second < 600; second += 20)
        {
            x.Publish(Morning.AddSeconds(second), "SaveOurRiver", "other");
        }

        x.Publish(Morning.AddMinutes(3), "other");
        x.Retweet(Morning.AddMinutes(3), "SaveOurRiver");
        foreach (var minute in new[] { 5, 5, 7, 12, 13 })
        {
            app.SetClock(Morning.AddMinutes(minute));
            await PollAsync(app);
        }

        var counts = await app.Get<SignalStore>().ReadCountsAsync(River.Key, Morning, Morning.AddHours(1), CancellationToken.None);
        Assert.Equal(Enumerable.Range(0, 10).ToDictionary(minute => Morning.AddMinutes(minute), _ => 3), counts.Minutes);
        Assert.Equal((30L, Morning.AddMinutes(11)), (await CursorAsync(app)) is var cursor ? (cursor.Signals, cursor.AskedUntil!.Value) : default);
        Assert.Equal(4, x.Asked.Count);
        Assert.Equal(
            "/2/tweets/counts/recent?query=%23saveourriver%20-is%3Aretweet&granularity=minute&start_time=2026-03-02T08%3A00%3A00Z&end_time=2026-03-02T08%3A03%3A00Z",
            x.Asked.First());
        Assert.Equal(new Spending(20, 4, 20), await SpentAsync(app));
    }

    [SkippableTheory]
    [InlineData("x")]
    [InlineData("x-search")]
    public async Task What_is_published_until_a_campaign_ends_is_counted_to_its_last_minute(string kind)
    {
        await using var app = await RelaisApp.StartAsync(azurite, settings: new Dictionary<string, string?>(Settings) { ["Polling:X:MonthlyDollars"] = "300" });
        await using var x = await FakeX.StartAsync(app.Outside, () => app.Now);
        (await app.PostAsync("/api/campaigns", $$"""{"name":"River","hashtags":["SaveOurRiver"],"sources":[{"kind":"{{kind}}"}],"until":"2026-03-02T08:20:00Z"}""")).Expect(201);
        for (var second = 0; second < 2_400; second += 30)
        {
            x.Publish(Morning.AddSeconds(second), "SaveOurRiver");
        }

        await app.StepUntilAsync(Morning.AddHours(1), minutes: 1);

        Assert.Equal(40, (await app.GetAsync("/api/dashboard/river?hours=168")).At("campaign").GetProperty("totals").GetProperty("posts").GetInt32());
    }

    [SkippableFact]
    public async Task A_campaign_that_began_days_ago_is_counted_in_parts_and_what_lies_before_the_seven_days_is_a_gap()
    {
        await using var app = await RelaisApp.StartAsync(azurite, settings: Settings);
        await using var x = await FakeX.StartAsync(app.Outside, () => app.Now);
        x.PageMinutes = 1_000;
        for (var hour = 0; hour < 200; hour++)
        {
            x.Publish(Morning.AddHours(hour), "saveourriver");
        }

        app.SetClock(Morning.AddHours(200));
        await PollAsync(app);

        // Of seven days less five minutes: 167 whole hours and some minutes, and the last post is not final yet.
        Assert.Equal(167, (await CursorAsync(app)).Signals);
        var gap = Assert.Single(await app.Get<SignalStore>().ReadGapsAsync(River.Key, Morning, Morning.AddHours(300), CancellationToken.None));
        Assert.Equal(new Gap(Morning, Morning.AddHours(32).AddMinutes(5), "X tells of the last seven days only", Recovered: false), gap);
        Assert.Equal(x.Asked.Count * 5, (await SpentAsync(app)).Mills);
    }

    [SkippableFact]
    public async Task The_cap_is_never_passed_and_what_could_not_be_asked_is_a_gap_until_the_month_ends()
    {
        await using var app = await RelaisApp.StartAsync(azurite, settings: new Dictionary<string, string?>(Settings) { ["Polling:X:MonthlyDollars"] = "0.02" });
        await using var x = await FakeX.StartAsync(app.Outside, () => app.Now);
        x.Publish(Morning.AddMinutes(60), "saveourriver");

        // Twice as many polls as the month may cost, two at a time.
        for (var poll = 1; poll <= 4; poll++)
        {
            app.SetClock(Morning.AddMinutes(poll * 10));
            await Task.WhenAll(PollAsync(app), PollAsync(app));
        }

        Assert.True(x.Asked.Count <= 4);
        app.SetClock(Morning.AddMinutes(50));
        await PollAsync(app);
        Assert.Equal(4, x.Asked.Count);
        Assert.Equal(new Spending(20, 4, 20), await SpentAsync(app));
        Assert.Equal("the month's budget for X is spent", (await CursorAsync(app)).Reason);
        Assert.Null(Assert.Single(await GapsAsync(app)).Until);

        // A new month has money again, and a week back is still told.
        app.SetClock(new DateTimeOffset(2026, 4, 1, 0, 0, 0, TimeSpan.Zero));
        await PollAsync(app);
        Assert.Equal(7, x.Asked.Count);
        Assert.False((await GapsAsync(app))[0].Recovered);
    }

    // What every source meets is in the matrix; this is how X words it besides. Its own cap lasts until the month ends.
    [SkippableTheory]
    [InlineData(429, """{"title":"UsageCapExceeded","type":"https://api.twitter.com/2/problems/usage-capped"}""", "x-rate-limit-remaining: 39999", "X's own cap of the month is reached (429)", ((29 * 24 * 60) + (15 * 60) + 55))]
    [InlineData(429, """{"title":"Too Many Requests","type":"about:blank"}""", "x-rate-limit-reset: 1", "asked too often (429)", 1)]
    [InlineData(429, "<html>", "", "asked too often (429)", 15)]
    [InlineData(200, "{}", "", "unreadable answer", null)]
    [InlineData(200, """{"data":[{"start":"2026-03-02T08:00:00Z","end":"2026-03-02T08:01:00Z"}],"meta":{}}""", "", "unreadable answer", null)]
    [InlineData(200, """{"data":[{"start":"2026-03-02T08:00:00Z","end":"2026-03-02T08:01:00Z","tweet_count":99999999999}],"meta":{}}""", "", "unreadable answer", null)]
    public async Task A_refusal_in_words_of_its_own_says_why_and_until_when(int status, string body, string header, string reason, int? quietMinutes)
    {
        await using var app = await RelaisApp.StartAsync(azurite, settings: Settings);
        await using var x = await FakeX.StartAsync(app.Outside, () => app.Now);
        x.Instead = (status, body, header.Length > 0 ? [header] : []);
        app.SetClock(Morning.AddMinutes(5));

        var refused = Assert.IsType<PollOutcome.Refused>(
            await app.Get<IEnumerable<ISource>>().Single(source => source.Kind == "x").AskAsync(River, Cursor.None, Morning, app.Now, CancellationToken.None));

        Assert.Equal((reason, quietMinutes is { } minutes ? app.Now.AddMinutes(minutes) : null), (refused.Reason, refused.QuietUntil));
    }

    [SkippableTheory]
    [InlineData("Polling:X:BearerToken", null, "X is off: Polling:X:BearerToken is not set")]
    [InlineData("Polling:X:ApprovedInWritingToMonitorSensitiveEvents", null, "X is off: Polling:X:ApprovedInWritingToMonitorSensitiveEvents is not true")]
    [InlineData("Polling:X:ApprovedInWritingToMonitorSensitiveEvents", "false", "X is off: Polling:X:ApprovedInWritingToMonitorSensitiveEvents is not true")]
    [InlineData("Polling:X:MonthlyDollars", null, "X is off: Polling:X:MonthlyDollars is 0")]
    public async Task Without_a_token_approval_and_money_X_is_never_asked(string setting, string? value, string reason)
    {
        // Whoever were asked would fail the test: nobody is there.
        await using var app = await RelaisApp.StartAsync(azurite, settings: new Dictionary<string, string?>(Settings) { [setting] = value });
        app.SetClock(Morning.AddMinutes(5));

        await PollAsync(app);

        Assert.Equal(reason, (await CursorAsync(app)).Reason);
        Assert.Equal(Spending.None, await SpentAsync(app));
    }

    [Fact]
    public void The_token_is_in_no_text_of_the_settings() =>
        Assert.DoesNotContain("secret", new XSettings("secret", true, 5_000, new Uri("https://api.x.com/")).ToString(), StringComparison.Ordinal);

    private static Task PollAsync(RelaisApp app) => app.RunAsync<PollSource>(function => function.RunAsync(Due, CancellationToken.None));

    private static Task<Cursor> CursorAsync(RelaisApp app) => app.Get<SignalStore>().ReadCursorAsync(River.Key, CancellationToken.None);

    private static Task<IReadOnlyList<Gap>> GapsAsync(RelaisApp app) =>
        app.Get<SignalStore>().ReadGapsAsync(River.Key, Morning.AddDays(-1), Morning.AddDays(60), CancellationToken.None);

    private static Task<Spending> SpentAsync(RelaisApp app) => app.Get<Budgets>().ReadAsync("x", Morning, CancellationToken.None);
}
