using System.Text.Json;
using Relais.Campaigns;
using Relais.Hosting.Worker;
using Relais.Momentum;
using Relais.Notifications;
using Relais.Polling;
using Relais.Tests.Alerts;
using Relais.Tests.Story;

namespace Relais.Tests.Polling;

/// <summary>Campaigns that follow a list of X: how it is named, what it costs, and that nobody waits for it.</summary>
public sealed class ListStoryTests(Azurite azurite) : IClassFixture<Azurite>
{
    private const string Wrong = "sources[0].url: must be the address of a list on X: https://x.com/i/lists/ and its number.";
    private static readonly DateTimeOffset Morning = RelaisApp.Morning;
    private static readonly string[] Wanted = [AlertKinds.Source];

    private static readonly Dictionary<string, string?> Settings = FakeX.Settings(300);

    [SkippableFact]
    public async Task A_list_is_named_by_its_address_alone_which_has_one_spelling()
    {
        await using var app = await RelaisApp.StartAsync(azurite);
        async Task<string> RefuseAsync(string source) => (await app.PostAsync("/api/campaigns", $$"""{"name":"River","hashtags":["river"],"sources":[{{source}}]}""")).Expect(400).Detail;

        foreach (var url in new[]
        {
            "https://x.com/someone/lists/1", "https://x.com/i/lists/", "https://x.com/i/lists/12345678901234567890", "https://x.com/i/lists/1a", "https://x.com/i/lists/0", "https://x.com/i/lists/１",
            "http://x.com/i/lists/1", "https://x.com.example/i/lists/1", "https://x.com@example.org/i/lists/1", "https://x.com/i/lists/1?a=https://example.org", "https://api.x.com/i/lists/1", "1", "",
        })
        {
            Assert.Equal(Wrong, await RefuseAsync($$"""{"kind":"x-list","url":"{{url}}"}"""));
        }

        Assert.Equal("sources[0].url: must be given.", await RefuseAsync("""{"kind":"x-list"}"""));
        Assert.Equal("sources[0].host: is not for sources of kind x-list, which have a url.", await RefuseAsync("""{"kind":"x-list","host":"x.com"}"""));
        Assert.Equal(
            "sources[0].announces: is not for sources of kind x-list: what stands there is counted and said to nobody.",
            await RefuseAsync("""{"kind":"x-list","url":"https://x.com/i/lists/1","announces":true}"""));
        Assert.Equal(
            "sources[1]: stands in the list twice.",
            await RefuseAsync("""{"kind":"x-list","url":"https://x.com/i/lists/1"},{"kind":"x-list","url":"https://twitter.com/i/lists/1"}"""));

        // What is shown may be sent again.
        var made = (await app.PostAsync("/api/campaigns", """{"name":"River","hashtags":["river"],"sources":[{"kind":"x-list","url":" https://twitter.com/i/lists/1234567890123456789 "}]}""")).Expect(201);
        Assert.Equal("""[{"kind":"x-list","url":"https://x.com/i/lists/1234567890123456789","announces":false}]""", made.At("sources").GetRawText());
        (await app.SendAsync(HttpMethod.Patch, "/api/campaigns/river", $$"""{"sources":{{made.At("sources").GetRawText()}}}""")).Expect(200);
        Assert.Empty((await app.Get<CampaignStore>().FindAsync("river", default))!.History);
    }

