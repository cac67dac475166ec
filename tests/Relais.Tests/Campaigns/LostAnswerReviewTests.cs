using Azure.Core;
using Relais.Tests.Story;

namespace Relais.Tests.Campaigns;

/// <summary>Writes whose answer never came: the client's own second try meets the success of the first.</summary>
public sealed class LostAnswerReviewTests(Azurite azurite) : IClassFixture<Azurite>
{
    [SkippableFact]
    public async Task A_campaign_whose_answer_was_lost_is_created_once()
    {
        await using var app = await RelaisApp.StartAsync(azurite);
        LoseFirstInsert(app, "campaigns");

        var created = (await app.PostAsync("/api/campaigns", """{"name":"Once","hashtags":["once"]}""")).Expect(201);

        Assert.Equal("once", created.Read("id"));
        Assert.Equal(1, (await app.GetAsync("/api/campaigns")).At("campaigns").GetArrayLength());
    }

    [SkippableFact]
    public async Task Two_campaigns_of_one_name_are_two()
    {
        await using var app = await RelaisApp.StartAsync(azurite);
        var first = (await app.PostAsync("/api/campaigns", """{"name":"Once","hashtags":["once"]}""")).Expect(201);
        var second = (await app.PostAsync("/api/campaigns", """{"name":"Once","hashtags":["twice"]}""")).Expect(201);
        Assert.Equal(("once", "once-2"), (first.Read("id"), second.Read("id")));
    }

    [SkippableFact]
    public async Task A_key_whose_answer_was_lost_is_given()
    {
        await using var app = await RelaisApp.StartAsync(azurite);
        LoseFirstInsert(app, "keys");

        var key = (await app.PostAsync("/api/keys", """{"name":"lost"}""")).Expect(201).Read("key");

        Assert.Equal(200, (await app.GetAsync("/api/campaigns", key)).Status);
    }

    private static void LoseFirstInsert(RelaisApp app, string table)
    {
        var lost = 0;
        app.Storage.LoseAnswer = request =>
            request.Method != RequestMethod.Get && request.Uri.Path.Contains(table, StringComparison.Ordinal) && Interlocked.Increment(ref lost) == 1;
    }
}
