using System.Text.Json;
using System.Text.Json.Nodes;
using Relais.Momentum;
using Relais.Storage;
using Relais.Storage.Tables;
using Relais.Tests.Story;

namespace Relais.Tests.Polling;

/// <summary>The newest posts, read from their networks once more, with the whole app around.</summary>
public sealed class ShowPostsTests(Azurite azurite) : IClassFixture<Azurite>
{
    private static readonly DateTimeOffset Morning = RelaisApp.Morning;

    [SkippableFact]
    public async Task Posts_are_shown_as_they_stand_now_and_nothing_of_what_they_say_is_kept()
    {
        await using var bluesky = await FakeBluesky.StartAsync();
        await using var app = await bluesky.StartAppAsync(azurite);
        var instance = new MastodonInstance(app.Outside, () => app.Now);
        var said = instance.Publish(Morning.AddMinutes(1), ["climat"]);
        var warned = instance.Publish(Morning.AddMinutes(2), ["climat"]);
        var gone = instance.Publish(Morning.AddMinutes(3), ["climat"]);
        var hidden = instance.Publish(Morning.AddMinutes(4), ["climat"]);
        instance.Publish(Morning.AddMinutes(5), ["climat"], account: new JsonObject { ["acct"] = "shy", ["indexable"] = false });
        bluesky.Posts.Publish(Morning.AddMinutes(6), ["climat"]);
        var erased = bluesky.Posts.Publish(Morning.AddMinutes(7), ["climat"]);
        bluesky.Posts.Publish(Morning.AddMinutes(8), ["climat"], author: new JsonObject { ["did"] = FakeBluesky.Did, ["handle"] = "shy.example", ["labels"] = new JsonArray(new JsonObject { ["val"] = "!no-unauthenticated" }) });
        await FollowAsync(app);

        instance.Write(said, "<p>Tonight &amp; tomorrow:<br>see <a href=\"https://example.org/a\"><span class=\"invisible\">https://</span><span>example.org/a</span></a></p><script>alert(1)</script><p>#climat</p>");
        instance.Write(warned, "<p>all of it</p>", warning: "long <b>text</b>");
        instance.Write(hidden, "<p>for friends</p>", visibility: "private");
        instance.Delete(gone);
        bluesky.Posts.Delete(erased);
        var shown = (await app.GetAsync("/api/campaigns/climat/posts")).Expect(200).At("posts").EnumerateArray().ToArray();

        Assert.Equal(["#climat", "long <b>text</b>", "Tonight & tomorrow:\nsee https://example.org/a\n\n#climat"], shown.Select(post => post.GetProperty("text").GetString()));
        Assert.Equal(["bluesky", "mastodon", "mastodon"], shown.Select(post => post.GetProperty("kind").GetString()));
        Assert.Equal([6, 2, 1], shown.Select(post => (int)(post.GetProperty("at").GetDateTimeOffset() - Morning).TotalMinutes));
        Assert.Equal($"https://mastodon.example/@someone/{warned}", shown[1].GetProperty("url").GetString());
        Assert.Single((await app.GetAsync("/api/campaigns/climat/posts?limit=1")).Expect(200).At("posts").EnumerateArray());

        await foreach (var row in app.Get<StorageAccount>().Table(SignalStore.TableName).QueryAsync<TableEntity>())
        {
            Assert.DoesNotContain("Tonight", JsonSerializer.Serialize(row.ToDictionary(cell => cell.Key, cell => cell.Value?.ToString())), StringComparison.Ordinal);
        }
    }

    [SkippableFact]
    public async Task Where_a_network_gives_no_answer_the_posts_are_shown_without_their_words()
    {
        await using var bluesky = await FakeBluesky.StartAsync();
        await using var app = await bluesky.StartAppAsync(azurite);
        var instance = new MastodonInstance(app.Outside, () => app.Now);
        instance.Publish(Morning.AddMinutes(1), ["climat"]);
        await FollowAsync(app);
        foreach (var instead in new[] { MastodonInstance.Says(503, ""), MastodonInstance.Says(429, "{}"), (_, _) => throw new HttpRequestException(HttpRequestError.ConnectionError) })
        {
            instance.Instead = instead;
            var post = Assert.Single((await app.GetAsync("/api/campaigns/climat/posts")).Expect(200).At("posts").EnumerateArray());
            Assert.Equal(JsonValueKind.Null, post.GetProperty("text").ValueKind);
        }

        // What cannot be read is not shown as if it said nothing.
        instance.Instead = MastodonInstance.Says(200, "<html>");
        Assert.Empty((await app.GetAsync("/api/campaigns/climat/posts")).Expect(200).At("posts").EnumerateArray());
    }

    [SkippableFact]
    public async Task A_campaign_without_posts_has_an_empty_list_and_a_wrong_limit_a_reason()
    {
        await using var app = await RelaisApp.StartAsync(azurite);
        (await app.PostAsync("/api/campaigns", """{"name":"Climat","hashtags":["climat"],"sources":[]}""")).Expect(201);

        Assert.Empty((await app.GetAsync("/api/campaigns/climat/posts")).Expect(200).At("posts").EnumerateArray());
        (await app.GetAsync("/api/campaigns/climat/posts?limit=21")).Expect(400);
        (await app.GetAsync("/api/campaigns/nobody/posts")).Expect(404);
        (await app.GetAsync("/api/campaigns/climat/posts", key: "")).Expect(401);
    }

    private static async Task FollowAsync(RelaisApp app)
    {
        (await app.PostAsync("/api/campaigns", """{"name":"Climat","hashtags":["climat"],"sources":[{"kind":"mastodon","host":"mastodon.example"},{"kind":"bluesky"}]}""")).Expect(201);
        for (var minute = 5; minute <= 20; minute += 5)
        {
            await app.StepAsync(Morning.AddMinutes(minute));
        }
    }
}
