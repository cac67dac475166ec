using System.Text.Json;
using System.Text.Json.Nodes;
using Relais.Momentum;
using Relais.Storage;
using Relais.Storage.Tables;
using Relais.Tests.Story;

namespace Relais.Tests.Polling;

/// <summary>What goes with a campaign's hashtags, with the whole app around it.</summary>
public sealed class TopicsTests(Azurite azurite) : IClassFixture<Azurite>
{
    private static readonly DateTimeOffset Morning = RelaisApp.Morning;

    [SkippableFact]
    public async Task Hashtags_beside_a_campaigns_own_and_accounts_seen_most_are_shown_from_two_networks()
    {
        await using var bluesky = await FakeBluesky.StartAsync();
        await using var app = await bluesky.StartAppAsync(azurite);
        var instance = new MastodonInstance(app.Outside, () => app.Now);
        await app.PostAsync("/api/campaigns", """{"name":"Other","hashtags":["velo"],"sources":[]}""");
        (await app.PostAsync("/api/campaigns", $$"""
            {"name":"Climat","hashtags":["climat","marche"],"sources":[{"kind":"mastodon","host":"mastodon.example"},{"kind":"bluesky"},{"kind":"x"}]}
            """)).Expect(201);
        for (var post = 0; post < 12; post++)
        {
            instance.Publish(Morning.AddMinutes(1 + post), post % 3 == 0 ? ["climat", "Forêt", "velo"] : ["climat", "marche", "foret"], account: Account("zoe@one.example"));
        }

        instance.Publish(Morning.AddMinutes(20), ["climat"], account: Account("local"));
        instance.Publish(Morning.AddMinutes(21), ["climat"], account: Account("local"));
        bluesky.Posts.Publish(Morning.AddMinutes(2), ["climat", "FORET", "planète"]);
        bluesky.Posts.Publish(Morning.AddMinutes(3), ["marche", "planète"]);
        bluesky.Posts.Publish(Morning.AddMinutes(4), ["climat"]);
        for (var minute = 5; minute <= 60; minute += 5)
        {
            await app.StepAsync(Morning.AddMinutes(minute));
        }

        var shown = (await app.GetAsync("/api/campaigns/climat/topics")).Expect(200);

        Assert.Equal(
            """
            [{"hashtag":"Forêt","posts":13,"recent":13,"rising":null,"atLeast":13,"followed":false},
            {"hashtag":"velo","posts":4,"recent":4,"rising":null,"atLeast":4,"followed":true},
            {"hashtag":"planète","posts":2,"recent":2,"rising":null,"atLeast":2,"followed":false}]
            """.ReplaceLineEndings(""),
            Plain(shown.At("hashtags")));

        // Two posts are nobody's business.
        Assert.Equal(
            """[{"account":"@zoe@one.example","url":"https://one.example/@zoe","posts":12},{"account":"@someone.example","url":"https://bsky.app/profile/someone.example","posts":3}]""",
            Plain(shown.At("accounts")));
        Assert.Equal(
            $$$"""
            [{"kind":"mastodon","host":"mastodon.example","known":true,"reason":null,"why":null},{"kind":"bluesky","host":"{{{bluesky.Host}}}","known":true,"reason":null,"why":null},
            {"kind":"x","host":"api.x.com","known":false,"reason":"X tells numbers only","why":{"en":"X tells numbers only","fr":"X ne donne que des nombres"}}]
            """.ReplaceLineEndings(""),
            Plain(shown.At("sources")));
        Assert.Equal("velo", (await app.GetAsync("/api/campaigns/climat/topics?limit=2")).Expect(200).Read("hashtags", "1", "hashtag"));
    }

