using Relais.Alerts;
using Relais.Notifications;
using Relais.Tests.Notifications;
using Relais.Tests.Story;

namespace Relais.Tests.Alerts;

/// <summary>What a look leaves that was cut short and then finds things changed: nobody stays noted as told who is not, and nothing waits for them.</summary>
public sealed class SecondTakenBackTests(Azurite azurite) : IClassFixture<Azurite>
{
    [SkippableFact]
    public async Task A_correction_does_not_wait_for_whoever_was_noted_and_left_before_they_were_told()
    {
        azurite.SkipUnlessRunning();
        await using var app = await RelaisApp.StartAsync(azurite);
        var (anna, id, look) = await NotedAsync(app);
        var second = (await app.Get<AddressBook>().ListBehindAsync("climat", MemberStory.IdOf("anna"), default))[0];
        await app.Get<AddressBook>().RemoveAsync("climat", second.Id, default);
        await app.StepUntilAsync(look.At.AddMinutes(2), minutes: 1);
        Assert.Empty((await app.Get<OpenAlerts>().ListAllAsync(default)).Looks);
        Assert.Null(await app.Get<SeenMarks>().FindAsync(id, 1, MemberStory.IdOf("anna"), default));

        (await app.PostAsync($"/api/campaigns/climat/alerts/{id}/corrections", """{"title":{"en":"March at one"},"body":{"en":"New port."}}""")).Expect(201);
        await app.StepUntilAsync(app.Now.AddMinutes(5), minutes: 1);
        Assert.Equal(["March at noon", "Correction: March at one"], anna.First.Shown());
        Assert.Empty(anna.Second.Received);
    }

    [SkippableFact]
    public async Task A_mark_that_no_look_sees_to_any_more_holds_up_no_correction()
    {
        azurite.SkipUnlessRunning();
        await using var app = await RelaisApp.StartAsync(azurite);
        var (anna, id, look) = await NotedAsync(app);
        await app.Get<SecondLooks>().ForgetAsync(look, default);
        (await app.PostAsync($"/api/campaigns/climat/alerts/{id}/corrections", """{"title":{"en":"March at one"},"body":{"en":"New port."}}""")).Expect(201);
        await app.StepUntilAsync(app.Now.AddMinutes(5), minutes: 1);
        Assert.Equal(["March at noon", "Correction: March at one"], anna.First.Shown());
    }

    [SkippableFact]
    public async Task Whoever_takes_more_time_after_they_were_noted_is_told_when_it_is_over()
    {
        azurite.SkipUnlessRunning();
        await using var app = await RelaisApp.StartAsync(azurite);
        var (anna, _, look) = await NotedAsync(app);
        await WaitAsync(app, "anna", 60);
        await app.StepUntilAsync(look.From.AddMinutes(59), minutes: 1);
        Assert.Empty(anna.Second.Received);
        await app.StepUntilAsync(look.From.AddMinutes(63), minutes: 1);
        Assert.Equal(["March at noon"], anna.Second.Shown());
    }

    [SkippableFact]
    public async Task Whoever_is_due_by_a_look_whose_page_was_planned_without_them_is_told_by_the_next()
    {
        azurite.SkipUnlessRunning();
        await using var app = await RelaisApp.StartAsync(azurite);
        await app.CampaignAsync();
        var (anna, bob) = (await app.TwiceAsync("anna", 10), await app.TwiceAsync("bob", 60));
        (await app.UrgentAsync("march")).Expect(201);
        await app.SettleAsync();
        var look = (await app.Get<OpenAlerts>().ListAllAsync(default)).Looks[0];
        app.SetClock(look.At);
        await app.RunAsync<TellSeconds>(tell => tell.LookAsync(look, default));

        // As if the machine had died just before the look was forgotten, and bob had then chosen as anna did.
        await app.Get<SecondLooks>().KeepAsync([look], default);
        await WaitAsync(app, "bob", 10);
        await app.StepUntilAsync(look.At.AddMinutes(4), minutes: 1);
        Assert.Equal((1, 1), (anna.Second.Received.Count, bob.Second.Received.Count));
        await app.StepUntilAsync(look.From.AddMinutes(65), minutes: 5);
        Assert.Equal((1, 1), (anna.Second.Received.Count, bob.Second.Received.Count));
        Assert.Empty((await app.Get<OpenAlerts>().ListAllAsync(default)).Looks);
    }

    [SkippableFact]
    public async Task A_page_whose_people_wake_at_more_minutes_than_a_transaction_holds_is_delivered()
    {
        azurite.SkipUnlessRunning();
        await using var app = await RelaisApp.StartAsync(azurite);
        await app.CampaignAsync();
        for (var person = 0; person < 105; person++)
        {
            await app.TwiceAsync($"p{person:D3}", 10, new Wishes { Quiet = new QuietHours(new TimeOnly(7, 0), new TimeOnly(9, 0).AddMinutes(person)) });
        }

        var awake = await app.TwiceAsync("anna", null);
        (await app.UrgentAsync("march")).Expect(201);
        await app.SettleAsync();
        Assert.Equal(["March at noon"], awake.First.Shown());
        Assert.Equal(105, (await app.Get<OpenAlerts>().ListAllAsync(default)).Looks.Count);
    }

    /// <summary>Somebody is noted as told by a look, and the machine has died before that was planned.</summary>
    private static async Task<((WebhookReceiver First, WebhookReceiver Second) Anna, string AlertId, SecondLook Look)> NotedAsync(RelaisApp app)
    {
        await app.CampaignAsync();
        var anna = await app.TwiceAsync("anna", 10);
        var id = (await app.UrgentAsync("march")).Expect(201).Read("id");
        await app.SettleAsync();
        var look = Assert.Single((await app.Get<OpenAlerts>().ListAllAsync(default)).Looks);
        Assert.True(await app.Get<SeenMarks>().ReserveAsync(id, 1, [MemberStory.IdOf("anna")], SecondTelling.AlertIdOf(look), default));
        return (anna, id, look);
    }

    private static async Task WaitAsync(RelaisApp app, string person, int minutes)
    {
        var second = (await app.Get<AddressBook>().ListBehindAsync("climat", MemberStory.IdOf(person), default))[0];
        await app.Get<AddressBook>().PutAsync("climat", second with { Behind = second.Behind! with { Minutes = minutes } }, default);
    }
}
