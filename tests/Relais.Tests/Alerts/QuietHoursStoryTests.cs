using Relais.Notifications;
using Relais.Tests.Notifications;
using Relais.Tests.Story;

namespace Relais.Tests.Alerts;

/// <summary>Alerts in the quiet hours of those who are to hear of them: told later, never dropped.</summary>
public sealed class QuietHoursStoryTests(Azurite azurite) : IClassFixture<Azurite>
{
    // It is eight in the morning in UTC, and three at night in Toronto.
    private static readonly Wishes Asleep = new() { Zone = MemberStory.Toronto, Quiet = MemberStory.Night };
    private static readonly DateTimeOffset Awake = RelaisApp.Morning.AddHours(4);

    [SkippableFact]
    public async Task Who_is_asleep_is_told_in_the_morning_and_the_others_at_once()
    {
        await using var app = await RelaisApp.StartAsync(azurite);
        await app.CampaignAsync();
        var (asleep, awake) = (await app.MemberAsync("anna", Asleep), await app.MemberAsync("bob", new Wishes { Zone = MemberStory.Paris, Quiet = MemberStory.Night }));
        var id = (await app.CallAsync("march")).Expect(201).Read("id");
        await app.SettleAsync();

        Assert.Equal((0, 1), (asleep.Received.Count, awake.Received.Count));
        Assert.Equal((1, 1), (await PlannedAsync(app, id), await SentAsync(app, id)));
        await app.StepUntilAsync(Awake.AddMinutes(-1));
        Assert.Empty(asleep.Received);
        await app.StepUntilAsync(Awake.AddMinutes(6));
        Assert.Equal(["March at noon"], asleep.Titles());
        Assert.Single(awake.Received);
        Assert.Equal((0, 2), (await PlannedAsync(app, id), await SentAsync(app, id)));
    }

    [SkippableFact]
    public async Task What_is_urgent_wakes_those_who_said_so_and_waits_for_the_others()
    {
        await using var app = await RelaisApp.StartAsync(azurite);
        await app.CampaignAsync();
        var (wakes, sleeps) = (await app.MemberAsync("anna", Asleep with { UrgentAnyTime = true, Rhythm = Rhythm.Weekly }), await app.MemberAsync("bob", Asleep with { Rhythm = Rhythm.Daily }));
        (await app.CallAsync("march", ""","severity":"urgent" """)).Expect(201);
        await app.SettleAsync();

        Assert.Equal((1, 0), (wakes.Received.Count, sleeps.Received.Count));
        await app.StepUntilAsync(Awake.AddMinutes(6));
        Assert.Equal((1, 1), (wakes.Received.Count, sleeps.Received.Count));
    }

    [SkippableFact]
    public async Task What_would_be_stale_in_the_morning_comes_with_the_next_digest()
    {
        await using var app = await RelaisApp.StartAsync(azurite);
        await app.CampaignAsync();
        var anna = await app.MemberAsync("anna", Asleep with { DigestHour = 9 }, language: "fr");
        var id = (await app.CallAsync("march", ""","expiresAt":"2026-03-02T12:05:00Z" """)).Expect(201).Read("id");
        await app.SettleAsync();

        Assert.Equal("quiet", (await app.GetAsync($"/api/campaigns/climat/alerts/{id}/deliveries/{MemberStory.IdOf("anna")}")).Read("deliveries", "0", "reason"));
        await app.StepUntilAsync(RelaisApp.Morning.AddHours(6));
        Assert.Empty(anna.Received);
        await app.StepUntilAsync(RelaisApp.Morning.AddHours(6).AddMinutes(10));
        Assert.Equal([("Marche climat\u00a0: 1 chose à savoir", "2 mars 03:00 – Marche à midi")], anna.Told());
        Assert.Contains("1 dans leur récapitulatif, après les heures calmes", (await app.GetAsync($"/api/campaigns/climat/alerts/{id}/explain")).Read("versions", "0", "summary", "fr"), StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task A_later_try_that_falls_into_quiet_hours_waits_too()
    {
        await using var app = await RelaisApp.StartAsync(azurite);
        await app.CampaignAsync();
        var anna = await app.MemberAsync("anna", new Wishes { Zone = MemberStory.Paris, Quiet = new QuietHours(new TimeOnly(9, 2), new TimeOnly(14, 0)) });
        anna.Then(WebhookReceiver.Says(503)).Then(WebhookReceiver.Says(503));
        (await app.CallAsync("march")).Expect(201);
        await app.SettleAsync();
        await app.StepUntilAsync(RelaisApp.Morning.AddHours(4.9));
        Assert.InRange(anna.Received.Count, 1, 2);
        var before = anna.Received.Count;

        await app.StepUntilAsync(RelaisApp.Morning.AddHours(8));
        Assert.True(anna.Received.Count > before);
        Assert.Single(anna.Received.Select(received => received.Id).Distinct());
        Assert.DoesNotContain(anna.Received.Skip(before), received => received.Text.Length == 0);
    }

    [SkippableFact]
    public async Task A_page_that_waits_costs_a_look_a_minute_however_many_are_on_it()
    {
        await using var app = await RelaisApp.StartAsync(azurite);
        await app.CampaignAsync();
        await Task.WhenAll(Enumerable.Range(0, 60).Select(number => app.MemberAsync($"p{number:D2}", Asleep)));
        (await app.CallAsync("march")).Expect(201);
        await app.SettleAsync();
        await app.StepUntilAsync(app.Now.AddMinutes(10), minutes: 1);

        var requests = app.Storage.Requests.Count;
        await app.StepUntilAsync(app.Now.AddMinutes(10), minutes: 1);
        var made = app.Storage.Requests.Skip(requests).Where(request => request.Contains("ledger", StringComparison.Ordinal)).ToArray();
        Assert.Equal(10, made.Count(request => request.Contains("Settled", StringComparison.Ordinal)));

        // The rest are snapshots, which count all deliveries of what is open every five minutes.
        Assert.Equal(12, made.Length);
        Assert.All(made, request => Assert.StartsWith("GET", request, StringComparison.Ordinal));
    }

    [SkippableFact]
    public async Task A_dry_run_says_who_would_hear_later_when_and_why()
    {
        await using var app = await RelaisApp.StartAsync(azurite);
        await app.CampaignAsync();
        await app.MemberAsync("anna", Asleep);
        await app.MemberAsync("zacharias", Asleep with { Rhythm = Rhythm.Daily });
        await app.MemberAsync("bob", Wishes.None);
        var dry = (await app.CallAsync("march", ""","dryRun":true""")).Expect(200);

        Assert.Equal((3, 1, 1), (dry.Number("audience", "recipients"), dry.Number("audience", "later", "digest"), dry.Number("audience", "later", "quiet hours")));
        Assert.Equal("3 people would hear of it (3 webhook). Some hear of it later: 1 in their digest, 1 after their quiet hours.", dry.Read("summary", "en"));
        Assert.Equal("3 personnes l'apprendraient (3 webhook). Certaines l'apprendront plus tard\u00a0: 1 dans leur récapitulatif, 1 après leurs heures calmes.", dry.Read("summary", "fr"));
    }

    private static async Task<int> PlannedAsync(RelaisApp app, string alert) => (await app.Get<LedgerReader>().CountAsync(alert, 1, default)).Planned;

    private static async Task<int> SentAsync(RelaisApp app, string alert) => (await app.Get<LedgerReader>().CountAsync(alert, 1, default)).Sent;
}
