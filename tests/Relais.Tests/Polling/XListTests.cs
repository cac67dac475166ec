using Relais.Momentum;
using Relais.Tests.Story;
using static Relais.Tests.Polling.XListBed;

namespace Relais.Tests.Polling;

/// <summary>Reads lists of X against a server that keeps its rules, with the whole app around the source.</summary>
public sealed class XListTests(Azurite azurite) : IClassFixture<Azurite>
{
    [SkippableFact]
    public async Task A_week_shows_how_many_of_a_list_use_the_hashtags_and_of_too_few_nothing()
    {
        await using var app = await RelaisApp.StartAsync(azurite, settings: FakeX.Settings(300));
        await using var x = await FakeX.StartAsync(app.Outside, () => app.Now);
        (await app.PostAsync("/api/campaigns", Following)).Expect(201);
        Assert.Equal(
            """{"lists":[{"url":"https://x.com/i/lists/1234567890","hashtags":["eau","saveourriver"],"since":"2026-03-02T08:00:00+00:00","until":null,"days":[],"reason":"no whole day (UTC) has been read yet: each is read once it has ended"}]}""",
            (await app.GetAsync("/api/campaigns/river/shares")).Expect(200).Text);

        // On Monday itself, of which the campaign has seen a part only, and then twice as many accounts each day; on Thursday nine posted.
        for (var day = 0; day <= 7; day++)
        {
            PublishDay(x, Monday.AddDays(day), accounts: day == 3 ? 9 : 20, users: 2 * day);
        }

        await app.StepUntilAsync(Monday.AddDays(8).AddHours(3), minutes: 60);

        var list = (await app.GetAsync("/api/campaigns/river/shares")).Expect(200).At("lists", "0");
        Assert.Equal(
            [
                """{"day":"2026-03-03","share":0.1,"of":20,"isCut":false,"reason":null}""",
                """{"day":"2026-03-04","share":0.2,"of":20,"isCut":false,"reason":null}""",
                """{"day":"2026-03-05","share":null,"of":null,"isCut":false,"reason":"too few: under 10 accounts posted"}""",
                """{"day":"2026-03-06","share":0.4,"of":20,"isCut":false,"reason":null}""",
                """{"day":"2026-03-07","share":0.5,"of":20,"isCut":false,"reason":null}""",
                """{"day":"2026-03-08","share":0.6,"of":20,"isCut":false,"reason":null}""",
                """{"day":"2026-03-09","share":0.7,"of":20,"isCut":false,"reason":null}""",
            ],
            list.GetProperty("days").EnumerateArray().Select(day => day.GetRawText()));
        Assert.Equal("null", list.GetProperty("reason").GetRawText());

        // Once a day, within the hour after midnight: 40 posts of the day, and none of the next.
        Assert.Equal(7, x.Asked.Count);
        Assert.All(x.Asked, path => Assert.StartsWith("/2/lists/1234567890/tweets?max_results=100&tweet.fields=author_id%2Centities%2Cnote_tweet", path, StringComparison.Ordinal));
        var source = (await app.GetAsync("/api/campaigns/river/sources")).Expect(200).At("sources", "0");
        Assert.Equal((1_440, 75m, 0L), (source.GetProperty("everyMinutes").GetInt32(), source.GetProperty("dollarsAMonth").GetDecimal(), source.GetProperty("signals").GetInt64()));
        Assert.Empty(source.GetProperty("gaps").EnumerateArray());
    }

