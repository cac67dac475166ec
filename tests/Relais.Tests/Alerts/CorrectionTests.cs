using Relais.Tests.Story;

namespace Relais.Tests.Alerts;

/// <summary>Corrections and retractions: for exactly those who got the first version, once, whatever happens meanwhile.</summary>
public sealed class CorrectionTests(Azurite azurite) : IClassFixture<Azurite>
{
    private const string NewWords = """{"title":{"en":"March at one"},"body":{"en":"New port."}}""";

    [SkippableFact]
    public async Task A_correction_goes_to_those_who_got_the_call_and_the_others_get_the_new_words_alone()
    {
        await using var app = await RelaisApp.StartAsync(azurite);
        await app.CampaignAsync();
        var (got, late) = (await app.SubscriberAsync("s_got"), await app.SubscriberAsync("s_late"));
        late.Then(WebhookReceiver.Says(503));
        var id = (await app.CallAsync("march")).Expect(201).Read("id");
        await app.SettleAsync();
        await app.SubscriberAsync("s_new");

        (await app.PostAsync($"/api/campaigns/climat/alerts/{id}/corrections", NewWords)).Expect(201);
        (await app.PostAsync($"/api/campaigns/climat/alerts/{id}/corrections", NewWords)).Expect(200);
        await app.SettleAsync();
        await app.StepUntilAsync(app.Now.AddHours(1));

        Assert.Equal(["March at noon", "Correction: March at one"], got.Titles());
        Assert.Equal(["alert.firing", "alert.corrected"], got.Types());
        Assert.Equal(["March at noon", "March at one"], late.Titles());

        // It may have taken the first words before it said 503: under their id it would drop the new ones as a repeat.
        Assert.Equal(2, late.Received.Select(received => received.Id).Distinct().Count());
        var alert = await app.GetAsync($"/api/campaigns/climat/alerts/{id}");
        Assert.Equal((2, 2), (alert.Number("versions", "0", "deliveries", "audience"), alert.Number("versions", "0", "deliveries", "sent")));
        Assert.Equal((1, 1), (alert.Number("versions", "1", "deliveries", "audience"), alert.Number("versions", "1", "deliveries", "sent")));
    }

    [SkippableFact]
    public async Task A_retraction_tells_those_who_got_the_call_and_ends_it_for_the_others()
    {
        await using var app = await RelaisApp.StartAsync(azurite);
        await app.CampaignAsync();
        var (got, late) = (await app.SubscriberAsync("s_got"), await app.SubscriberAsync("s_late"));
        late.Then(WebhookReceiver.Says(503));
        var id = (await app.CallAsync("march")).Expect(201).Read("id");
        await app.SettleAsync();

        (await app.PostAsync($"/api/campaigns/climat/alerts/{id}/retraction", """{"why":{"en":"Storm."}}""")).Expect(201);
        (await app.PostAsync($"/api/campaigns/climat/alerts/{id}/retraction", "{}")).Expect(200);
        await app.SettleAsync();
        await app.StepUntilAsync(app.Now.AddHours(1));

        Assert.Equal(["March at noon", "Withdrawn: March at noon"], got.Titles());
        Assert.Contains("Storm.", got.Received[1].Text, StringComparison.Ordinal);
        Assert.Equal(["March at noon"], late.Titles());
        Assert.Equal("retracted", (await app.GetAsync($"/api/campaigns/climat/alerts/{id}/deliveries/s_late")).Read("deliveries", "0", "reason"));
        Assert.Equal("alert: was withdrawn.", (await app.PostAsync($"/api/campaigns/climat/alerts/{id}/corrections", NewWords)).Expect(409).Detail);

        // What was withdrawn is not replayed either.
        Assert.Equal(0, (await app.PostAsync("/api/campaigns/climat/replays", $$"""{"alert":"{{id}}","version":1}""")).Expect(200).Number("deliveries"));
    }

    [SkippableFact]
    public async Task What_was_not_said_yet_is_simply_said_in_the_new_words_or_not_at_all()
    {
        await using var app = await RelaisApp.StartAsync(azurite);
        await app.CampaignAsync();
        var anna = await app.SubscriberAsync("s_anna");
        var first = (await app.CallAsync("one", ""","kind":"announcement" """)).Expect(201).Read("id");
        var second = (await app.CallAsync("two", ""","kind":"announcement" """)).Expect(201).Read("id");
        (await app.PostAsync($"/api/campaigns/climat/alerts/{first}/corrections", NewWords)).Expect(201);
        (await app.PostAsync($"/api/campaigns/climat/alerts/{second}/retraction", "{}")).Expect(201);
        await app.StepUntilAsync(app.Now.AddMinutes(5), minutes: 1);

        Assert.Equal(["March at one"], anna.Titles());
        Assert.Equal("over before it was said", (await app.GetAsync($"/api/campaigns/climat/alerts/{second}")).Read("decision", "reason", "en"));
    }

    [SkippableFact]
    public async Task What_Relais_notices_itself_is_neither_corrected_nor_withdrawn()
    {
        await using var app = await RelaisApp.StartAsync(azurite);
        await app.CampaignAsync();
        var (surge, _) = await app.Get<Relais.Alerts.AlertDesk>().RaiseAsync(Make.Surge("climat", app.Now), default);

        Assert.Equal(
            "alert: is no call and no announcement: what Relais notices itself is not corrected.",
            (await app.PostAsync($"/api/campaigns/climat/alerts/{surge.Id}/corrections", NewWords)).Expect(409).Detail);
        Assert.Equal(409, (await app.PostAsync($"/api/campaigns/climat/alerts/{surge.Id}/retraction", "{}")).Status);
        Assert.Equal(404, (await app.PostAsync("/api/campaigns/climat/alerts/al_0/retraction", "{}")).Status);
    }

    [SkippableTheory]
    [InlineData("corrections", NewWords)]
    [InlineData("retraction", "{}")]
    public async Task Wherever_the_power_fails_everybody_who_got_the_call_hears_of_it_once(string door, string body)
    {
        await using var app = await RelaisApp.StartAsync(azurite);
        app.MayLogErrors = true;
        await app.CampaignAsync();
        var people = new List<WebhookReceiver>();
        for (var i = 0; i < 6; i++)
        {
            people.Add(await app.SubscriberAsync($"s_{i}"));
            people[i].Then(i % 2 == 0 ? WebhookReceiver.Says(204) : WebhookReceiver.Says(503));
        }

        var id = (await app.CallAsync("march")).Expect(201).Read("id");
        await app.SettleAsync();
        for (var cut = 0; cut < 60; cut++)
        {
            app.Storage.CutAfter(cut);
            try
            {
                _ = await app.PostAsync($"/api/campaigns/climat/alerts/{id}/{door}", body);
                await app.StepAsync(app.Now.AddSeconds(1));
            }
            catch (PowerCutException)
            {
                // The next one finds what stands.
            }

            app.Storage.Restore();
        }

        await app.StepUntilAsync(app.Now.AddHours(1), minutes: 1);
        var type = door == "retraction" ? "alert.retracted" : "alert.corrected";
        Assert.All(people.Where((_, i) => i % 2 == 0), got => Assert.Single(got.Received.Select(received => received.Id).Distinct(), one => one.Contains("-2-", StringComparison.Ordinal)));
        Assert.All(people.Where((_, i) => i % 2 == 0), got => Assert.Contains(type, got.Types()));
        Assert.All(people.Where((_, i) => i % 2 == 1), late => Assert.DoesNotContain(type, late.Types()));
    }
}
