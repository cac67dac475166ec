using Relais.Tests.Story;

namespace Relais.Tests.Polling;

/// <summary>Campaigns in event mode, on stepped time.</summary>
public sealed class FollowCloselyTests(Azurite azurite) : IClassFixture<Azurite>
{
    private const string Event = "/api/campaigns/river/event";
    private static readonly DateTimeOffset Morning = RelaisApp.Morning;

    [SkippableFact]
    public async Task During_an_event_sources_are_asked_each_minute_and_then_as_before()
    {
        await using var app = await RelaisApp.StartAsync(azurite);
        var instance = new MastodonInstance(app.Outside, () => app.Now);
        await CreateAsync(app, """[{"kind":"mastodon","host":"mastodon.example"}]""");
        await app.StepUntilAsync(Morning.AddMinutes(30), minutes: 1);
        var before = instance.Asked.Count;
        Assert.InRange(before, 6, 7);

        var begun = (await app.PostAsync(Event, """{"hours":1}""")).Expect(200);
        Assert.Equal("""{"until":"2026-03-02T09:30:00+00:00","dollars":0,"sources":[{"kind":"mastodon","host":"mastodon.example","everyMinutes":1}]}""", begun.Text);
        Assert.Equal("2026-03-02T09:30:00+00:00", (await app.GetAsync("/api/campaigns/river")).Expect(200).Read("eventUntil"));
        await app.StepUntilAsync(Morning.AddMinutes(90), minutes: 1);
        var during = instance.Asked.Count - before;
        Assert.InRange(during, 59, 61);

        await app.StepUntilAsync(Morning.AddMinutes(120), minutes: 1);
        Assert.InRange(instance.Asked.Count - before - during, 5, 7);
        Assert.Equal(System.Text.Json.JsonValueKind.Null, (await app.GetAsync("/api/campaigns/river")).Expect(200).At("eventUntil").ValueKind);
    }

    [SkippableFact]
    public async Task A_dry_run_says_the_cost_and_changes_nothing_and_an_event_can_be_ended_early()
    {
        await using var app = await RelaisApp.StartAsync(azurite, settings: FakeX.Settings(1));
        await using var x = await FakeX.StartAsync(app.Outside, () => app.Now);
        await CreateAsync(app, """[{"kind":"x"}]""");

        // A dollar is two hundred requests: three hours of minutes, and ten hours of every five.
        Assert.Equal("0.9, every 1", await CostAsync(app, """{"hours":3,"dryRun":true}"""));
        Assert.Equal("0.6, every 5", await CostAsync(app, """{"hours":10,"dryRun":true}"""));
        Assert.Equal(System.Text.Json.JsonValueKind.Null, (await app.GetAsync("/api/campaigns/river")).Expect(200).At("eventUntil").ValueKind);

        Assert.Equal("0.9, every 1", await CostAsync(app, """{"hours":3}"""));
        await app.StepUntilAsync(Morning.AddMinutes(20), minutes: 1);
        Assert.InRange(x.Asked.Count, 16, 20);
        Assert.Equal(204, (await app.SendAsync(HttpMethod.Delete, Event)).Status);
        var asked = x.Asked.Count;
        await app.StepUntilAsync(Morning.AddHours(2), minutes: 1);

        // What is left, some 90 cents for a month, is one request every four hours.
        Assert.InRange(x.Asked.Count - asked, 0, 1);
        Assert.Equal(204, (await app.SendAsync(HttpMethod.Delete, Event)).Status);
    }

    [SkippableTheory]
    [InlineData("river", """{}""", 400, "hours: must be 1 to 72.")]
    [InlineData("river", """{"hours":0}""", 400, "hours: must be 1 to 72.")]
    [InlineData("river", """{"hours":73}""", 400, "hours: must be 1 to 72.")]
    [InlineData("none", """{"hours":1}""", 404, "There is no such campaign.")]
    [InlineData("river", """{"hours":1}""", 409, "campaign: is not live: nothing of it is followed now.")]
    public async Task What_cannot_be_is_refused(string campaign, string body, int status, string detail)
    {
        await using var app = await RelaisApp.StartAsync(azurite);
        await CreateAsync(app, "[]");
        (await app.PostAsync("/api/campaigns/river/end", "")).Expect(200);

        Assert.Equal(detail, (await app.PostAsync($"/api/campaigns/{campaign}/event", body)).Expect(status).Detail);
    }

    private static async Task CreateAsync(RelaisApp app, string sources) =>
        (await app.PostAsync("/api/campaigns", $$"""{"name":"River","hashtags":["SaveOurRiver"],"sources":{{sources}}}""")).Expect(201);

    private static async Task<string> CostAsync(RelaisApp app, string body)
    {
        var answer = (await app.PostAsync(Event, body)).Expect(200);
        return $"{answer.At("dollars").GetDecimal()}, every {answer.Number("sources", "0", "everyMinutes")}";
    }
}