    [SkippableTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_day_is_read_page_by_page_and_paid_for_whichever_names_the_fields_have(bool newNames)
    {
        await using var app = await RelaisApp.StartAsync(azurite, settings: FakeX.Settings(300));
        await using var x = await FakeX.StartAsync(app.Outside, () => app.Now);
        (x.HasNewNames, x.PagePosts) = (newNames, 19);
        PublishDay(x, Monday.AddDays(-1), accounts: 30, users: 30);
        PublishDay(x, Monday, accounts: 30, users: 10);
        x.PublishInList(List, Monday.AddDays(1).AddMinutes(1), 77, "saveourriver");

        await PollAsync(app, Monday.AddDays(1).AddMinutes(5));

        Assert.Equal(new Share(new DateOnly(2026, 3, 2), 33, 30, IsCut: false), Assert.Single(await SharesAsync(app)));
        Assert.Equal(newNames ? 5 : 4, x.Asked.Count);
        Assert.Equal(newNames, x.Asked.Last().Contains("&post.fields=entities%2Cnote_post&expansions=author_id", StringComparison.Ordinal));

        // A person who comes with a post may be charged, too.
        Assert.Equal(x.Charged.Count * (newNames ? 15 : 5), (await SpentAsync(app)).Mills);
        Assert.True((x.Charged.Count * 5) + (x.Named.Count * 10) <= (await SpentAsync(app)).Mills);
        Assert.Equal(newNames, !x.Named.IsEmpty);

        // The same message again, and another in the same day, ask nothing.
        var asked = x.Asked.Count;
        await PollAsync(app, Monday.AddDays(1).AddMinutes(5));
        await PollAsync(app, Monday.AddDays(1).AddHours(23));
        Assert.Equal(asked, x.Asked.Count);
        Assert.Single(await SharesAsync(app));
    }

    [SkippableTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Of_a_loud_list_the_end_of_the_day_is_read_as_far_as_the_pages_or_the_money_reach_and_the_cut_is_said(bool newNames)
    {
        // 29 days are left of March on the third: a dollar a day, which is 200 posts, or 66 with whoever wrote them.
        await using var app = await RelaisApp.StartAsync(azurite, settings: FakeX.Settings(29));
        await using var x = await FakeX.StartAsync(app.Outside, () => app.Now);
        x.HasNewNames = newNames;
        for (var minute = 0; minute < 24 * 60; minute++)
        {
            x.PublishInList(List, Monday.AddMinutes(minute), (ulong)(minute % 50) + 1, minute % 50 < 10 ? "eau" : "other");
        }

        await PollAsync(app, Monday.AddDays(1).AddMinutes(5));

        var read = newNames ? 66 : 200;
        Assert.Equal(new Share(new DateOnly(2026, 3, 2), 20, 50, IsCut: true), Assert.Single(await SharesAsync(app)));
        Assert.Equal(read, x.Charged.Count);
        Assert.Equal(read * (newNames ? 15 : 5), (await SpentAsync(app)).Mills);
        Assert.Equal(
            [new Gap(Monday.AddDays(-30), Monday.AddDays(1).AddMinutes(-read), "more was published than the day's share of the budget reaches", Recovered: false)],
            await GapsAsync(app));

        // A second list has nothing left to be read with, until the next day.
        var second = River with { Url = "https://x.com/i/lists/2" };
        await PollAsync(app, Monday.AddDays(1).AddMinutes(6), Due with { Query = second });
        var cursor = await app.Get<SignalStore>().ReadCursorAsync(second.Key, CancellationToken.None);
        Assert.Equal(("today's share of the month's budget for X is spent", Monday.AddDays(2)), (cursor.Reason, cursor.QuietUntil));
        Assert.Equal(read, x.Charged.Count);
    }

    [SkippableFact]
    public async Task Five_pages_a_day_are_read_and_no_more()
    {
        await using var app = await RelaisApp.StartAsync(azurite, settings: FakeX.Settings(15_000));
        await using var x = await FakeX.StartAsync(app.Outside, () => app.Now);
        for (var minute = 0; minute < 24 * 60; minute++)
        {
            x.PublishInList(List, Monday.AddMinutes(minute), (ulong)(minute % 50) + 1, "other");
        }

        await PollAsync(app, Monday.AddDays(1).AddMinutes(5), Due with { Since = Monday });

        Assert.Equal((5, 2_500L), (x.Asked.Count, (await SpentAsync(app)).Mills));
        Assert.Equal(new Share(new DateOnly(2026, 3, 2), 0, 50, IsCut: true), Assert.Single(await SharesAsync(app)));
        Assert.Equal([new Gap(Monday, Monday.AddDays(1).AddMinutes(-500), "more was published than could be read", Recovered: false)], await GapsAsync(app));
    }
}
