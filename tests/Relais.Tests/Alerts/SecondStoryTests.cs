using Relais.Alerts;
using Relais.Notifications;
using Relais.Tests.Notifications;
using Relais.Tests.Story;
using Relais.Tests.Subscriptions;

namespace Relais.Tests.Alerts;

/// <summary>What is urgent and unseen comes to people's second channels: not before their time, once, and to nobody who has seen it.</summary>
public sealed class SecondStoryTests(Azurite azurite) : IClassFixture<Azurite>
{
    private static readonly DateTimeOffset Begin = RelaisApp.Morning;

    [SkippableFact]
    public async Task What_is_urgent_and_unseen_comes_to_the_second_channel_after_its_minutes_and_once()
    {
        await using var app = await RelaisApp.StartAsync(azurite);
        await app.CampaignAsync();
        var ten = await app.TwiceAsync("anna", 10, language: "fr");
        var thirty = await app.TwiceAsync("bob", 30);
        var none = await app.TwiceAsync("carol", null);
        (await app.UrgentAsync("march", ""","url":"https://example.org/march" """)).Expect(201);
        await app.SettleAsync();
        Assert.Equal(("Je l'ai vu", "I have seen it", "Read more"), (ten.First.Link().Label, thirty.First.Link().Label, none.First.Link().Label));
        Assert.StartsWith("/seen/", thirty.First.Link().Path, StringComparison.Ordinal);

        await app.StepUntilAsync(Begin.AddMinutes(9), minutes: 1);
        Assert.Equal((0, 0), (ten.Second.Received.Count, thirty.Second.Received.Count));
        await app.StepUntilAsync(Begin.AddMinutes(10), minutes: 1);
        Assert.Equal(["Marche à midi"], ten.Second.Shown());
        Assert.StartsWith("Vieux-Port.\n\nCeci vient aussi ici parce que personne n'a appuyé", ten.Second.Message(), StringComparison.Ordinal);
        await app.StepUntilAsync(Begin.AddMinutes(29), minutes: 1);
        Assert.Empty(thirty.Second.Received);
        await app.StepUntilAsync(Begin.AddMinutes(30), minutes: 1);
        Assert.Equal(["March at noon"], thirty.Second.Shown());
        Assert.Equal(("Read more", "/march"), thirty.Second.Link());

        await app.StepUntilAsync(Begin.AddHours(26), minutes: 30);
        Assert.Equal((1, 1, 0), (ten.Second.Received.Count, thirty.Second.Received.Count, none.Second.Received.Count));
        Assert.Equal((1, 1, 1), (ten.First.Received.Count, thirty.First.Received.Count, none.First.Received.Count));
        var (versions, _, looks) = await app.Get<OpenAlerts>().ListAllAsync(default);
        Assert.Equal((0, 0), (versions.Count, looks.Count));
    }

    [SkippableFact]
    public async Task Whoever_says_that_they_have_seen_it_is_left_in_peace_and_looking_alone_says_nothing()
    {
        await using var app = await RelaisApp.StartAsync(azurite);
        await app.CampaignAsync();
        var (seen, looked) = (await app.TwiceAsync("anna", 10), await app.TwiceAsync("bob", 10, language: "fr"));
        (await app.UrgentAsync("march", ""","url":"https://example.org/march" """)).Expect(201);
        await app.SettleAsync();
        var visitor = new Visitor(app);
        var page = (await visitor.LookAsync(looked.First.Link().Path)).Expect(200);
        Assert.Equal("Marche à midi Vieux-Port. 2 mars 2026, 08:00 (UTC) Je l'ai vu En savoir plus", Visitor.Words(page));
        Assert.Contains("href=\"https://example.org/march\"", page.Text, StringComparison.Ordinal);

        for (var time = 0; time < 2; time++)
        {
            Assert.Equal("March at noon Noted: your second address is left in peace. Old port. 2 March 2026, 08:00 (UTC) Read more", Visitor.Words((await visitor.PostAsync(seen.First.Link().Path)).Expect(200)));
        }

        await app.StepUntilAsync(Begin.AddMinutes(12), minutes: 1);
        Assert.Empty(seen.Second.Received);
        Assert.Single(looked.Second.Received);
        Assert.Contains("Votre deuxième adresse a déjà été prévenue.", Visitor.Words((await visitor.PostAsync(looked.First.Link().Path)).Expect(200)), StringComparison.Ordinal);
        foreach (var path in (string[])["/seen/x", "/seen/climat~m_1.al_1.1~AAAAAAAAAAAAAAAAAAAAAA", seen.First.Link().Path.Replace("/seen/", "/stop/", StringComparison.Ordinal)])
        {
            Assert.Equal((404, 404), ((await visitor.LookAsync(path)).Status, (await visitor.PostAsync(path)).Status));
        }
    }

    [SkippableFact]
    public async Task What_is_not_urgent_is_never_told_twice()
    {
        await using var app = await RelaisApp.StartAsync(azurite);
        await app.CampaignAsync();
        var anna = await app.TwiceAsync("anna", 10);
        (await app.CallAsync("march")).Expect(201);
        await app.StepUntilAsync(Begin.AddHours(2), minutes: 5);
        Assert.Equal((1, 0), (anna.First.Received.Count, anna.Second.Received.Count));
    }

