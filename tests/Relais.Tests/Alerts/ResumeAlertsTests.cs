using Relais.Alerts;
using Relais.Hosting.Worker;
using Relais.Notifications;
using Relais.Storage;
using Relais.Tests.Story;

namespace Relais.Tests.Alerts;

/// <summary>What was to be said and was not, found again by the next ticks.</summary>
public sealed class ResumeAlertsTests(Azurite azurite) : IClassFixture<Azurite>
{
    private static readonly Alert Surge = Make.Surge("climat", RelaisApp.Morning);
    private static readonly FanOutDue Due = new("climat", Surge.Id, 1);

    [SkippableFact]
    public async Task An_alert_whose_message_was_lost_is_told_after_a_minute()
    {
        await using var app = await RelaisApp.StartAsync(azurite);
        var receiver = await SubscribedAsync(app, 3);

        // The rows were written; the power went before the message was sent.
        await app.Get<AlertDesk>().RaiseAsync(Surge, default);
        await app.Get<StorageAccount>().Queue("fan-out-alert").ClearMessagesAsync();
        await app.StepAsync(app.Now.AddSeconds(30));
        Assert.Empty(receiver.Received);

        await app.StepAsync(app.Now.AddSeconds(60));
        Assert.Equal(3, receiver.Received.Count);
        await app.StepUntilAsync(app.Now.AddMinutes(5), minutes: 1);
        Assert.Equal(3, receiver.Received.Count);
        Assert.Equal(new DeliveryCounts(0, 3, 0, 0, 0, 0), await ClosedAsync(app));
    }

    [SkippableFact]
    public async Task Deliveries_whose_messages_were_lost_are_made_after_a_minute()
    {
        await using var app = await RelaisApp.StartAsync(azurite);
        var receiver = await SubscribedAsync(app, 3);
        await app.Get<AlertDesk>().RaiseAsync(Surge, default);
        await app.RunAsync<FanOutAlert>(fanOut => fanOut.RunAsync(Due, default));
        foreach (var queue in new[] { "fan-out-alert", "deliver-notifications" })
        {
            await app.Get<StorageAccount>().Queue(queue).ClearMessagesAsync();
        }

        await app.RunAsync<ResumeAlerts>(resume => resume.RunAsync(new TimerInfo(), default));
        await app.StepAsync(app.Now.AddSeconds(30));
        Assert.Empty(receiver.Received);
        await app.StepAsync(app.Now.AddSeconds(60));
        Assert.Equal(3, receiver.Received.Count);
    }

    [SkippableFact]
    public async Task An_alert_is_closed_when_its_last_delivery_has_ended_and_not_before()
    {
        await using var app = await RelaisApp.StartAsync(azurite);
        var receiver = await SubscribedAsync(app, 2);
        receiver.Then(WebhookReceiver.Says(503));
        await app.Get<AlertDesk>().RaiseAsync(Surge, default);

        await app.StepAsync(app.Now.AddSeconds(1));
        await app.StepAsync(app.Now.AddSeconds(35));
        Assert.Single(await app.Get<OpenAlerts>().ListAsync(default));
        Assert.Null(await ClosedAsync(app));

        // The retry was due after some seconds; the tick finds it after a minute's grace, and the one after that closes.
        await app.StepUntilAsync(app.Now.AddMinutes(3), minutes: 1);
        Assert.Equal(3, receiver.Received.Count);
        Assert.Empty(await app.Get<OpenAlerts>().ListAsync(default));
        Assert.Equal(new DeliveryCounts(0, 2, 0, 0, 0, 0), await ClosedAsync(app));
        Assert.Contains($"Closed {Surge.Id} version 1 after 2 deliveries.", app.Log.Lines);
    }

    [SkippableFact]
    public async Task A_row_whose_alert_never_came_about_is_taken_away_after_a_day()
    {
        await using var app = await RelaisApp.StartAsync(azurite);
        await app.CampaignAsync();
        await app.Get<OpenAlerts>().OpenAsync(Due, app.Now, default);
        await app.StepAsync(app.Now.AddHours(23));
        Assert.Single(await app.Get<OpenAlerts>().ListAsync(default));
        await app.StepAsync(app.Now.AddHours(2));
        Assert.Empty(await app.Get<OpenAlerts>().ListAsync(default));
    }

    [SkippableFact]
    public async Task An_alert_that_nobody_asked_for_is_closed_with_nobody()
    {
        await using var app = await RelaisApp.StartAsync(azurite);
        await app.CampaignAsync();
        await app.Get<AlertDesk>().RaiseAsync(Surge, default);
        await app.StepUntilAsync(app.Now.AddMinutes(2), minutes: 1);
        Assert.Empty(await app.Get<OpenAlerts>().ListAsync(default));
        Assert.Equal(DeliveryCounts.None, await ClosedAsync(app));
    }

    [SkippableFact]
    public async Task An_alert_told_to_the_end_is_not_told_again_to_those_who_came_since()
    {
        await using var app = await RelaisApp.StartAsync(azurite);
        var receiver = await SubscribedAsync(app, 2);
        await app.Get<AlertDesk>().RaiseAsync(Surge, default);
        await app.Get<AlertDesk>().ResolveAsync("climat", Surge.Fingerprint, app.Now.AddMinutes(1), Surge.AtStart!, default);
        await app.StepUntilAsync(app.Now.AddMinutes(8), minutes: 1);
        Assert.Equal(4, receiver.Received.Count);

        // A message of long ago comes once more: its worker judges the same bins again.
        await app.SubscribersAsync("climat", 1, from: 100);
        await app.Get<AlertDesk>().RaiseAsync(Surge, default);
        await app.Get<AlertDesk>().ResolveAsync("climat", Surge.Fingerprint, app.Now.AddMinutes(1), Surge.AtStart!, default);
        await app.StepUntilAsync(app.Now.AddMinutes(8), minutes: 1);
        Assert.Equal(4, receiver.Received.Count);
        Assert.Empty(await app.Get<OpenAlerts>().ListAsync(default));
    }

    private static async Task<WebhookReceiver> SubscribedAsync(RelaisApp app, int count)
    {
        await app.CampaignAsync();
        await app.SubscribersAsync("climat", count);
        return new WebhookReceiver(app.Outside);
    }

    private static async Task<DeliveryCounts?> ClosedAsync(RelaisApp app) => (await app.Get<AlertStore>().FindAsync("climat", Surge.Id, default))!.Told(1)!.Deliveries;
}
