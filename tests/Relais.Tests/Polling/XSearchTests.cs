using Relais.Campaigns;
using Relais.Momentum;
using Relais.Polling;
using Relais.Tests.Story;
using static Relais.Tests.Polling.XSearchBed;

namespace Relais.Tests.Polling;

/// <summary>Reads posts of X against a server that keeps its rules, with the whole app around the source.</summary>
public sealed class XSearchTests(Azurite azurite) : IClassFixture<Azurite>
{
    [SkippableTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Posts_are_counted_once_by_the_minute_of_their_first_version_whichever_names_the_fields_have(bool newNames)
    {
        await using var app = await RelaisApp.StartAsync(azurite, settings: Settings);
        await using var x = await FakeX.StartAsync(app.Outside, () => app.Now);
        (x.HasNewNames, x.PagePosts) = (newNames, 7);
        for (var second = 0; second < 600; second += 20)
        {
            x.Publish(Morning.AddSeconds(second), "SaveOurRiver", "other");
        }

        x.Publish(Morning.AddMinutes(3), "other");
        x.Publish(Morning.AddSeconds(-1), "saveourriver");
        x.Retweet(Morning.AddMinutes(3), "SaveOurRiver");
        x.Publish(Morning.AddMinutes(4), "one", "two", "three", "SaveOurRiver");
        var edited = x.Publish(Morning.AddMinutes(4), "saveourriver");
        var added = x.Publish(Morning.AddMinutes(2), "other");
        foreach (var minute in new[] { 1, 5, 5, 8, 12, 13 })
        {
            await PollAsync(app, Morning.AddMinutes(minute));
        }

        // Edited once it was counted; and edited so that it holds the hashtag now.
        x.Edit(edited, Morning.AddMinutes(14), "saveourriver", "more");
        x.Edit(added, Morning.AddMinutes(14), "saveourriver");
        await PollAsync(app, Morning.AddMinutes(20));

        var expected = Enumerable.Range(0, 10).ToDictionary(minute => Morning.AddMinutes(minute), minute => 3 + (minute == 4 ? 2 : 0) + (minute == 2 ? 1 : 0));
        Assert.Equal(expected, await CountsAsync(app, River));
        Assert.Equal(Morning.AddMinutes(20).AddSeconds(-30), (await CursorAsync(app)).AskedUntil);
        Assert.Empty(await GapsAsync(app));

        // What X charges is what was shown, once a day; what is counted here is never less.
        Assert.True((await SpentAsync(app)).Mills >= x.Charged.Count * 5);
        Assert.StartsWith(
            "/2/tweets/search/recent?query=%23saveourriver%20-is%3Aretweet&max_results=100&sort_order=recency&start_time=2026-03-02T08%3A00%3A00Z&",
            x.Asked.First(),
            StringComparison.Ordinal);
        Assert.Contains("&since_id=", x.Asked.Last(), StringComparison.Ordinal);
        Assert.Equal(newNames ? 1 : x.Asked.Count, x.Asked.Count(path => path.Contains("tweet.fields", StringComparison.Ordinal)));
    }

    [SkippableFact]
    public async Task Two_campaigns_share_one_search_and_each_has_what_holds_its_own_hashtag()
    {
        await using var app = await RelaisApp.StartAsync(azurite, settings: Settings);
        await using var x = await FakeX.StartAsync(app.Outside, () => app.Now);
        await app.PostAsync("/api/campaigns", """{"name":"River","hashtags":["SaveOurRiver"],"sources":[{"kind":"x-search"}]}""");
        await app.PostAsync("/api/campaigns", """{"name":"Water","hashtags":["Eau","SaveOurRiver"],"sources":[{"kind":"x-search"}]}""");
        for (var minute = 0; minute < 60; minute++)
        {
            x.Publish(Morning.AddMinutes(minute), minute % 3 == 0 ? ["saveourriver", "EAU"] : minute % 3 == 1 ? ["eau"] : ["SaveOurRiver"]);
        }

        await app.StepUntilAsync(Morning.AddMinutes(65), minutes: 1);

        // Each minute brings one post and no second one for what two campaigns and three questions make of it.
        Assert.Equal(13, x.Asked.Count);
        Assert.All(x.Asked, path => Assert.Contains("query=%28%23", path, StringComparison.Ordinal));
        var river = (await app.GetAsync("/api/campaigns/river/sources")).Expect(200);
        var water = (await app.GetAsync("/api/campaigns/water/sources")).Expect(200);
        Assert.Equal(40, river.At("sources").EnumerateArray().Sum(source => source.GetProperty("signals").GetInt64()));
        Assert.Equal(60, water.At("sources").EnumerateArray().Sum(source => source.GetProperty("signals").GetInt64()));
    }

    [SkippableFact]
    public async Task Hashtags_that_take_long_to_spell_in_an_address_are_asked_for_all_the_same()
    {
        await using var app = await RelaisApp.StartAsync(azurite, settings: Settings);
        await using var x = await FakeX.StartAsync(app.Outside, () => app.Now);
        var tags = Enumerable.Range(0, 20).Select(number => $"川を守ろう未来のために{number:D2}").ToArray();
        var dues = tags.Select(tag => new PollDue(new TrackedQuery("x-search", "api.x.com", [tag], []), ["c"], Morning)).ToArray();
        x.Publish(Morning, tags[3]);

        await PollAsync(app, Morning.AddMinutes(5), dues[0] with { With = dues[1..] });

        Assert.Equal(1, (await CursorAsync(app, dues[3].Query)).Signals);
        Assert.True(Assert.Single(x.Asked).Length > 2_048);
    }

    [SkippableFact]
    public async Task A_question_that_joins_later_is_searched_by_itself_until_it_has_caught_up()
    {
        await using var app = await RelaisApp.StartAsync(azurite, settings: Settings);
        await using var x = await FakeX.StartAsync(app.Outside, () => app.Now);
        for (var hour = 0; hour < 5; hour++)
        {
            x.Publish(Morning.AddHours(hour), "saveourriver", "eau");
        }

        await PollAsync(app, Morning.AddHours(5));
        await PollAsync(app, Morning.AddHours(5).AddMinutes(5), Both);
        await PollAsync(app, Morning.AddHours(5).AddMinutes(10), Both);

        Assert.Equal(5, (await CountsAsync(app, Water)).Values.Sum());
        Assert.Equal(5, (await CountsAsync(app, River)).Values.Sum());
        Assert.Equal([1, 1, 1, 2], x.Asked.Select(path => path.Split("%23").Length - 1));
    }

    [SkippableFact]
    public async Task After_more_than_seven_days_what_is_still_told_is_counted_and_the_rest_is_a_gap()
    {
        await using var app = await RelaisApp.StartAsync(azurite, settings: Settings);
        await using var x = await FakeX.StartAsync(app.Outside, () => app.Now);
        for (var hour = 0; hour < 240; hour++)
        {
            x.Publish(Morning.AddHours(hour), "saveourriver");
        }

        await PollAsync(app, Morning.AddMinutes(30));
        await PollAsync(app, Morning.AddHours(240));

        // One in the first half hour, and those of seven days less ten minutes.
        Assert.Equal(1 + 167, (await CursorAsync(app)).Signals);
        var gap = Assert.Single(await GapsAsync(app));
        Assert.Equal(new Gap(Morning.AddMinutes(29).AddSeconds(30), Morning.AddHours(72).AddMinutes(10), "X tells of the last seven days only", Recovered: false), gap);
    }

    [SkippableFact]
    public async Task An_id_that_X_calls_too_old_is_dropped_and_the_time_is_asked_for_instead()
    {
        await using var app = await RelaisApp.StartAsync(azurite, settings: Settings);
        await using var x = await FakeX.StartAsync(app.Outside, () => app.Now);
        await PollAsync(app, Morning.AddMinutes(5));
        x.Publish(Morning.AddMinutes(7), "saveourriver");
        x.InsteadOnce.Enqueue((400, """
            {"detail":"One or more parameters to your request was invalid.","errors":[{"message":"'since_id' must be a tweet id created after 2026-08-19T08:41Z. Please use a 'since_id' that is larger than 2089996193672200192","parameters":{"since_id":["2087867603335160198"]}}],"title":"Invalid Request","type":"https://api.twitter.com/2/problems/invalid-request"}
            """, []));

        await PollAsync(app, Morning.AddMinutes(10));

        Assert.Equal(1, (await CursorAsync(app)).Signals);
        Assert.Contains("since_id=", x.Asked.ElementAt(1), StringComparison.Ordinal);
        Assert.Contains("start_time=", x.Asked.ElementAt(2), StringComparison.Ordinal);
        Assert.Empty(await GapsAsync(app));
    }
}