    [SkippableFact]
    public async Task Whoever_cannot_be_reached_at_the_first_is_told_at_the_second_and_whoever_sleeps_is_not_woken()
    {
        await using var app = await RelaisApp.StartAsync(azurite);
        await app.CampaignAsync();
        var asleep = await app.TwiceAsync("anna", 10, new Wishes { Quiet = new QuietHours(new TimeOnly(7, 0), new TimeOnly(9, 0)) });
        var (failing, off) = (await app.TwiceAsync("bob", 10), await app.TwiceAsync("carol", 10));
        failing.First.Otherwise = WebhookReceiver.Says(500);
        var carol = (await app.Get<AddressBook>().FindAsync("climat", MemberStory.IdOf("carol"), default))!;
        await app.Get<AddressBook>().PutAsync("climat", carol with { Health = new Health(Off: "gone", OffSince: Begin) }, default);
        (await app.UrgentAsync("march")).Expect(201);
        await app.StepUntilAsync(Begin.AddMinutes(12), minutes: 1);
        Assert.Equal((1, 1, 0), (failing.Second.Received.Count, off.Second.Received.Count, off.First.Received.Count));

        await app.StepUntilAsync(Begin.AddMinutes(65), minutes: 1);
        Assert.Equal((1, 0), (asleep.First.Received.Count, asleep.Second.Received.Count));
        await app.StepUntilAsync(Begin.AddMinutes(73), minutes: 1);
        Assert.Single(asleep.Second.Received);
    }

    [SkippableFact]
    public async Task A_second_channel_that_is_busy_is_tried_again_and_a_halt_holds_it()
    {
        await using var app = await RelaisApp.StartAsync(azurite);
        await app.CampaignAsync();
        var anna = await app.TwiceAsync("anna", 10);
        anna.Second.Then(WebhookReceiver.Says(500));
        (await app.UrgentAsync("march")).Expect(201);
        await app.SettleAsync();
        (await app.PostAsync("/api/halt", """{"campaign":"climat","reason":"wait"}""")).Expect(200);
        await app.StepUntilAsync(Begin.AddMinutes(20), minutes: 1);
        Assert.Empty(anna.Second.Received);
        (await app.PostAsync("/api/resume", """{"campaign":"climat"}""")).Expect(200);
        await app.StepUntilAsync(Begin.AddMinutes(40), minutes: 1);
        Assert.Equal(2, anna.Second.Received.Count);
    }

    [SkippableFact]
    public async Task A_retraction_in_time_leaves_the_second_in_peace_and_one_that_comes_later_follows_there()
    {
        await using var app = await RelaisApp.StartAsync(azurite);
        await app.CampaignAsync();
        var anna = await app.TwiceAsync("anna", 10);
        var early = (await app.UrgentAsync("early")).Expect(201).Read("id");
        await app.SettleAsync();
        var link = anna.First.Link().Path;
        (await app.PostAsync($"/api/campaigns/climat/alerts/{early}/retraction", "{}")).Expect(201);
        await app.StepUntilAsync(Begin.AddMinutes(15), minutes: 1);
        Assert.Empty(anna.Second.Received);
        Assert.StartsWith("It was withdrawn", Visitor.Words((await new Visitor(app).LookAsync(link)).Expect(200)), StringComparison.Ordinal);

        var late = (await app.UrgentAsync("late")).Expect(201).Read("id");
        await app.StepUntilAsync(Begin.AddMinutes(30), minutes: 1);
        Assert.Equal(["March at noon"], anna.Second.Shown());
        (await app.PostAsync($"/api/campaigns/climat/alerts/{late}/corrections", """{"title":{"en":"March at one"},"body":{"en":"New port."}}""")).Expect(201);
        await app.StepUntilAsync(Begin.AddMinutes(35), minutes: 1);
        (await app.PostAsync($"/api/campaigns/climat/alerts/{late}/retraction", "{}")).Expect(201);
        await app.StepUntilAsync(Begin.AddMinutes(40), minutes: 1);
        Assert.Equal(["March at noon", "Correction: March at one", "Withdrawn: March at one"], anna.Second.Shown());
    }

    [SkippableFact]
    public async Task A_correction_in_time_is_what_the_second_channel_says()
    {
        await using var app = await RelaisApp.StartAsync(azurite);
        await app.CampaignAsync();
        var anna = await app.TwiceAsync("anna", 10);
        var id = (await app.UrgentAsync("march")).Expect(201).Read("id");
        await app.SettleAsync();
        (await app.PostAsync($"/api/campaigns/climat/alerts/{id}/corrections", """{"title":{"en":"March at one"},"body":{"en":"New port."}}""")).Expect(201);
        await app.StepUntilAsync(Begin.AddMinutes(30), minutes: 1);
        Assert.Equal(["March at one"], anna.Second.Shown());
    }

    [SkippableFact]
    public async Task A_page_without_second_channels_costs_what_it_did_and_one_with_them_one_request_more()
    {
        var without = await CostAsync([null]);
        Assert.Equal((without + 1, without + 1), (await CostAsync(10), await CostAsync(10, 30)));
    }

    private async Task<int> CostAsync(params int?[] minutes)
    {
        await using var app = await RelaisApp.StartAsync(azurite, settings: NoTimers);
        await app.CampaignAsync();
        for (var person = 0; person < 6; person++)
        {
            await app.TwiceAsync($"p{person}", minutes[person % minutes.Length]);
        }

        (await app.UrgentAsync("march")).Expect(201);
        return await app.Storage.CountAsync(app.SettleAsync);
    }

    private static readonly Dictionary<string, string?> NoTimers =
        new[] { "SchedulePolls", "RefreshPosts", "TellStops", "ForgetPosts", "TakeSnapshots", "ResumeAlerts", "SendDigests", "ForgetCounts", "TendJoins" }.ToDictionary(name => $"AzureWebJobs.{name}.Disabled", string? (_) => "true");
}
