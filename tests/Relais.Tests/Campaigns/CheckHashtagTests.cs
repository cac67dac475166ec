using Relais.Tests.Story;

namespace Relais.Tests.Campaigns;

/// <summary>Hashtags as organisers ask for them to be looked at, over HTTP.</summary>
public sealed class CheckHashtagTests(Azurite azurite) : IClassFixture<Azurite>
{
    private const string Path = "/api/hashtags/check";

    [SkippableFact]
    public async Task A_key_that_only_reads_is_told_of_campaigns_and_sources_of_this_app()
    {
        await using var app = await RelaisApp.StartAsync(azurite);
        await app.PostAsync("/api/campaigns", """{"name":"Mains et cœurs","hashtags":["mainscoeurs"]}""");
        var reader = (await app.PostAsync("/api/keys", """{"name":"reader"}""")).Expect(201).Read("key");
        var answer = (await app.GetAsync($"{Path}?hashtag=%23mainsc%C5%93urs&words=mains%20c%C5%93urs", reader)).Expect(200);
        Assert.Equal(("mainscœurs", "mainscoeurs", "MainsCœurs"), (answer.Read("shown"), answer.Read("folded"), answer.Read("proposal", "hashtag")));
        Assert.Equal(["bluesky", "mastodon", "x"], answer.At("networks").EnumerateArray().Select(network => network.GetProperty("network").GetString()));
        Assert.Equal("kept-apart", answer.Read("networks", "1", "notes", "0", "code"));
        Assert.Equal(
            """[{"campaign":"mains-et-c-urs","name":"Mains et c\u0153urs","hashtag":"mainscoeurs","state":"live","same":true}]""",
            answer.At("campaigns").GetRawText().Replace("œ", "\\u0153", StringComparison.Ordinal));
        Assert.Equal("shared", answer.Read("notes", "0", "code"));
    }

    [SkippableTheory]
    [InlineData("", "hashtag: must be given.")]
    [InlineData("?hashtag=", "hashtag: must be given.")]
    [InlineData("?hashtag=%20", "hashtag: must be given.")]
    [InlineData("?words=a", "hashtag: must be given.")]
    [InlineData("?hashtag={201}", "hashtag: must not be longer than 200 characters.")]
    [InlineData("?hashtag=a&words={201}", "words: must not be longer than 200 characters.")]
    public async Task Only_what_is_missing_or_too_long_is_refused(string query, string detail)
    {
        await using var app = await RelaisApp.StartAsync(azurite);
        Assert.Equal(detail, (await app.GetAsync(Path + query.Replace("{201}", new string('a', 201), StringComparison.Ordinal))).Expect(400).Detail);
    }

    [SkippableTheory]
    [InlineData("%23")]
    [InlineData("2026")]
    [InlineData("%00")]
    [InlineData("%ED%A0%80a")]
    [InlineData("%FF%FE")]
    [InlineData("a&hashtag=b")]
    [InlineData("%EF%BF%BE")]
    [InlineData("{200}")]
    public async Task Whatever_else_is_no_hashtag_is_an_answer(string typed)
    {
        await using var app = await RelaisApp.StartAsync(azurite);
        var answer = (await app.GetAsync($"{Path}?hashtag={typed.Replace("{200}", string.Concat(Enumerable.Repeat("%F0%9F%8C%B1", 200)), StringComparison.Ordinal)}")).Expect(200);
        Assert.False(answer.At("valid").GetBoolean());
        Assert.NotEqual(0, answer.At("reasons").GetArrayLength());
    }

    [SkippableFact]
    public async Task The_example_of_the_papers_gives_the_answer_of_the_papers()
    {
        PaperWalk.SkipWithoutCurl();
        await using var app = await RelaisApp.StartAsync(azurite);
        await app.PostAsync("/api/campaigns", """{"name":"Boîte à outils","hashtags":["BoîteÀOutils","RepairCafé"]}""");

        var otherwise = await PaperWalk.Read("docs/api.md", "### `GET /api/hashtags/check`").RunAsync(app, happens => throw new InvalidOperationException(happens));

        Assert.True(otherwise.Count == 0, string.Join("\n\n", otherwise));
    }
}
