using Relais.Tests.Story;

namespace Relais.Tests.Alerts;

/// <summary>Replay: what failed is tried again, what was sent never, and however often somebody asks.</summary>
public sealed class ReplayTests(Azurite azurite) : IClassFixture<Azurite>
{
    [SkippableFact]
    public async Task Whatever_is_asked_for_twice_is_sent_once()
    {
        await using var app = await RelaisApp.StartAsync(azurite);
        await app.CampaignAsync();
        var (sent, failed, gone) = (await app.SubscriberAsync("s_sent"), await app.SubscriberAsync("s_failed"), await app.SubscriberAsync("s_refused"));
        failed.Then(WebhookReceiver.Says(400));
        gone.Then(WebhookReceiver.Says(422));
        var id = (await app.CallAsync("march")).Expect(201).Read("id");
        await app.SettleAsync();
        await app.StepUntilAsync(app.Now.AddDays(3), minutes: 60);
        Assert.Equal(2, (await app.GetAsync("/api/campaigns/climat/dead-letters")).At("deliveries").GetArrayLength());

        var dry = (await app.PostAsync("/api/campaigns/climat/replays", """{"since":"2026-03-01T00:00:00Z","reasons":["400"],"dryRun":true}""")).Expect(200);
        Assert.Equal((1, true), (dry.Number("deliveries"), dry.At("dryRun").GetBoolean()));
        Assert.Single(failed.Received);

        Assert.Equal(1, (await app.PostAsync("/api/campaigns/climat/replays", """{"since":"2026-03-01T00:00:00Z","reasons":["400"]}""")).Expect(200).Number("deliveries"));
        Assert.Equal(0, (await app.PostAsync("/api/campaigns/climat/replays", """{"since":"2026-03-01T00:00:00Z","reasons":["400"]}""")).Expect(200).Number("deliveries"));
        await app.SettleAsync();
        Assert.Equal(0, (await app.PostAsync("/api/campaigns/climat/replays", $$"""{"alert":"{{id}}","reasons":["400"]}""")).Expect(200).Number("deliveries"));
        await app.StepUntilAsync(app.Now.AddMinutes(10), minutes: 1);

        Assert.Equal((1, 2, 1), (sent.Received.Count, failed.Received.Count, gone.Received.Count));
        Assert.Single(failed.Received.Select(received => received.Id).Distinct());
        var alert = await app.GetAsync($"/api/campaigns/climat/alerts/{id}");
        Assert.Equal((2, 1, 3), (alert.Number("deliveries", "sent"), alert.Number("deliveries", "failed"), alert.Number("deliveries", "audience")));
        Assert.Equal((2, 1), await TotalsAsync(app));
    }

    [SkippableFact]
    public async Task Wherever_the_power_fails_a_replay_loses_nothing_and_counts_nothing_twice()
    {
        await using var app = await RelaisApp.StartAsync(azurite);
        app.MayLogErrors = true;
        await app.CampaignAsync();
        var people = new List<WebhookReceiver>();
        for (var i = 0; i < 5; i++)
        {
            people.Add(await app.SubscriberAsync($"s_{i}"));
            people[i].Then(i == 0 ? WebhookReceiver.Says(204) : WebhookReceiver.Says(400));
        }

        var id = (await app.CallAsync("march")).Expect(201).Read("id");
        await app.SettleAsync();
        await app.StepUntilAsync(app.Now.AddMinutes(5), minutes: 1);
        for (var cut = 0; cut < 40; cut++)
        {
            app.Storage.CutAfter(cut);
            try
            {
                _ = await app.PostAsync("/api/campaigns/climat/replays", $$"""{"alert":"{{id}}"}""");
            }
            catch (PowerCutException)
            {
                // Asked for again.
            }

            app.Storage.Restore();
        }

        await app.StepUntilAsync(app.Now.AddMinutes(10), minutes: 1);
        Assert.Single(people[0].Received);
        Assert.All(people.Skip(1), one => Assert.Equal(2, one.Received.Count));
        Assert.Equal((5, 0), await TotalsAsync(app));
    }

    [SkippableTheory]
    [InlineData("{}", "alert: must be given, or since.")]
    [InlineData("""{"since":"2026-03-02T00:00:00Z","until":"2026-03-01T00:00:00Z"}""", "until: must lie after since.")]
    [InlineData("""{"since":"2026-03-02T00:00:00Z","version":1}""", "version: is for one alert.")]
    [InlineData("""{"since":"2026-03-02T00:00:00Z","reasons":[""]}""", "reasons[0]: must not be empty.")]
    public async Task A_replay_that_cannot_be_meant_so_is_refused(string json, string detail)
    {
        await using var app = await RelaisApp.StartAsync(azurite);
        await app.CampaignAsync();

        Assert.Equal(detail, (await app.PostAsync("/api/campaigns/climat/replays", json)).Expect(400).Detail);
    }

    private static async Task<(int Sent, int Failed)> TotalsAsync(RelaisApp app)
    {
        var totals = await app.Get<Relais.Alerts.AlertStore>().TotalsAsync("climat", default);
        return (totals.Closed.Sent, totals.Closed.Failed);
    }
}
