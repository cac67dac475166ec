using System.Text.Json.Nodes;
using Relais.Tests.Story;

namespace Relais.Tests.Polling;

/// <summary>A campaign that follows X and Mastodon, as an organiser sees its sources and their cost.</summary>
public sealed class ShowSourcesTests(Azurite azurite) : IClassFixture<Azurite>
{
    private static readonly DateTimeOffset Morning = RelaisApp.Morning;

    [SkippableFact]
    public async Task An_organiser_sees_when_each_source_was_asked_what_it_costs_and_where_it_was_blind()
    {
        await using var app = await RelaisApp.StartAsync(azurite, settings: FakeX.Settings(100));
        await using var x = await FakeX.StartAsync(app.Outside, () => app.Now);
        var mastodon = new MastodonInstance(app.Outside, () => app.Now) { Instead = MastodonInstance.Says(403, "{}") };
        const string Campaign = """{"name":"Save our river","hashtags":["SaveOurRiver"],"sources":[{"kind":"x"},{"kind":"mastodon","host":"mastodon.example"}]}""";
        Assert.Equal(201, (await app.PostAsync("/api/campaigns", Campaign)).Status);
        Assert.Equal(201, (await app.PostAsync("/api/campaigns", Campaign.Replace("Save our river", "The same again", StringComparison.Ordinal))).Status);
        for (var minute = 0; minute < 30; minute++)
        {
            x.Publish(Morning.AddMinutes(minute), "SaveOurRiver");
        }

        await app.StepUntilAsync(Morning.AddMinutes(31), minutes: 1);

        var sources = await JsonAsync(app, "/api/campaigns/save-our-river/sources");
        var (onX, onMastodon) = (sources["sources"]![0]!, sources["sources"]![1]!);
        Assert.Equal(("x", "api.x.com", "saveourriver", 5), ((string)onX["kind"]!, (string)onX["host"]!, (string)onX["hashtags"]![0]!, (int)onX["everyMinutes"]!));
        Assert.Equal((43.2m, (string?)null, 0), ((decimal)onX["dollarsAMonth"]!, (string?)onX["reason"], onX["gaps"]!.AsArray().Count));
        Assert.InRange((long)onX["signals"]!, 24, 30);
        Assert.Equal("the instance does not show hashtags to strangers (403)", (string)onMastodon["reason"]!);
        Assert.Equal((0m, 1), ((decimal)onMastodon["dollarsAMonth"]!, onMastodon["gaps"]!.AsArray().Count));
        Assert.NotNull(onMastodon["quietUntil"]);

        // It has stopped, which is said in words, and what may be done; X has not.
        Assert.Equal((string?)onMastodon["gaps"]![0]!["from"], (string?)onMastodon["stoppedSince"]);
        Assert.Equal("l'instance ne montre pas les hashtags aux inconnus (403)", (string)onMastodon["why"]!["fr"]!);
        Assert.Equal("l'instance ne montre pas les hashtags aux inconnus (403)", (string)onMastodon["gaps"]![0]!["why"]!["fr"]!);
        Assert.StartsWith("Look at the campaign's sources and hashtags", (string)onMastodon["advice"]!["en"]!, StringComparison.Ordinal);
        Assert.Equal((null, null, null), (onX["why"], onX["stoppedSince"], onX["advice"]));

        // Two campaigns, one question, one price.
        var budget = (await JsonAsync(app, "/api/budgets"))["budgets"]![0]!;
        Assert.Equal(("x", "2026-03", 100m, 1), ((string)budget["kind"]!, (string)budget["month"]!, (decimal)budget["cap"]!, (int)budget["questions"]!));
        Assert.Equal((x.Asked.Count, x.Asked.Count * 0.005m), ((int)budget["requests"]!, (decimal)budget["spent"]!));
        Assert.InRange(x.Asked.Count, 6, 7);
        Assert.InRange((decimal)budget["projected"]!, 42, 45);
        Assert.Equal("2026-04-01T00:00:00+00:00", (string)budget["resetsAt"]!);
        Assert.NotEmpty(mastodon.Asked);
    }

    [SkippableFact]
    public async Task X_needs_no_host_and_takes_no_other()
    {
        await using var app = await RelaisApp.StartAsync(azurite);

        var other = await app.PostAsync("/api/campaigns", """{"name":"River","hashtags":["River"],"sources":[{"kind":"x","host":"x.example"}]}""");
        Assert.Equal("sources[0].host: must be api.x.com, or be left out: this app has an account there and asks no other.", other.Expect(400).Detail);

        Assert.Equal(201, (await app.PostAsync("/api/campaigns", """{"name":"River","hashtags":["River"],"sources":[{"kind":"x","host":"API.X.com"}]}""")).Status);
        Assert.Equal(404, (await app.GetAsync("/api/campaigns/none/sources")).Status);

        // Off, it says so, and nobody is asked.
        await app.StepUntilAsync(Morning.AddMinutes(10), minutes: 1);
        var source = (await JsonAsync(app, "/api/campaigns/river/sources"))["sources"]![0]!;
        Assert.Equal("X is off: Polling:X:BearerToken is not set", (string)source["reason"]!);
        Assert.NotNull(source["stoppedSince"]);
        Assert.Equal("X is off: Polling:X:BearerToken is not set", (string)(await JsonAsync(app, "/api/budgets"))["budgets"]![0]!["off"]!);

        // Nobody asks for an ended campaign: that nothing is read is no stop.
        (await app.PostAsync("/api/campaigns/river/end", "")).Expect(200);
        source = (await JsonAsync(app, "/api/campaigns/river/sources"))["sources"]![0]!;
        Assert.Equal((null, null, null), (source["everyMinutes"], source["stoppedSince"], source["advice"]));
        Assert.Equal("X n'est pas activé", (string)source["why"]!["fr"]!);
    }

    private static async Task<JsonNode> JsonAsync(RelaisApp app, string path)
    {
        var answer = await app.GetAsync(path);
        Assert.Equal(200, answer.Status);
        return JsonNode.Parse(answer.Text)!;
    }
}
