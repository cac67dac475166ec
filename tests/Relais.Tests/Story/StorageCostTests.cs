using Relais.Alerts;
using Relais.Campaigns;
using Relais.Momentum;
using Relais.Notifications;
using Relais.Polling;
using Relais.Tests.Polling;

namespace Relais.Tests.Story;

/// <summary>What the storage account is asked for a thousand of something: it bills by the request.</summary>
public sealed class StorageCostTests(Azurite azurite) : IClassFixture<Azurite>
{
    [SkippableFact]
    public async Task A_backlog_costs_less_than_twenty_requests_a_thousand_posts()
    {
        await using var app = await RelaisApp.StartAsync(azurite);
        var instance = new MastodonInstance(app.Outside, () => app.Now);
        var query = new TrackedQuery("mastodon", "mastodon.example", ["climat"], []);
        instance.Publish(RelaisApp.Morning, ["climat"]);
        app.SetClock(RelaisApp.Morning.AddMinutes(5));
        await PollAsync();
        instance.Publish(4000, RelaisApp.Morning.AddMinutes(5), RelaisApp.Morning.AddHours(10), "climat");

        var requests = 0;
        for (var poll = 0; poll < 6; poll++)
        {
            app.SetClock(RelaisApp.Morning.AddHours(10).AddMinutes(5 * poll));
            requests += await app.Storage.CountAsync(PollAsync);
        }

        Assert.Equal(4001, (await app.Get<SignalStore>().ReadCursorAsync(query.Key, default)).Signals);
        Assert.InRange(requests / 4.0, 1, 20);

        Task PollAsync() => app.RunAsync<PollSource>(poll => poll.RunAsync(new PollDue(query, ["c"], RelaisApp.Morning), default));
    }

    [SkippableFact]
    public async Task A_backlog_that_two_instances_show_costs_less_than_twenty_requests_a_thousand_posts()
    {
        await using var app = await RelaisApp.StartAsync(azurite);
        var bed = new FederationBed(app, "one.example", "two.example");
        bed.Publish(RelaisApp.Morning, (0, RelaisApp.Morning), (1, RelaisApp.Morning));
        app.SetClock(RelaisApp.Morning.AddMinutes(5));
        await bed.PollAllAsync();
        for (var post = 0; post < 4000; post++)
        {
            var created = RelaisApp.Morning.AddMinutes(5).AddSeconds(9 * post);
            bed.Publish(created, (0, created), (1, created));
        }

        var requests = 0;
        for (var poll = 0; poll < 6; poll++)
        {
            app.SetClock(RelaisApp.Morning.AddHours(10.5).AddMinutes(5 * poll));
            requests += await app.Storage.CountAsync(bed.PollAllAsync);
        }

        Assert.Equal(4001, (await bed.CountAsync()).Total);
        Assert.InRange(requests / 4.0, 1, 20);
    }

    [SkippableFact]
    public async Task A_quiet_poll_costs_two_requests_and_the_message_to_judge()
    {
        await using var app = await RelaisApp.StartAsync(azurite);
        _ = new MastodonInstance(app.Outside, () => app.Now);
        var due = new PollDue(new TrackedQuery("mastodon", "mastodon.example", ["climat"], []), ["c"], RelaisApp.Morning);
        await app.RunAsync<PollSource>(poll => poll.RunAsync(due, default));
        app.SetClock(app.Now.AddMinutes(5));
        Assert.Equal(3, await app.Storage.CountAsync(() => app.RunAsync<PollSource>(poll => poll.RunAsync(due, default))));
        Assert.Equal(1, await app.Storage.CountAsync(() => app.RunAsync<PollSource>(poll => poll.RunAsync(due, default))));
    }

    [SkippableFact]
    public async Task A_thousand_deliveries_cost_thirty_requests_with_planning_messages_and_closing()
    {
        await using var app = await RelaisApp.StartAsync(azurite);
        await app.CampaignAsync("climat", until: RelaisApp.Morning.AddMinutes(-1), from: RelaisApp.Morning.AddDays(-5));
        await app.SubscribersAsync("climat", 2000);
        var receiver = new WebhookReceiver(app.Outside);
        await app.Get<AlertDesk>().RaiseAsync(Make.Surge("climat", app.Now), default);

        var requests = await app.Storage.CountAsync(() => app.StepAsync(app.Now.AddSeconds(1)));

        Assert.Equal(2000, receiver.Received.Count);
        Assert.Equal(2000, (await app.Get<LedgerReader>().CountAsync(Make.Surge("climat", RelaisApp.Morning).Id, 1, default)).Sent);
        Assert.InRange(requests / 2.0, 5, 30);
    }

    [SkippableFact]
    public async Task A_thousand_subscribers_who_all_fail_cost_no_more_than_twice_as_much()
    {
        await using var app = await RelaisApp.StartAsync(azurite);
        await app.SubscribersAsync("climat", 1000, apart: true);
        _ = new WebhookReceiver(app.Outside, apart: 1000) { Otherwise = WebhookReceiver.Says(503) };
        var surge = Make.Surge("climat", app.Now);
        var campaign = await app.CampaignAsync("climat");
        var pages = await app.Get<Ledger>().PlanAsync(
            AlertText.Say(surge, campaign, Make.First(app.Now)), 1, [.. Enumerable.Range(0, 1000).Select(Make.SubscriberId).Chunk(500)], app.Now, default);
        async Task DeliverAsync()
        {
            foreach (var page in pages!)
            {
                await app.RunAsync<DeliverNotifications>(deliver => deliver.RunAsync(page with { Planned = null }, default));
            }
        }

        Assert.InRange(await app.Storage.CountAsync(DeliverAsync), 5, 40);
        app.SetClock(app.Now.AddMinutes(1));
        Assert.InRange(await app.Storage.CountAsync(DeliverAsync), 5, 40);
        Assert.Equal(1000, (await app.Get<LedgerReader>().CountAsync(surge.Id, 1, default)).Deferred);
    }
}
