using Relais.Tests.Story;

namespace Relais.Tests.Campaigns;

/// <summary>What a campaign has counted when its hashtags change on the way.</summary>
public sealed class ChangedQuestionsTests(Azurite azurite) : IClassFixture<Azurite>
{
    private static readonly DateTimeOffset Morning = RelaisApp.Morning;

    [SkippableFact]
    public async Task A_hashtag_that_is_added_neither_loses_what_was_counted_nor_counts_it_again()
    {
        await using var app = await RelaisApp.StartAsync(azurite);
        var instance = new MastodonInstance(app.Outside, () => app.Now);
        app.SetClock(Morning);
        (await app.PostAsync("/api/campaigns", """{"name":"Climat","hashtags":["climat"],"sources":[{"kind":"mastodon","host":"mastodon.example"}]}""")).Expect(201);
        instance.Publish(30, Morning.AddMinutes(1), Morning.AddMinutes(58), "climat");
        await app.StepUntilAsync(Morning.AddMinutes(62));

        // Between two polls: these are the old question's last minutes.
        instance.Publish(3, Morning.AddMinutes(62), Morning.AddMinutes(63), "climat");
        app.SetClock(Morning.AddMinutes(64));
        (await app.SendAsync(HttpMethod.Patch, "/api/campaigns/climat", """{"hashtags":["climat","marche"]}""")).Expect(200);
        instance.Publish(4, Morning.AddMinutes(65), Morning.AddMinutes(69), "climat", "marche");
        instance.Publish(2, Morning.AddMinutes(65), Morning.AddMinutes(69), "marche");
        await app.StepUntilAsync(Morning.AddMinutes(90));

        var shown = (await app.GetAsync("/api/dashboard/climat?hours=24")).Expect(200);
        Assert.Equal(39, shown.At("campaign").GetProperty("totals").GetProperty("posts").GetInt32());
        Assert.Equal(39, shown.At("campaign").GetProperty("totals").GetProperty("lastDay").GetInt32());
        Assert.Equal(39, shown.At("curve").GetProperty("posts").EnumerateArray().Sum(posts => posts.GetInt32()));
        Assert.Equal(1, shown.At("sources").GetArrayLength());
    }
}