    [SkippableFact]
    public async Task A_hashtag_that_comes_more_often_than_before_is_rising_and_all_is_forgotten_after_a_week()
    {
        await using var app = await RelaisApp.StartAsync(azurite);
        var instance = new MastodonInstance(app.Outside, () => app.Now);
        await FollowAsync(app);
        async Task<Answer> ShowAsync() => (await app.GetAsync("/api/campaigns/climat/topics?sort=rising")).Expect(200);

        // Day by day (Monday is the first) one comes as often as ever, one twice a day and then ten times.
        for (var day = 0; day < 6; day++)
        {
            var noon = Morning.AddDays(day).AddHours(4);
            instance.Publish(4, noon, noon.AddHours(1), "climat", "steady");
            instance.Publish(day < 4 ? 2 : 10, noon, noon.AddHours(1), "climat", "rising");
            if (day is 2)
            {
                // Monday is not whole: nobody knows what came before the campaign.
                Assert.Null((await ShowAsync()).At("hashtags", "0", "rising").GetString());
            }

            await app.StepUntilAsync(Morning.AddDays(day + 1), minutes: 180);
        }

        // Sunday, 8 o'clock: ten on Saturday and none yet today, over eighteen since Monday, of which four days were whole.
        var shown = await ShowAsync();
        Assert.Equal(("rising", 28, 10), (shown.Read("hashtags", "0", "hashtag"), shown.Number("hashtags", "0", "posts"), shown.Number("hashtags", "0", "recent")));
        Assert.Equal(Math.Round(((10 / (4 / 3.0)) + 1) / ((18 / 4.0) + 1), 2), shown.At("hashtags", "0", "rising").GetDouble());
        Assert.Equal("steady", shown.Read("hashtags", "1", "hashtag"));
        Assert.InRange(shown.At("hashtags", "1", "rising").GetDouble(), 0.4, 0.8);

        await app.StepUntilAsync(Morning.AddDays(15), minutes: 720);
        Assert.Empty((await ShowAsync()).At("hashtags").EnumerateArray());
        Assert.Empty(await TopicRowsAsync(app));
    }

    [SkippableFact]
    public async Task Whoever_asked_to_be_left_out_stands_nowhere_in_the_table()
    {
        await using var bluesky = await FakeBluesky.StartAsync();
        await using var app = await bluesky.StartAppAsync(azurite);
        var instance = new MastodonInstance(app.Outside, () => app.Now);
        (await app.PostAsync("/api/campaigns", """{"name":"Climat","hashtags":["climat"],"sources":[{"kind":"mastodon","host":"mastodon.example"},{"kind":"bluesky"}]}""")).Expect(201);
        var wishes = new (string Name, bool Value)[] { ("noindex", true), ("indexable", false), ("discoverable", false) };
        for (var post = 0; post < 5; post++)
        {
            foreach (var (name, value) in wishes)
            {
                var shy = Account("shy" + name);
                shy[name] = value;
                instance.Publish(Morning.AddMinutes(1 + post), ["climat", "foret"], account: shy);
            }

            var program = Account("robot");
            program["bot"] = true;
            instance.Publish(Morning.AddMinutes(1 + post), ["climat", "foret"], account: program);
            instance.Publish(Morning.AddMinutes(1 + post), ["climat"], account: new JsonObject { ["acct"] = 5, ["url"] = new JsonArray(), ["bot"] = "yes" });
            var open = Account("open");
            (open["noindex"], open["indexable"], open["discoverable"], open["bot"]) = (false, true, null, false);
            instance.Publish(Morning.AddMinutes(1 + post), ["climat"], account: open);
            bluesky.Posts.Publish(
                Morning.AddMinutes(1 + post),
                ["climat", "foret"],
                author: new JsonObject { ["did"] = FakeBluesky.Did, ["handle"] = "shy.example", ["labels"] = new JsonArray(new JsonObject { ["val"] = "!no-unauthenticated" }) });
        }

        for (var minute = 5; minute <= 30; minute += 5)
        {
            await app.StepAsync(Morning.AddMinutes(minute));
        }

        var shown = (await app.GetAsync("/api/campaigns/climat/topics")).Expect(200);
        Assert.Equal("@open@mastodon.example", Assert.Single(shown.At("accounts").EnumerateArray()).GetProperty("account").GetString());
        Assert.Equal(25, shown.Number("hashtags", "0", "posts"));

        // Not with the topics, not in the address of a kept post, not in a position.
        var rows = await RowsAsync(app, null);
        Assert.DoesNotContain(rows, row => row.Contains("shy", StringComparison.Ordinal) || row.Contains(FakeBluesky.Did, StringComparison.Ordinal));
        Assert.Contains(rows, row => row.Contains("@open", StringComparison.Ordinal));
    }

