using Relais.Alerts;
using Relais.Tests.Story;

namespace Relais.Tests.Alerts;

/// <summary>Silences, inhibitions and groups through the whole app: what people of other tools have complained of for years.</summary>
public sealed class SilenceStoryTests(Azurite azurite) : IClassFixture<Azurite>
{
    /// <summary>prometheus/alertmanager#2496: a group that was muted when it first would have spoken never spoke.</summary>
    [SkippableFact]
    public async Task An_alert_that_a_silence_met_first_is_told_when_the_silence_ends()
    {
        await using var app = await RelaisApp.StartAsync(azurite);
        await app.CampaignAsync();
        var anna = await app.SubscriberAsync("s_anna");
        await SilenceAsync(app, "surge", app.Now.AddHours(2));

        var (alert, _) = await app.Get<AlertDesk>().RaiseAsync(Make.Surge("climat", app.Now), default);
        await app.StepUntilAsync(app.Now.AddMinutes(115));
        Assert.Empty(anna.Received);
        var explained = await app.GetAsync($"/api/campaigns/climat/alerts/{alert.Id}/explain");
        Assert.StartsWith("silenced by si_", explained.Read("decision", "reason", "en"), StringComparison.Ordinal);
        Assert.EndsWith(" until 2026-03-02 10:00:00 UTC", explained.Read("decision", "reason", "en"), StringComparison.Ordinal);

        await app.StepUntilAsync(app.Now.AddHours(6));
        Assert.Equal(["Marche climat is surging."], anna.Titles());
    }

    /// <summary>prometheus/alertmanager#2896 (asked for as a feature): what still fires when a silence expires is said again.</summary>
    [SkippableFact]
    public async Task What_is_still_true_when_a_silence_is_ended_is_said_at_once_and_once()
    {
        await using var app = await RelaisApp.StartAsync(azurite);
        await app.CampaignAsync();
        var anna = await app.SubscriberAsync("s_anna");
        await app.Get<AlertDesk>().RaiseAsync(Make.Surge("climat", app.Now), default);
        await app.SettleAsync();
        var silence = await SilenceAsync(app, "surge", app.Now.AddDays(2));
        await app.StepUntilAsync(app.Now.AddHours(1));

        (await app.SendAsync(HttpMethod.Delete, $"/api/campaigns/climat/silences/{silence}")).Expect(204);
        await app.SettleAsync();
        Assert.Equal(["Marche climat is surging.", "Still true: Marche climat is surging."], anna.Titles());

        await app.StepUntilAsync(app.Now.AddHours(8));
        Assert.Equal(2, anna.Received.Count);
        Assert.Equal("expired", (await app.GetAsync("/api/campaigns/climat/silences")).Read("silences", "0", "status"));
    }

    [SkippableFact]
    public async Task What_is_over_before_its_silence_ends_is_not_said_and_the_reason_is_kept()
    {
        await using var app = await RelaisApp.StartAsync(azurite);
        await app.CampaignAsync();
        var anna = await app.SubscriberAsync("s_anna");
        var silence = await SilenceAsync(app, "surge", app.Now.AddHours(2));
        var (alert, _) = await app.Get<AlertDesk>().RaiseAsync(Make.Surge("climat", app.Now), default);
        await app.StepUntilAsync(app.Now.AddMinutes(30));
        await app.Get<AlertDesk>().ResolveAsync("climat", alert.Fingerprint, app.Now, alert.AtStart!, default);
        await app.StepUntilAsync(app.Now.AddHours(4));

        Assert.Empty(anna.Received);
        var shown = await app.GetAsync($"/api/campaigns/climat/alerts/{alert.Id}");
        Assert.Equal($"over while {silence} kept it quiet", shown.Read("decision", "reason", "en"));
        Assert.Equal("resolved", shown.Read("status"));
        Assert.Empty(shown.At("versions").EnumerateArray());
    }

