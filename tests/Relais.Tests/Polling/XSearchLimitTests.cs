using Relais.Momentum;
using Relais.Tests.Story;
using static Relais.Tests.Polling.XSearchBed;

namespace Relais.Tests.Polling;

/// <summary>Where a search on X ends: at the money of a day, at a thousand posts, at a refusal.</summary>
public sealed class XSearchLimitTests(Azurite azurite) : IClassFixture<Azurite>
{
    [SkippableFact]
    public async Task A_loud_day_takes_its_share_of_the_month_and_no_more_and_says_where_it_was_blind()
    {
        // 30 days are left of March: a dollar a day, which is 200 posts.
        var settings = new Dictionary<string, string?>(Settings) { ["Polling:X:MonthlyDollars"] = "30" };
        await using var app = await RelaisApp.StartAsync(azurite, settings: settings);
        await using var x = await FakeX.StartAsync(app.Outside, () => app.Now);
        for (var second = 0; second < 3_000; second++)
        {
            x.Publish(Morning.AddSeconds(second), "saveourriver");
        }

        foreach (var minute in Enumerable.Range(1, 60))
        {
            await PollAsync(app, Morning.AddMinutes(minute));
        }

        Assert.InRange((await SpentAsync(app)).Mills, 950, 1_000);
        Assert.InRange(x.Charged.Count, 100, 200);
        var (cursor, gaps) = (await CursorAsync(app), await GapsAsync(app));
        Assert.Equal(("today's share of the month's budget for X is spent", Morning.Date.AddDays(1)), (cursor.Reason, cursor.QuietUntil!.Value.UtcDateTime));
        Assert.Contains(gaps, gap => gap is { Until: null, Reason: "today's share of the month's budget for X is spent" });

        // The next day has a share of its own; of the night it is not all read, and that is said.
        await PollAsync(app, Morning.Date.AddDays(1).AddMinutes(1) is var midnight ? new DateTimeOffset(midnight, TimeSpan.Zero) : default);
        Assert.InRange((await SpentAsync(app)).Mills, 1_900, 2_000);
        Assert.All(await GapsAsync(app), gap => Assert.False(gap.Recovered));
        Assert.All(await GapsAsync(app), gap => Assert.NotNull(gap.Until));
    }

    [SkippableFact]
    public async Task More_than_a_thousand_posts_in_one_turn_are_read_from_the_newest_and_the_rest_is_a_gap()
    {
        await using var app = await RelaisApp.StartAsync(azurite, settings: Settings);
        await using var x = await FakeX.StartAsync(app.Outside, () => app.Now);
        for (var post = 0; post < 1_200; post++)
        {
            x.Publish(Morning.AddMilliseconds(post * 200), "saveourriver");
        }

        // Storage is billed by the request: twenty for a thousand posts, those that count the money included.
        Assert.InRange(await app.Storage.CountAsync(() => PollAsync(app, Morning.AddMinutes(5))), 10, 20);
        Assert.Equal((10, 1_000L), (x.Asked.Count, (await CursorAsync(app)).Signals));
        Assert.Equal(
            new Gap(Morning, Morning.AddMilliseconds(200 * 200), "more was published than could be read", Recovered: false),
            Assert.Single(await GapsAsync(app)));
    }

    [SkippableTheory]
    [InlineData(400, """{"title":"Invalid Request","type":"https://api.twitter.com/2/problems/invalid-request"}""", "X does not understand the question (400)", true)]
    [InlineData(401, """{"detail":"Unauthorized","status":401,"title":"Unauthorized","type":"about:blank"}""", "X does not accept the token (401)", true)]
    [InlineData(402, """{"title":"CreditsDepleted","type":"https://api.twitter.com/2/problems/credits"}""", "there is no credit left at X (402)", true)]
    [InlineData(429, """{"title":"UsageCapExceeded","type":"https://api.x.com/2/problems/usage-capped"}""", "X's own cap of the month is reached (429)", true)]
    [InlineData(503, "<html>", "answered 503", false)]
    [InlineData(200, "<html>", "unreadable answer", false)]
    [InlineData(200, "{}", "unreadable answer", false)]
    [InlineData(200, """{"data":[{"id":"99999999999999999999999"}],"meta":{}}""", "unreadable answer", false)]
    [InlineData(200, """{"data":[null],"meta":{"result_count":1}}""", "unreadable answer", false)]
    public async Task A_refusal_has_its_reason_for_every_question_of_the_search_costs_nothing_and_loses_nothing(int status, string body, string reason, bool gapAtOnce)
    {
        await using var app = await RelaisApp.StartAsync(azurite, settings: Settings);
        await using var x = await FakeX.StartAsync(app.Outside, () => app.Now);
        x.Publish(Morning.AddSeconds(30), "saveourriver", "eau");
        x.Instead = (status, body, []);
        await PollAsync(app, Morning.AddMinutes(5), Both);

        foreach (var query in new[] { River, Water })
        {
            var cursor = await CursorAsync(app, query);
            Assert.Equal((reason, 0L), (cursor.Reason, cursor.Signals));
            Assert.Equal(gapAtOnce ? 1 : 0, (await GapsAsync(app, query)).Count);
        }

        Assert.Equal(status == 200 ? 500 : 0, (await SpentAsync(app)).Mills);
        x.Instead = null;
        await PollAsync(app, Morning.AddHours(30), Both);
        foreach (var query in new[] { River, Water })
        {
            Assert.Equal(1, (await CursorAsync(app, query)).Signals);
            Assert.All(await GapsAsync(app, query), gap => Assert.True(gap.Recovered));
        }
    }
}