    // A poll that finds a post makes six requests to storage and more: the machine dies before each of them in turn.
    [SkippableFact]
    public async Task Wherever_the_power_fails_and_however_often_a_message_comes_topics_count_once()
    {
        await using var app = await RelaisApp.StartAsync(azurite);
        app.MayLogErrors = true;
        var bed = new FederationBed(app, "one.example", "two.example");
        var campaign = await app.CampaignAsync("climat", ["climat"], ["one.example", "two.example"]);
        var cuts = 0;
        for (var post = 1; post <= 40; post++)
        {
            app.SetClock(Morning.AddMinutes(post));
            foreach (var instance in bed.Instances)
            {
                instance.Publish(app.Now, ["climat", "foret"], uri: $"https://one.example/{post}", account: Account("zoe@one.example"));
            }

            app.Storage.CutAfter(post % 10);
            try
            {
                await bed.PollAllAsync();
            }
            catch (PowerCutException)
            {
                cuts++;
            }

            app.Storage.Restore();
            await Task.WhenAll(bed.PollAllAsync(), bed.PollAllAsync());
        }

        app.SetClock(Morning.AddMinutes(60));
        await bed.PollAllAsync();

        Assert.Equal(app.Queries(campaign), bed.Queries.Select(query => query.Key));
        Assert.InRange(cuts, 20, 40);
        var shown = (await app.GetAsync("/api/campaigns/climat/topics")).Expect(200);
        Assert.Equal((40, 40, 40), (shown.Number("hashtags", "0", "posts"), shown.Number("hashtags", "0", "atLeast"), shown.Number("accounts", "0", "posts")));
    }

    [SkippableTheory]
    [InlineData("sort=newest", "sort: must be one of: posts, rising.")]
    [InlineData("limit=0", "limit: must be 1 to 200.")]
    [InlineData("limit=201&sort=", "sort: must be one of: posts, rising. limit: must be 1 to 200.")]
    public async Task What_is_asked_wrongly_is_said(string query, string detail)
    {
        await using var app = await RelaisApp.StartAsync(azurite);
        await FollowAsync(app);

        Assert.Equal(detail, (await app.GetAsync($"/api/campaigns/climat/topics?{query}")).Expect(400).Detail);
        (await app.GetAsync("/api/campaigns/other/topics")).Expect(404);
        Assert.Equal(
            """{"hashtags":[],"accounts":[],"sources":[{"kind":"mastodon","host":"mastodon.example","known":false,"reason":"has not answered yet","why":{"en":"has not answered yet","fr":"pas encore de réponse"}}]}""",
            (await app.GetAsync("/api/campaigns/climat/topics")).Expect(200).Text);
    }

    private static JsonObject Account(string acct)
    {
        var parts = acct.Split('@');
        return new JsonObject { ["acct"] = acct, ["url"] = $"https://{parts.ElementAtOrDefault(1) ?? "mastodon.example"}/@{parts[0]}" };
    }

    private static string Plain(JsonElement element) => JsonNode.Parse(element.GetRawText())!.ToJsonString(new JsonSerializerOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    private static Task<List<string>> TopicRowsAsync(RelaisApp app) => RowsAsync(app, "~topics");

    private static async Task<List<string>> RowsAsync(RelaisApp app, string? ending)
    {
        var rows = new List<string>();
        await foreach (var row in app.Get<StorageAccount>().Table(SignalStore.TableName).QueryAsync<TableEntity>())
        {
            if (ending is null || row.RowKey.EndsWith(ending, StringComparison.Ordinal))
            {
                rows.Add(string.Join(' ', row.Select(column => $"{column.Key}={column.Value}")));
            }
        }

        return rows;
    }

    private static async Task FollowAsync(RelaisApp app) => (await app.PostAsync(
        "/api/campaigns", """{"name":"Climat","hashtags":["climat"],"sources":[{"kind":"mastodon","host":"mastodon.example"}]}""")).Expect(201);
}
