using Relais.Alerts;
using Relais.Campaigns;
using Relais.Http;
using Relais.Notifications;
using Relais.Storage;
using Relais.Subscriptions;
using Relais.Tests.Story;

namespace Relais.Tests.Notifications;

// A page's first message carries the page as it was planned, so that whoever delivers it need not read it: what that saves, and that it risks nothing.
public sealed class PlannedPageTests(RelaisFixture fixture) : IClassFixture<RelaisFixture>
{
    private RelaisApp App => fixture.App;

    [SkippableFact]
    public async Task A_page_that_nobody_has_touched_is_delivered_without_being_read()
    {
        var (alert, receiver) = await RaiseAsync("untouched", subscribers: 3);
        await FanOutAsync(alert);
        var before = App.Storage.Count;
        await App.StepAsync(App.Now.AddSeconds(1));
        var asked = App.Storage.Requests.Skip(before).ToArray();

        Assert.Equal(3, receiver.Received.Count);
        Assert.Equal(new DeliveryCounts(0, 3, 0, 0, 0, 0), await CountAsync(alert));
        Assert.DoesNotContain(asked, request => request.StartsWith("GET", StringComparison.Ordinal) && request.Contains("ledger", StringComparison.Ordinal));
        Assert.Equal(2, asked.Count(request => request.StartsWith("PATCH", StringComparison.Ordinal) && request.Contains("ledger", StringComparison.Ordinal)));
        Assert.DoesNotContain(asked, request => request.Contains("$batch", StringComparison.Ordinal));
    }

    [SkippableFact]
    public async Task A_message_that_comes_twice_delivers_once()
    {
        var (alert, receiver) = await RaiseAsync("twice", subscribers: 3);
        var due = Assert.Single(await PlanAsync(alert, [["a", "b", "c"]]));

        await App.RunAsync<DeliverNotifications>(deliver => deliver.RunAsync(due, CancellationToken.None));
        await App.RunAsync<DeliverNotifications>(deliver => deliver.RunAsync(due, CancellationToken.None));
        await App.RunAsync<DeliverNotifications>(deliver => deliver.RunAsync(due with { Planned = null }, CancellationToken.None));

        Assert.Equal(3, receiver.Received.Count);
        Assert.Equal(new DeliveryCounts(0, 3, 0, 0, 0, 0), await CountAsync(alert));
    }

    [SkippableFact]
    public async Task A_page_that_another_worker_holds_is_left_to_it()
    {
        var (alert, receiver) = await RaiseAsync("held", subscribers: 3);
        var due = Assert.Single(await PlanAsync(alert, [["a", "b", "c"]]));
        Assert.NotNull(await App.Get<Ledger>().ClaimAsync(due with { Planned = null }, App.Now, CancellationToken.None));

        await App.RunAsync<DeliverNotifications>(deliver => deliver.RunAsync(due, CancellationToken.None));

        Assert.Empty(receiver.Received);
        Assert.Equal(new DeliveryCounts(3, 0, 0, 0, 0, 0), await CountAsync(alert));
    }

    [SkippableFact]
    public async Task A_message_for_a_page_that_is_gone_asks_for_nothing()
    {
        var (alert, receiver) = await RaiseAsync("gone", subscribers: 1);
        var due = Assert.Single(await PlanAsync(alert, [["a"]])) with { Page = 7 };

        await App.RunAsync<DeliverNotifications>(deliver => deliver.RunAsync(due, CancellationToken.None));

        Assert.Empty(receiver.Received);
    }

    [SkippableFact]
    public async Task Whoever_has_unsubscribed_since_the_planning_is_not_told()
    {
        var (alert, receiver) = await RaiseAsync("left", subscribers: 3);
        var due = Assert.Single(await PlanAsync(alert, [["a", "b", "c"]]));
        await App.Get<AddressBook>().RemoveAsync(alert.CampaignId, "b", CancellationToken.None);

        await App.RunAsync<DeliverNotifications>(deliver => deliver.RunAsync(due, CancellationToken.None));

        Assert.Equal(["a", "c"], receiver.Received.Select(received => received.Id[^1..]).Order());
        Assert.Equal(new DeliveryCounts(0, 2, 0, 0, 0, 1), await CountAsync(alert));
    }

