using System.Globalization;
using Relais.Tests.Story;

namespace Relais.Tests.Campaigns;

/// <summary>A campaign's window in time at its edges: ended while nobody was there to see it, ended in the past, begun before anybody can remember.</summary>
public sealed class CampaignEndReviewTests(Azurite azurite) : IClassFixture<Azurite>
{
    [SkippableFact]
    public async Task A_surge_ends_with_its_campaign_also_when_the_app_was_down_for_hours_around_it()
    {
        await using var app = await RelaisApp.StartAsync(azurite);
        var end = await SurgeAsync(app);
        (await app.SendAsync(HttpMethod.Patch, "/api/campaigns/window", $$"""{"until":"{{Text(end.AddMinutes(20))}}"}""")).Expect(200);

        await app.StepAsync(end.AddHours(5));

        var alert = (await app.GetAsync("/api/campaigns/window/alerts")).At("alerts", "0");
        Assert.Equal("resolved", alert.GetProperty("status").GetString());
        Assert.Equal(end.AddMinutes(20), alert.GetProperty("endsAt").GetDateTimeOffset());
    }

    [SkippableFact]
    public async Task No_campaign_can_be_made_to_have_ended_before_now()
    {
        await using var app = await RelaisApp.StartAsync(azurite);
        var end = await SurgeAsync(app);
        var refused = (await app.SendAsync(HttpMethod.Patch, "/api/campaigns/window", $$"""{"until":"{{Text(end.AddHours(-2))}}"}""")).Expect(400);
        Assert.Equal("until: must lie ahead; a campaign is ended now by a POST to its end.", refused.Detail);
    }

    [SkippableTheory]
    [InlineData("0001-01-01T00:00:00Z")]
    [InlineData("1970-01-01T00:00:00Z")]
    [InlineData("2025-02-27T00:00:00Z")]
    public async Task A_beginning_too_far_back_to_be_counted_is_refused(string from)
    {
        await using var app = await RelaisApp.StartAsync(azurite);
        var refused = (await app.PostAsync("/api/campaigns", $$"""{"name":"Old","hashtags":["old"],"from":"{{from}}"}""")).Expect(400);
        Assert.Equal("from: must not lie more than 366 days back.", refused.Detail);
    }

    private static async Task<DateTimeOffset> SurgeAsync(RelaisApp app)
    {
        var instance = new MastodonInstance(app.Outside, () => app.Now);
        var (start, surge) = (RelaisApp.Morning, RelaisApp.Morning.AddHours(8));
        instance.Publish(12 * 9, start, start.AddHours(9), "window");
        instance.Publish(300, surge, surge.AddHours(1), "window");
        (await app.PostAsync("/api/campaigns", """{"name":"Window","hashtags":["window"],"sources":[{"kind":"mastodon","host":"mastodon.example"}]}""")).Expect(201);
        await app.StepUntilAsync(surge.AddMinutes(40));
        Assert.Equal("firing", (await app.GetAsync("/api/campaigns/window/alerts")).Read("alerts", "0", "status"));
        return app.Now;
    }

    private static string Text(DateTimeOffset at) => at.ToString("O", CultureInfo.InvariantCulture);
}