    /// <summary>prometheus/alertmanager#172: ten years of asking what was sent to whom.</summary>
    [SkippableFact]
    public async Task Whoever_asks_what_was_sent_to_whom_finds_each_of_it()
    {
        await using var app = await RelaisApp.StartAsync(azurite);
        await app.CampaignAsync();
        await app.SubscriberAsync("s_anna");
        (await app.SubscriberAsync("s_bo")).Otherwise = WebhookReceiver.Says(410);
        var id = (await app.CallAsync("march")).Expect(201).Read("id");
        await app.SettleAsync();

        var deliveries = await app.GetAsync($"/api/campaigns/climat/alerts/{id}/deliveries");
        Assert.Equal(
            [("s_anna", "sent", null), ("s_bo", "failed", "gone")],
            deliveries.At("deliveries").EnumerateArray().Select(one => (one.GetProperty("subscription").GetString(), one.GetProperty("state").GetString(), one.GetProperty("reason").GetString())));
        Assert.Equal("1 of 2 have it. Not or not yet: 1 gone.", (await app.GetAsync($"/api/campaigns/climat/alerts/{id}/explain")).Read("versions", "0", "summary", "en"));
        Assert.Equal("gone", (await app.GetAsync("/api/campaigns/climat/deliveries/s_bo")).Read("deliveries", "0", "reason"));
        Assert.Equal("s_bo", (await app.GetAsync("/api/campaigns/climat/dead-letters")).Read("deliveries", "0", "subscription"));
    }

    [SkippableFact]
    public async Task What_an_inhibition_keeps_quiet_is_said_when_its_cause_is_over()
    {
        await using var app = await RelaisApp.StartAsync(azurite);
        await app.CampaignAsync();
        var anna = await app.SubscriberAsync("s_anna", kinds: ["announcement"]);
        (await app.PostAsync("/api/campaigns/climat/inhibitions", """{"source":[{"name":"kind","value":"surge"}],"target":[{"name":"kind","value":"announcement"}],"equal":["campaign"]}""")).Expect(201);
        var (surge, _) = await app.Get<AlertDesk>().RaiseAsync(Make.Surge("climat", app.Now), default);
        var id = (await app.CallAsync("news", ""","kind":"announcement" """)).Expect(201).Read("id");
        await app.StepUntilAsync(app.Now.AddHours(1));
        Assert.Empty(anna.Received);
        Assert.Equal($"inhibited while {surge.Id} fires", (await app.GetAsync($"/api/campaigns/climat/alerts/{id}")).Read("decision", "reason", "en"));

        await app.Get<AlertDesk>().ResolveAsync("climat", surge.Fingerprint, app.Now, surge.AtStart!, default);
        await app.StepUntilAsync(app.Now.AddMinutes(10), minutes: 1);
        Assert.Equal(["March at noon"], anna.Titles());
    }

    [SkippableFact]
    public async Task Announcements_that_come_together_are_told_together_and_an_urgent_one_at_once_and_alone()
    {
        await using var app = await RelaisApp.StartAsync(azurite);
        await app.CampaignAsync();
        var anna = await app.SubscriberAsync("s_anna");
        for (var i = 1; i <= 3; i++)
        {
            (await app.CallAsync($"news{i}", ""","kind":"announcement" """, $$""" "title":{"en":"News {{i}}"},"body":{"en":"b"} """)).Expect(201);
        }

        var urgent = (await app.CallAsync("fire", ""","kind":"announcement","severity":"urgent" """, """ "title":{"en":"Fire"},"body":{"en":"b"} """)).Expect(201).Read("id");
        await app.SettleAsync();
        Assert.Equal(["Fire"], anna.Titles());

        await app.StepUntilAsync(app.Now.AddMinutes(2), minutes: 1);
        Assert.Equal(["Fire", "Marche climat: 3 alerts"], anna.Titles());
        var alerts = (await app.GetAsync("/api/campaigns/climat/alerts")).At("alerts").EnumerateArray().ToArray();
        Assert.Equal(2, alerts.Count(alert => alert.GetProperty("decision").GetProperty("reason").GetProperty("en").GetString()!.StartsWith("grouped with al_", StringComparison.Ordinal)));
        Assert.Equal("said in version 1", (await app.GetAsync($"/api/campaigns/climat/alerts/{urgent}")).Read("decision", "reason", "en"));
    }

    private static async Task<string> SilenceAsync(RelaisApp app, string kind, DateTimeOffset until) =>
        (await app.PostAsync("/api/campaigns/climat/silences", $$"""{"matchers":[{"name":"kind","value":"{{kind}}"}],"endsAt":"{{until:O}}","comment":"known"}""")).Expect(201).Read("id");
}