    [SkippableFact]
    public async Task A_fan_out_that_was_cut_short_is_carried_on_behind_its_last_page()
    {
        var (alert, receiver) = await RaiseAsync("cut", subscribers: 4);
        await PlanAsync(alert, [["a"], ["c"]]);

        // "b" came when the first two pages stood already: as before, whoever subscribes during an alert may miss it, and nobody is told twice.
        await FanOutAsync(alert);
        await App.StepAsync(App.Now.AddSeconds(1));

        Assert.Equal(["a", "c", "d"], receiver.Received.Select(received => received.Id[^1..]).Order());
        Assert.Equal(new DeliveryCounts(0, 3, 0, 0, 0, 0), await CountAsync(alert));
    }

    [SkippableFact]
    public async Task Pages_are_planned_together_or_not_at_all()
    {
        var (alert, _) = await RaiseAsync("together", subscribers: 3);
        await PlanAsync(alert, [["a"]], first: 2);

        Assert.Null(await App.Get<Ledger>().PlanAsync(await SayAsync(alert), 1, [["a"], ["b"], ["c"]], App.Now, CancellationToken.None));

        Assert.Equal(new PageEnd(2, "a"), Assert.Single(await App.Get<Ledger>().ListPlannedAsync(alert.Id, 1, 1, CancellationToken.None)));
    }

    // A campaign with subscribers a, b, c … and an alert that has begun and of which nobody has been told.
    private async Task<(Alert Alert, WebhookReceiver Receiver)> RaiseAsync(string campaign, int subscribers)
    {
        var receiver = new WebhookReceiver(App.Outside, $"{campaign}.example.org");
        await App.Get<CampaignStore>().AddAsync(new Campaign(campaign, campaign, [], [], App.Now, null, Thresholds.Default), CancellationToken.None);
        foreach (var id in Enumerable.Range(0, subscribers).Select(i => ((char)('a' + i)).ToString()))
        {
            var secret = WebhookSecret.Create().Reveal();
            await App.Get<AddressBook>().PutAsync(campaign, new Recipient(id, "webhook", receiver.Address, secret, "en"), CancellationToken.None);
            await App.Get<SubscriptionStore>().PutAsync(new Subscription(id, campaign, "webhook", AlertKinds.All, false, "en", App.Now), CancellationToken.None);
        }

        var (alert, isNew) = await App.Get<AlertDesk>().RaiseAsync(Make.Surge(campaign, App.Now), CancellationToken.None);
        Assert.True(isNew);

        // Its message is lost: each test plans and delivers by itself.
        await App.Get<StorageAccount>().Queue("fan-out-alert").ClearMessagesAsync();
        return (alert, receiver);
    }

    private async Task<IReadOnlyList<DeliveryDue>> PlanAsync(Alert alert, IReadOnlyList<IReadOnlyList<string>> pages, int first = 1) =>
        (await App.Get<Ledger>().PlanAsync(await SayAsync(alert), first, pages, App.Now, CancellationToken.None))!;

    private async Task<Notification> SayAsync(Alert alert) =>
        AlertText.Say(alert, (await App.Get<CampaignStore>().FindAsync(alert.CampaignId, CancellationToken.None))!, alert.Told(1)!);

    private Task FanOutAsync(Alert alert) => App.RunAsync<FanOutAlert>(fanOut => fanOut.RunAsync(DueOf(alert), CancellationToken.None));

    private Task<DeliveryCounts> CountAsync(Alert alert) => App.Get<LedgerReader>().CountAsync(alert.Id, 1, CancellationToken.None);

    private static FanOutDue DueOf(Alert alert) => new(alert.CampaignId, alert.Id, 1);
}
