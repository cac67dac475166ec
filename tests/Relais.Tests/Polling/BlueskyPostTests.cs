using System.Text.Json.Nodes;
using Relais.Campaigns;
using Relais.Momentum;
using Relais.Polling.Sources;
using static Relais.Tests.Polling.BlueskyTestBed;

namespace Relais.Tests.Polling;

/// <summary>What is read from one post, however its author's program wrote it: its time, its hashtags, its names.</summary>
public sealed class BlueskyPostTests : IAsyncLifetime
{
    private BlueskyTestBed bed = null!;

    public async Task InitializeAsync() => bed = await StartAsync();

    public async Task DisposeAsync() => await bed.DisposeAsync();

    [Theory]
    [InlineData("2031-03-02T11:30:00Z", 50)]
    [InlineData("1969-12-31T23:59:59Z", 50)]
    [InlineData("0001-01-01T00:00:00Z", 50)]
    [InlineData("yesterday", 50)]
    [InlineData("2026-03-02T13:30:00+02:00", 30)]
    [InlineData("2026-03-02T11:30:00.123456789Z", 30)]
    public async Task A_post_counts_at_the_earlier_of_both_its_times_where_that_makes_sense(string created, int minute)
    {
        bed.Bluesky.Posts.Publish(Since.AddMinutes(50), ["climat"], createdText: created);

        var answer = await bed.AskAsync(Cursor.None);

        Assert.Equal(Since.AddMinutes(minute), Assert.Single(answer.Fold.Counts.Minutes).Key);
        Assert.Empty((await bed.AskAsync(After(answer))).Fold.Posts);
    }

    [Fact]
    public async Task A_clock_ahead_of_ours_neither_counts_twice_nor_hides_what_comes()
    {
        bed.Bluesky.Instead = FakeBluesky.Says(200, Search((1, "2026-03-02T12:20:00Z")));
        var first = await bed.AskAsync(Cursor.None);
        bed.Now = Noon.AddMinutes(21);
        bed.Bluesky.Instead = FakeBluesky.Says(200, Search((2, "2026-03-02T12:19:00Z"), (1, "2026-03-02T12:20:00Z")));
        var second = await bed.AskAsync(After(first));
        bed.Now = Noon.AddMinutes(34);
        var third = await bed.AskAsync(After(second));

        Assert.Equal(Noon, Assert.Single(first.Fold.Posts).At);
        Assert.Equal((1, 0), (second.Fold.Posts.Count, third.Fold.Posts.Count));
    }

    [Fact]
    public async Task Hashtags_are_those_of_facets_and_of_the_record_and_not_the_words_of_the_text()
    {
        bed.Bluesky.Posts.TakesTagAndSinceForNothing = true;
        var inRecord = bed.Bluesky.Posts.Publish(Noon, [], record: JsonNode.Parse("""{"createdAt":"2026-03-02T11:30:00Z","text":"","tags":["Climat"]}"""));
        foreach (var odd in new[]
        {
            """{"createdAt":"2026-03-02T11:30:00Z","text":"#climat"}""",
            """{"createdAt":"2026-03-02T11:30:00Z","tags":"climat","facets":{"features":[]}}""",
            """{"createdAt":{},"tags":[1,null,{}],"facets":[null,1,{"features":1},{"features":[null,{"$type":1,"tag":"climat"},{"$type":"app.bsky.richtext.facet#tag","tag":5}]}]}""",
            """{"createdAt":"2026-03-02T11:30:00Z","facets":[{"features":[{"$type":"app.bsky.richtext.facet#link","tag":"climat"}]}]}""",
            "[]",
            "1",
        })
        {
            bed.Bluesky.Posts.Publish(Noon, [], record: JsonNode.Parse(odd));
        }

        Assert.Equal(inRecord, Assert.Single((await bed.AskAsync(Cursor.None)).Fold.Posts).Id);
    }

    [Fact]
    public async Task One_author_s_odd_record_hides_nobody_else_s_post()
    {
        var nested = string.Concat(Enumerable.Repeat("[", 200)) + string.Concat(Enumerable.Repeat("]", 200));
        bed.Bluesky.Instead = FakeBluesky.Says(200, $$"""
            {"posts":[{"uri":"at://{{FakeBluesky.Did}}/app.bsky.feed.post/1","indexedAt":"2026-03-02T11:30:00Z","record":{"deep":{{nested}},"tags":["\ud800","climat"]} },
                      {"uri":"at://{{FakeBluesky.Did}}/app.bsky.feed.post/2","indexedAt":"2026-03-02T11:30:00Z"}]}
            """);

        Assert.Equal($"at://{FakeBluesky.Did}/app.bsky.feed.post/1", Assert.Single((await bed.AskAsync(Cursor.None)).Fold.Posts).Id);
    }

    [Fact]
    public async Task A_name_too_long_to_keep_is_kept_by_its_digest()
    {
        bed.Bluesky.Instead = FakeBluesky.Says(200, $$"""
            {"posts":[{"uri":"at://did:web:{{new string('a', 200)}}/app.bsky.feed.post/1","indexedAt":"2026-03-02T11:30:00Z","record":{"tags":["climat"]} }] }
            """);

        var post = Assert.Single((await bed.AskAsync(Cursor.None)).Fold.Posts);

        Assert.Matches("^[0-9a-f]{32}$", post.Id);
        Assert.Null(post.Url);
    }

    [Theory]
    [InlineData("climat", "climat")]
    [InlineData("RepairCafe", "repaircafe")]
    [InlineData("BoîteÀOutils", "boiteaoutils boîteàoutils")]
    [InlineData("Straße", "strasse straße")]
    [InlineData("がんばれ", "がんばれ")]
    public void Every_spelling_that_Bluesky_keeps_apart_is_asked_for(string typed, string asked)
    {
        Assert.True(Hashtag.TryParse(typed, out var hashtag, out _));
        Assert.Equal(asked.Normalize(), string.Join(' ', BlueskySource.Declare(new BlueskyAccount("bsky.social", null, null)).Spell!(hashtag)).Normalize());
    }

    private static string Search(params (int Number, string At)[] posts) => new JsonObject
    {
        ["posts"] = new JsonArray([.. posts.Select(post => new JsonObject
        {
            ["uri"] = $"at://{FakeBluesky.Did}/app.bsky.feed.post/{post.Number}",
            ["indexedAt"] = post.At,
            ["record"] = new JsonObject { ["createdAt"] = post.At, ["tags"] = new JsonArray("climat") },
        })]),
    }.ToJsonString();
}
