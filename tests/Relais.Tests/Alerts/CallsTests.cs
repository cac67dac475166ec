using Relais.Tests.Story;

namespace Relais.Tests.Alerts;

/// <summary>Calls: one key raises one alert, for those who are meant, in their own language.</summary>
public sealed class CallsTests(Azurite azurite) : IClassFixture<Azurite>
{
    [SkippableFact]
    public async Task The_same_request_under_the_same_key_is_told_once_and_answered_alike()
    {
        await using var app = await RelaisApp.StartAsync(azurite);
        await app.CampaignAsync();
        var anna = await app.SubscriberAsync("s_anna");

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => app.CallAsync("march")));
        await app.SettleAsync();
        var later = await app.CallAsync("march");
        await app.SettleAsync();

        Assert.Equal(1, answers.Count(answer => answer.Status == 201));
        Assert.Equal(7, answers.Count(answer => answer.Status == 200));
        Assert.Single(answers.Append(later).Select(answer => answer.Text).Distinct());
        Assert.Equal(["March at noon"], anna.Titles());

        // A week after, the key still stands for what it stood for.
        app.SetClock(app.Now.AddDays(7));
        Assert.Equal(later.Text, (await app.CallAsync("march")).Expect(200).Text);
        await app.SettleAsync();
        Assert.Single(anna.Received);
    }

    [SkippableFact]
    public async Task The_same_key_in_two_campaigns_in_one_second_is_two_calls_and_both_are_heard()
    {
        await using var app = await RelaisApp.StartAsync(azurite);
        await app.CampaignAsync();
        (await app.PostAsync("/api/campaigns", """{"name":"Eau","hashtags":["eau"]}""")).Expect(201);
        var anna = await app.SubscriberAsync("s_anna");
        var bela = await app.SubscriberAsync("s_bela", campaign: "eau");

        var climat = (await app.CallAsync("march")).Expect(201);
        var eau = (await app.SendWithKeyAsync($$"""{"campaign":"eau",{{CallStory.Words}}}""", "march")).Expect(201);
        await app.SettleAsync();

        Assert.NotEqual(climat.Read("id"), eau.Read("id"));
        Assert.Equal(["March at noon"], anna.Titles());
        Assert.Equal(["March at noon"], bela.Titles());
    }

    [SkippableFact]
    public async Task A_key_that_was_used_for_something_else_is_refused()
    {
        await using var app = await RelaisApp.StartAsync(azurite);
        await app.CampaignAsync();
        (await app.CallAsync("march")).Expect(201);

        foreach (var other in new[] { ""","severity":"urgent" """, ""","audience":{"cell":"nord"}""", ""","url":"https://example.org/a" """, ""","labels":{"site":"port"}""" })
        {
            Assert.Equal("Idempotency-Key: was used for another alert of this campaign.", (await app.CallAsync("march", other)).Expect(422).Detail);
        }
    }

    [SkippableFact]
    public async Task Only_those_of_the_topic_the_cell_and_the_area_are_called_each_in_their_language()
    {
        await using var app = await RelaisApp.StartAsync(azurite);
        await app.CampaignAsync();
        var marseille = await app.SubscriberAsync("s_marseille", "fr", "nord", "fr-13", ["climat"]);
        var all = await app.SubscriberAsync("s_all", "en", "nord", "fr-13-055");
        var elsewhere = await app.SubscriberAsync("s_elsewhere", "en", "nord", "fr-130", ["climat"]);
        var south = await app.SubscriberAsync("s_south", "en", "sud", "fr-13", ["climat"]);
        var other = await app.SubscriberAsync("s_other", "en", "nord", "fr-13", ["eau"]);
        var quiet = await app.SubscriberAsync("s_quiet", "en", "nord", "fr-13", ["climat"], kinds: ["surge"]);

        (await app.CallAsync("march", ""","audience":{"topic":"climat","cell":"nord","area":"fr-13"}""")).Expect(201);
        await app.SettleAsync();

        Assert.Equal(["Marche à midi"], marseille.Titles());
        Assert.Equal(["March at noon"], all.Titles());
        Assert.All(new[] { elsewhere, south, other, quiet }, nobody => Assert.Empty(nobody.Received));
    }

    [SkippableFact]
    public async Task A_dry_run_says_who_would_hear_and_who_would_not_and_does_nothing()
    {
        await using var app = await RelaisApp.StartAsync(azurite);
        await app.CampaignAsync();
        var anna = await app.SubscriberAsync("s_anna", area: "fr-13");
        await app.SubscriberAsync("s_bo", area: "fr-75");
        await app.SubscriberAsync("s_cy", area: "fr-13", kinds: ["lull"]);
        (await app.SendAsync(HttpMethod.Put, "/api/destinations/webhook:s-anna.example.org", """{"perSecond":0.5}""")).Expect(200);

        var answer = (await app.SendWithKeyAsync($$"""{"campaign":"climat",{{CallStory.Words}},"audience":{"area":"fr-13"},"dryRun":true}""", null)).Expect(200);
        await app.SettleAsync();

        Assert.Equal("told", answer.Read("decision", "kind"));
        Assert.Equal((1, 1), (answer.Number("audience", "recipients"), answer.Number("audience", "byChannel", "webhook")));
        Assert.Equal("1 person would hear of it (1 webhook). 2 are left out: 1 kind not wanted, 1 other area.", answer.Read("summary", "en"));
        Assert.Equal("1 personne l'apprendrait (1 webhook). 2 sont laissées de côté\u00a0: 1 ce type d'alerte n'est pas souhaité, 1 autre lieu.", answer.Read("summary", "fr"));
        Assert.Equal("other area", answer.Read("people", "1", "reason"));
        Assert.Empty((await app.GetAsync("/api/campaigns/climat/alerts")).At("alerts").EnumerateArray());
        Assert.Empty(anna.Received);
    }

    [SkippableFact]
    public async Task What_is_not_told_by_its_expiry_is_not_told_at_all()
    {
        await using var app = await RelaisApp.StartAsync(azurite);
        await app.CampaignAsync();
        var anna = await app.SubscriberAsync("s_anna");
        anna.Otherwise = WebhookReceiver.Says(503);
        var id = (await app.CallAsync("march", $$""","expiresAt":"{{app.Now.AddMinutes(20):O}}" """)).Expect(201).Read("id");
        await app.SettleAsync();
        await app.StepUntilAsync(app.Now.AddHours(3));

        // At once, after 5 s and after 5 min; the half hour would end after the expiry.
        Assert.Equal(3, anna.Received.Count);
        var alert = await app.GetAsync($"/api/campaigns/climat/alerts/{id}");
        Assert.Equal((1, 1), (alert.Number("deliveries", "expired"), alert.Number("deliveries", "audience")));
        Assert.Equal("resolved", alert.Read("status"));
    }

    [SkippableTheory]
    [InlineData("""{}""", "campaign: must be given. title: must be given, in en or fr or both. body: must be given, in en or fr or both.")]
    [InlineData("""{"campaign":"climat","title":{},"body":{"en":""}}""", "title: must be given, in en or fr or both. body.en: must not be empty.")]
    [InlineData("""{"campaign":"climat","title":{"en":"a\nb"},"body":{"en":"a\nb"}}""", "title.en: must be a single line.")]
    [InlineData("""{"campaign":"climat","title":{"en":"a"},"body":{"en":"b"},"kind":"surge"}""", "kind: must be one of: call, announcement.")]
    [InlineData("""{"campaign":"climat","title":{"en":"a"},"body":{"en":"b"},"severity":"loud"}""", "severity: must be one of: info, normal, urgent.")]
    [InlineData("""{"campaign":"climat","title":{"en":"a"},"body":{"en":"b"},"expiresAt":"2026-03-01T00:00:00Z"}""", "expiresAt: must lie ahead.")]
    [InlineData("""{"campaign":"climat","title":{"en":"a"},"body":{"en":"b"},"expiresAt":"2027-03-01T00:00:00Z"}""", "expiresAt: must be at most 30 days ahead.")]
    [InlineData("""{"campaign":"climat","title":{"en":"a"},"body":{"en":"b"},"labels":{"kind":"x"}}""", "labels: must not name campaign, kind or severity.")]
    [InlineData("""{"campaign":"climat","title":{"en":"a"},"body":{"en":"b"},"labels":{"a-b":"x"}}""", "labels: must be named by 1 to 40 letters, digits and underscores, no digit first.")]
    [InlineData("""{"campaign":"climat","title":{"en":"a"},"body":{"en":"b"},"audience":{"topic":"A B"}}""", "audience.topic: must be 1 to 40 lower-case letters, digits and dashes, and begin and end with a letter or digit.")]
    [InlineData("""{"campaign":"climat","title":{"en":"a"},"body":{"en":"b"},"url":"http://localhost/"}""", "url: must begin with https://.")]
    [InlineData("""{"campaign":"climat","title":{"en":"a"},"body":{"en":"b"},"after":"s_1"}""", "after: is for dry runs.")]
    public async Task A_call_that_cannot_be_meant_so_is_refused_with_every_field_at_fault(string json, string detail)
    {
        await using var app = await RelaisApp.StartAsync(azurite);
        await app.CampaignAsync();

        Assert.Equal(detail, (await app.SendWithKeyAsync(json, "k")).Expect(400).Detail);
    }

    [SkippableFact]
    public async Task A_call_needs_a_key_and_a_campaign_that_there_is()
    {
        await using var app = await RelaisApp.StartAsync(azurite);

        Assert.Equal("Idempotency-Key: must not be empty.", (await app.SendWithKeyAsync($$"""{"campaign":"climat",{{CallStory.Words}}}""", null)).Expect(400).Detail);
        Assert.Equal("There is no such campaign.", (await app.CallAsync("k")).Expect(404).Detail);
    }
}
