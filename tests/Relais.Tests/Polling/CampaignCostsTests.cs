using System.Text.Json;
using Relais.Tests.Story;

namespace Relais.Tests.Polling;

/// <summary>What a campaign would cost, before it is accepted.</summary>
public sealed class CampaignCostsTests(Azurite azurite) : IClassFixture<Azurite>
{
    private static readonly Dictionary<string, string?> Settings = FakeX.Settings(50);

    [SkippableFact]
    public async Task A_dry_run_says_what_would_be_and_what_it_costs_and_changes_nothing()
    {
        // A month of thirty days.
        await using var app = await RelaisApp.StartAsync(azurite, new DateTimeOffset(2026, 4, 1, 0, 0, 0, TimeSpan.Zero), Settings);
        const string River = """{"name":"River","hashtags":["River"],"sources":[{"kind":"x"},{"kind":"mastodon","host":"mastodon.example"}],"dryRun":true""";

        var tried = (await app.PostAsync("/api/campaigns", River + "}")).Expect(200);
        Assert.Equal(
            """
            {"campaign":{"id":"river","name":"River","hashtags":["River"],"sources":[{"kind":"x","host":"api.x.com"},{"kind":"mastodon","host":"mastodon.example"}],"from":"2026-04-01T00:00:00+00:00","until":null,"state":"live","cadence":"auto","thresholds":{"floor":null,"momentum":null},"goals":[],"milestones":null,"eventUntil":null,"page":null},"cost":{"sources":[{"kind":"x","host":"api.x.com","url":null,"hashtags":["river"],"everyMinutes":5,"dollarsAMonth":43.2,"shared":false},{"kind":"mastodon","host":"mastodon.example","url":null,"hashtags":["river"],"everyMinutes":5,"dollarsAMonth":0,"shared":false}],"budgets":[{"kind":"x","before":0,"projected":43.2,"cap":50,"off":null}]}}
            """.Trim(),
            tried.Text);
        Assert.Empty((await app.GetAsync("/api/campaigns")).At("campaigns").EnumerateArray());

        // Idle it costs a twelfth; ending tomorrow a thirtieth; from the last day on as much.
        Assert.Equal("every 60, 3.6; 0 to 3.6", Said((await app.PostAsync("/api/campaigns", River + ",\"cadence\":\"idle\"}")).Expect(200)));
        Assert.Equal("every 5, 43.2; 0 to 1.44", Said((await app.PostAsync("/api/campaigns", River + ",\"until\":\"2026-04-02T00:00:00Z\"}")).Expect(200)));
        Assert.Equal("every 5, 43.2; 0 to 1.44", Said((await app.PostAsync("/api/campaigns", River + ",\"from\":\"2026-04-30T00:00:00Z\"}")).Expect(200)));
        Assert.Equal("hashtags[0]: must not be empty.", Expected((await app.PostAsync("/api/campaigns", """{"name":"River","hashtags":[""],"dryRun":true}""")).Expect(400)));
    }

    [SkippableFact]
    public async Task A_change_says_what_it_takes_from_the_others_and_a_question_that_is_shared_costs_no_more()
    {
        await using var app = await RelaisApp.StartAsync(azurite, new DateTimeOffset(2026, 4, 1, 0, 0, 0, TimeSpan.Zero), Settings);
        (await app.PostAsync("/api/campaigns", """{"name":"River","hashtags":["River"],"sources":[{"kind":"x"}]}""")).Expect(201);
        (await app.PostAsync("/api/campaigns", """{"name":"Forest","hashtags":["Forest"]}""")).Expect(201);

        // Two questions share $50: each every ten minutes.
        Assert.Equal("every 10, 21.6; 43.2 to 43.2", Said(await TryAsync(app, "forest", """{"sources":[{"kind":"x"}],"dryRun":true}""")));
        Assert.Empty((await app.GetAsync("/api/campaigns/forest")).At("sources").EnumerateArray());

        var shared = await TryAsync(app, "forest", """{"hashtags":["River"],"sources":[{"kind":"x"}],"dryRun":true}""");
        Assert.Equal("every 5, 43.2; 43.2 to 43.2", Said(shared));
        Assert.True(shared.At("cost", "sources", "0", "shared").GetBoolean());

        // What is dropped is spared, and an event that is on is counted.
        var dropped = await TryAsync(app, "river", """{"sources":[],"dryRun":true}""");
        Assert.Equal((0, 43.2m, 0m), (dropped.At("cost", "sources").GetArrayLength(), dropped.At("cost", "budgets", "0", "before").GetDecimal(), dropped.At("cost", "budgets", "0", "projected").GetDecimal()));
        (await app.PostAsync("/api/campaigns/river/event", """{"hours":10}""")).Expect(200);
        var budget = (await app.GetAsync("/api/budgets")).Expect(200);
        Assert.Equal((45.6m, 5), (budget.At("budgets", "0", "projected").GetDecimal(), budget.Number("budgets", "0", "everyMinutes")));
        Assert.Equal(404, (await app.SendAsync(HttpMethod.Patch, "/api/campaigns/none", """{"dryRun":true}""")).Status);
    }

    [SkippableFact]
    public async Task A_network_that_is_off_says_so()
    {
        await using var app = await RelaisApp.StartAsync(azurite);

        var tried = (await app.PostAsync("/api/campaigns", """{"name":"River","hashtags":["River"],"sources":[{"kind":"x"}],"dryRun":true}""")).Expect(200);
        Assert.Equal("every 5, 0; 0 to 0", Said(tried));
        Assert.Equal("X is off: Polling:X:BearerToken is not set", tried.Read("cost", "budgets", "0", "off"));
    }

    private static async Task<Answer> TryAsync(RelaisApp app, string campaign, string body) => (await app.SendAsync(HttpMethod.Patch, $"/api/campaigns/{campaign}", body)).Expect(200);

    private static string Said(Answer tried)
    {
        var (source, budget) = (tried.At("cost", "sources", "0"), tried.At("cost", "budgets", "0"));
        return $"every {source.GetProperty("everyMinutes")}, {Dollars(source, "dollarsAMonth")}; {Dollars(budget, "before")} to {Dollars(budget, "projected")}";
    }

    private static string Dollars(JsonElement json, string name) => json.GetProperty(name).GetDecimal().ToString("0.###", System.Globalization.CultureInfo.InvariantCulture);

    private static string Expected(Answer refusal) => refusal.Detail;
}