    [SkippableFact]
    public async Task It_costs_at_most_two_and_a_half_dollars_a_day_also_during_events_and_when_it_is_idle()
    {
        await using var app = await RelaisApp.StartAsync(azurite, new DateTimeOffset(2026, 4, 1, 0, 0, 0, TimeSpan.Zero), Settings);
        const string River = """{"name":"River","hashtags":["river"],"cadence":"idle","sources":[{"kind":"x-list","url":"https://x.com/i/lists/1"}]""";

        var tried = (await app.PostAsync("/api/campaigns", River + ",\"dryRun\":true}")).Expect(200);
        Assert.Equal(
            """{"sources":[{"kind":"x-list","host":"x.com","url":"https://x.com/i/lists/1","hashtags":["river"],"everyMinutes":1440,"dollarsAMonth":75,"shared":false}],"budgets":[{"kind":"x","before":0,"projected":75,"cap":300,"off":null}]}""",
            tried.At("cost").GetRawText());
        (await app.PostAsync("/api/campaigns", River + "}")).Expect(201);
        Assert.Equal(
            """{"until":"2026-04-03T00:00:00+00:00","dollars":5,"sources":[{"kind":"x-list","host":"x.com","everyMinutes":1440}]}""",
            (await app.PostAsync("/api/campaigns/river/event", """{"hours":48}""")).Expect(200).Text);
        var budget = (await app.GetAsync("/api/budgets")).Expect(200).At("budgets").EnumerateArray().Single(one => one.GetProperty("kind").GetString() == "x");
        Assert.Equal((1, JsonValueKind.Null, 75m), (budget.GetProperty("questions").GetInt32(), budget.GetProperty("everyMinutes").ValueKind, budget.GetProperty("projected").GetDecimal()));
        Assert.Contains("\"reason\":\"a list is read for its share alone\"", (await app.GetAsync("/api/campaigns/river/topics")).Expect(200).Text, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task A_campaign_is_judged_and_seen_as_if_there_were_no_list_and_its_stop_is_told_all_the_same()
    {
        await using var app = await RelaisApp.StartAsync(azurite, settings: Settings);
        await using var x = await FakeX.StartAsync(app.Outside, () => app.Now);
        var instance = new MastodonInstance(app.Outside, () => app.Now);
        instance.Publish(40, Morning.AddMinutes(1), Morning.AddHours(20), "river");
        x.PublishInList("8", Morning.AddDays(-1), 1, "river");
        (await app.PostAsync("/api/campaigns", """
            {"name":"River","hashtags":["river"],"from":"2026-03-01T00:00:00Z","sources":[{"kind":"mastodon","host":"mastodon.example"},{"kind":"x-list","url":"https://x.com/i/lists/8"},{"kind":"x-list","url":"https://x.com/i/lists/7"}]}
            """)).Expect(201);
        var told = await app.SubscriberAsync("s_en", kinds: Wanted, campaign: "river");

        await app.StepUntilAsync(Morning.AddHours(3), minutes: 5);

        // Waited for, the one that has told up to midnight would hold the judgement back by a quarter of an hour.
        Assert.InRange((await app.Get<MomentumStore>().ReadAsync("river", default)).JudgedUntil!.Value, Morning.AddHours(3).AddMinutes(-10), Morning.AddHours(3));
        Assert.Equal(["River: nothing is read from x.com/i/lists/7."], told.Titles());
        var board = (await app.GetAsync("/api/dashboard/river?hours=24")).Expect(200);
        Assert.Empty(board.At("gaps").EnumerateArray());
        Assert.Equal("""{"open":0,"lastWeek":0}""", board.At("campaign").GetProperty("gaps").GetRawText());
        Assert.Contains("\"detail\":\"X shows no such list\"", board.Text, StringComparison.Ordinal);
        Assert.Equal("X shows no such list", (await app.GetAsync("/api/campaigns/river/shares")).Expect(200).Read("lists", "1", "reason"));
    }

    [SkippableFact]
    public async Task New_hashtags_begin_a_new_series_and_campaigns_that_ask_the_same_share_it_each_for_its_own_days()
    {
        await using var app = await RelaisApp.StartAsync(azurite, settings: Settings);
        await using var x = await FakeX.StartAsync(app.Outside, () => app.Now);
        const string Sources = "\"sources\":[{\"kind\":\"x-list\",\"url\":\"https://x.com/i/lists/7\"}]";
        for (var hour = 0; hour < 24 * 6; hour++)
        {
            x.PublishInList("7", Morning.AddHours(hour), (ulong)(hour % 12) + 1, hour % 12 < 3 ? "river" : "forest");
        }

        (await app.PostAsync("/api/campaigns", $$"""{"name":"River","hashtags":["river"],{{Sources}}}""")).Expect(201);
        await app.StepUntilAsync(Morning.AddDays(2), minutes: 60);
        (await app.PostAsync("/api/campaigns", $$"""{"name":"Same","hashtags":["RIVER"],{{Sources}}}""")).Expect(201);
        (await app.SendAsync(HttpMethod.Patch, "/api/campaigns/river", """{"hashtags":["river","forest"]}""")).Expect(200);
        await app.StepUntilAsync(Morning.AddDays(4), minutes: 60);

        // Tuesday; then Thursday for either, since Wednesday was nobody's all day.
        Assert.Equal("river: 2026-03-03 0.25; forest+river: 2026-03-05 1", await ShownAsync(app, "river"));
        Assert.Equal("river: 2026-03-05 0.25", await ShownAsync(app, "same"));
        Assert.Equal("""{"lists":[]}""", (await app.PostAsync("/api/campaigns", """{"name":"None","hashtags":["none"]}""")).Expect(201) is { } none
            ? (await app.GetAsync($"/api/campaigns/{none.Read("id")}/shares")).Expect(200).Text
            : "");
        Assert.Equal(404, (await app.GetAsync("/api/campaigns/nobody/shares")).Status);
    }

    [SkippableFact]
    public async Task The_last_day_of_a_campaign_that_ends_at_midnight_is_read_and_after_a_year_all_is_forgotten()
    {
        await using var app = await RelaisApp.StartAsync(azurite, settings: Settings);
        await using var x = await FakeX.StartAsync(app.Outside, () => app.Now);
        for (var minute = 0; minute < 24; minute++)
        {
            x.PublishInList("7", Morning.AddDays(1).AddMinutes(minute), (ulong)(minute % 12) + 1, "river");
        }

        (await app.PostAsync("/api/campaigns", """{"name":"River","hashtags":["river"],"until":"2026-03-04T00:00:00Z","sources":[{"kind":"x-list","url":"https://x.com/i/lists/7"}]}""")).Expect(201);
        await app.StepUntilAsync(Morning.AddDays(3), minutes: 240);
        Assert.Equal("river: 2026-03-03 1", await ShownAsync(app, "river"));

        await ForgetAsync(app, Morning.AddDays(360));
        Assert.Equal("river: 2026-03-03 1", await ShownAsync(app, "river"));
        await ForgetAsync(app, Morning.AddDays(370));
        Assert.Equal("river:", await ShownAsync(app, "river"));
    }

    private static Task ForgetAsync(RelaisApp app, DateTimeOffset now)
    {
        app.SetClock(now);
        return app.RunAsync<ForgetPosts>(function => function.RunAsync(new TimerInfo(), CancellationToken.None));
    }

    private static async Task<string> ShownAsync(RelaisApp app, string campaign) => string.Join("; ", (await app.GetAsync($"/api/campaigns/{campaign}/shares")).Expect(200).At("lists").EnumerateArray().Select(list =>
        string.Join(' ', list.GetProperty("days").EnumerateArray().Select(day => $"{day.GetProperty("day").GetString()} {day.GetProperty("share").GetRawText()}")
            .Prepend(string.Join('+', list.GetProperty("hashtags").EnumerateArray().Select(tag => tag.GetString())) + ":"))));
}
