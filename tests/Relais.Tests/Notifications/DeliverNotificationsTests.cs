using System.Collections.Concurrent;
using Relais.Notifications;
using Relais.Tests.Story;

namespace Relais.Tests.Notifications;

/// <summary>One page of notifications carried to its people.</summary>
public sealed class DeliverNotificationsTests(Azurite azurite) : IClassFixture<Azurite>
{
    private static readonly DeliveryDue Due = new("al_1", 1, 1);

    [SkippableFact]
    public async Task Everybody_on_a_page_hears_once_however_often_it_is_asked_for()
    {
        await using var app = await RelaisApp.StartAsync(azurite);
        var receiver = await PlannedAsync(app, 250);

        await Task.WhenAll(DeliverAsync(app), DeliverAsync(app));
        await DeliverAsync(app);

        Assert.Equal(250, receiver.Received.Count);
        Assert.Equal(250, receiver.Received.Select(received => received.Id).Distinct().Count());
        Assert.Equal(new DeliveryCounts(0, 250, 0, 0, 0, 0), await CountAsync(app));
        Assert.Empty(await LateAsync(app));
        Assert.Empty(await app.Get<Ledger>().ListUnsettledAsync("al_1", 1, default));
    }

    [SkippableFact]
    public async Task Refused_for_good_too_busy_silent_and_gone_are_told_apart()
    {
        await using var app = await RelaisApp.StartAsync(azurite, settings: new Dictionary<string, string?> { ["Http:TotalSeconds"] = "0.3" });
        var receiver = await PlannedAsync(app, 6);
        receiver.Otherwise = (request, token) => request.RequestUri!.AbsolutePath switch
        {
            "/0" => WebhookReceiver.Says(410)(request, token),
            "/1" => WebhookReceiver.Says(429, "Retry-After", "600")(request, token),
            "/2" => WebhookReceiver.HangsAsync(request, token),
            "/3" => WebhookReceiver.Says(422)(request, token),
            "/4" => throw new HttpRequestException(HttpRequestError.NameResolutionError),
            _ => WebhookReceiver.Says(204)(request, token),
        };
        await DeliverAsync(app);

        Assert.Equal(new DeliveryCounts(0, 1, 3, 2, 0, 0), await CountAsync(app));
        Assert.Equal(["Failed gone 1", "Deferred 429 1", "Deferred timeout 1", "Failed 422 1", "Deferred dns 1"], (await LateAsync(app)).Select(late => $"{late.State} {late.Reason} {late.Attempts}"));
        Assert.Equal(app.Now.AddMinutes(10), (await LateAsync(app))[1].NextTry);

        // Not before its time; then only what is due, under the same id.
        receiver.Otherwise = WebhookReceiver.Says(200);
        await DeliverAsync(app);
        Assert.Equal(6, receiver.Received.Count);
        app.SetClock(app.Now.AddMinutes(1));
        await DeliverAsync(app);
        Assert.Equal(8, receiver.Received.Count);
        app.SetClock(app.Now.AddMinutes(9));
        await DeliverAsync(app);
        Assert.Equal(9, receiver.Received.Count);
        Assert.Equal(new DeliveryCounts(0, 4, 0, 2, 0, 0), await CountAsync(app));
        Assert.Equal(6, receiver.Received.Select(received => received.Id).Distinct().Count());
        Assert.Equal(["Failed", "Failed"], (await LateAsync(app)).Select(late => late.State.ToString()));
    }

    [SkippableFact]
    public async Task Who_has_unsubscribed_is_left_alone()
    {
        await using var app = await RelaisApp.StartAsync(azurite);
        var receiver = await PlannedAsync(app, 3);
        receiver.Then(WebhookReceiver.Says(503)).Then(WebhookReceiver.Says(503));
        await app.Get<AddressBook>().RemoveAsync("climat", Make.SubscriberId(1), default);
        await DeliverAsync(app);
        await app.Get<AddressBook>().RemoveAsync("climat", Make.SubscriberId(2), default);
        app.SetClock(app.Now.AddMinutes(1));
        await DeliverAsync(app);

        Assert.Equal(3, receiver.Received.Count);
        Assert.Equal(new DeliveryCounts(0, 1, 0, 0, 0, 2), await CountAsync(app));
        Assert.Equal(["Suppressed unsubscribed 0", "Suppressed unsubscribed 1"], (await LateAsync(app)).Select(late => $"{late.State} {late.Reason} {late.Attempts}"));
    }

    [SkippableFact]
    public async Task What_is_no_longer_worth_saying_is_not_said()
    {
        await using var app = await RelaisApp.StartAsync(azurite);
        var receiver = await PlannedAsync(app, 3);
        app.SetClock(app.Now.AddHours(24));
        await DeliverAsync(app);

        Assert.Empty(receiver.Received);
        Assert.Equal(new DeliveryCounts(0, 0, 0, 0, 3, 0), await CountAsync(app));
    }

    [SkippableFact]
    public async Task One_address_that_nobody_foresaw_keeps_no_other_from_hearing()
    {
        await using var app = await RelaisApp.StartAsync(azurite);
        app.MayLogErrors = true;
        var receiver = await PlannedAsync(app, 5);
        await app.Get<AddressBook>().PutAsync("climat", new Recipient(Make.SubscriberId(2), "webhook", "https://hooks.example.org/2", "whsec_broken", "en"), default);
        await app.Get<AddressBook>().PutAsync("climat", new Recipient(Make.SubscriberId(3), "pigeon", "the roof", null, "en"), default);
        await DeliverAsync(app);

        Assert.Equal(3, receiver.Received.Count);
        Assert.Equal(["Deferred error", "Failed no such channel"], (await LateAsync(app)).Select(late => $"{late.State} {late.Reason}"));
        Assert.StartsWith(
            $"An attempt to deliver al_1 to {Make.SubscriberId(2)} by webhook failed in a way that nobody foresaw.", Assert.Single(app.Log.Errors), StringComparison.Ordinal);
        Assert.DoesNotContain("whsec_", Assert.Single(app.Log.Errors), StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task A_page_held_by_a_dead_worker_is_taken_over_when_its_lease_has_run_out()
    {
        await using var app = await RelaisApp.StartAsync(azurite);
        var receiver = await PlannedAsync(app, 30);

        // The worker claims the page, sends, and dies before it has written anything down.
        receiver.Otherwise = (request, token) =>
        {
            app.Storage.CutAfter(0);
            return WebhookReceiver.Says(204)(request, token);
        };
        await Assert.ThrowsAsync<PowerCutException>(() => DeliverAsync(app));
        app.Storage.Restore();
        receiver.Otherwise = WebhookReceiver.Says(204);
        var heard = receiver.Received.Count;
        Assert.InRange(heard, 1, 30);

        app.SetClock(app.Now.AddSeconds(29));
        await DeliverAsync(app);
        Assert.Equal(heard, receiver.Received.Count);
        Assert.Equal(30, (await CountAsync(app)).Planned);

        app.SetClock(app.Now.AddSeconds(1));
        await DeliverAsync(app);
        Assert.Equal(heard + 30, receiver.Received.Count);
        Assert.Equal(30, receiver.Received.Select(received => received.Id).Distinct().Count());
        Assert.Equal(new DeliveryCounts(0, 30, 0, 0, 0, 0), await CountAsync(app));
    }

    [SkippableFact]
    public async Task A_worker_whose_page_was_taken_over_stops_and_spoils_nothing()
    {
        await using var app = await RelaisApp.StartAsync(azurite);
        var receiver = await PlannedAsync(app, 200);

        // All that it has in flight hangs: meanwhile the lease runs out and another worker delivers the page.
        var slow = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var (all, calls) = (new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously), 0);
        receiver.Otherwise = async (request, token) =>
        {
            if (Interlocked.Increment(ref calls) == 64)
            {
                all.SetResult();
            }

            await slow.Task;
            return await WebhookReceiver.Says(204)(request, token);
        };
        var early = DeliverAsync(app);
        await all.Task;
        app.SetClock(app.Now.AddSeconds(31));
        receiver.Otherwise = WebhookReceiver.Says(410);
        await DeliverAsync(app);
        slow.SetResult();
        await early;

        Assert.Equal(new DeliveryCounts(0, 0, 0, 200, 0, 0), await CountAsync(app));
        Assert.Equal(200, (await LateAsync(app)).Count);
        Assert.Contains("Page 1 of al_1 version 1 was taken over by another worker.", app.Log.Lines);
        Assert.InRange(receiver.Received.Count, 200 + 64, 200 + 64 + Ledger.MostSendsAFlush + 1);
    }

    [SkippableFact]
    public async Task When_nothing_can_be_written_down_no_more_is_sent()
    {
        await using var app = await RelaisApp.StartAsync(azurite);
        var receiver = await PlannedAsync(app, 500);
        receiver.Otherwise = (request, token) =>
        {
            app.Storage.CutAfter(0);
            return WebhookReceiver.Says(204)(request, token);
        };
        await Assert.ThrowsAsync<PowerCutException>(() => DeliverAsync(app));
        var heard = receiver.Received.Count;
        app.Storage.Restore();

        // At most what the flush held and what was in flight by then; and nobody goes on in the background.
        Assert.InRange(heard, 1, Ledger.MostSendsAFlush + 64 + 1);
        app.SetClock(app.Now.AddSeconds(30));
        receiver.Otherwise = WebhookReceiver.Says(204);
        await DeliverAsync(app);
        Assert.Equal(heard + 500, receiver.Received.Count);
    }

    [SkippableTheory]
    [InlineData(11)]
    [InlineData(12)]
    public async Task States_add_up_and_nobody_hears_twice_whatever_receivers_answer(int seed)
    {
        await using var app = await RelaisApp.StartAsync(azurite, settings: new Dictionary<string, string?> { ["Http:TotalSeconds"] = "0.2" });
        var receiver = await PlannedAsync(app, 120);
        var (accepted, attempts) = (new ConcurrentBag<string>(), new ConcurrentDictionary<int, int>());
        receiver.Otherwise = (request, token) =>
        {
            var id = request.Headers.GetValues("webhook-id").Single();
            var number = int.Parse(request.RequestUri!.AbsolutePath[1..]);
            var attempt = attempts.AddOrUpdate(number, 1, (_, before) => before + 1);
            switch (new Random((seed * 100_000) + (number * 100) + attempt).Next(8))
            {
                case 0:
                    return WebhookReceiver.Says(410)(request, token);
                case 1:
                    return WebhookReceiver.Says(429, "Retry-After", "900")(request, token);
                case 2:
                    throw new HttpRequestException(HttpRequestError.ConnectionError);
                case 3:
                    accepted.Add(id);
                    return WebhookReceiver.Says(202)(request, token);
                default:
                    return WebhookReceiver.Says(503)(request, token);
            }
        };

        // As the timer would, for a day and a half.
        for (var hours = 0.0; hours < 36; hours += hours < 2 ? 0.05 : 0.5)
        {
            app.SetClock(RelaisApp.Morning.AddHours(hours));
            foreach (var (due, from) in await app.Get<Ledger>().ListUnsettledAsync("al_1", 1, default))
            {
                await (from <= app.Now ? app.RunAsync<DeliverNotifications>(deliver => deliver.RunAsync(due, default)) : Task.CompletedTask);
            }

            Assert.Equal(120, (await CountAsync(app)).Audience);
        }

        var counts = await CountAsync(app);
        Assert.Equal((0, 0), (counts.Planned, counts.Deferred));
        Assert.Equal(counts.Sent, accepted.Count);
        Assert.Equal(counts.Sent, accepted.Distinct().Count());
        Assert.Equal(120 - counts.Sent, (await LateAsync(app)).Count);
        Assert.All(receiver.Received.GroupBy(received => received.Id), tries => Assert.InRange(tries.Count(), 1, 10));
    }

    [SkippableFact]
    public async Task Neither_addresses_nor_secrets_nor_what_is_said_reach_a_log()
    {
        await using var app = await RelaisApp.StartAsync(azurite);
        app.MayLogErrors = true;
        var receiver = await PlannedAsync(app, 4);
        receiver.Then(WebhookReceiver.Says(500, body: "answer-of-the-receiver")).Then((_, _) => throw new InvalidOperationException("unforeseen")).Then(WebhookReceiver.Says(410));
        await DeliverAsync(app);
        app.SetClock(app.Now.AddMinutes(1));
        await DeliverAsync(app);

        Assert.NotEmpty(app.Log.Lines);
        string[] secret = ["hooks.example.org", Make.Secret, "cmVsYWlz", "answer-of-the-receiver", "What is said.", "What is said more."];
        Assert.DoesNotContain(app.Log.Lines, line => secret.Any(word => line.Contains(word, StringComparison.OrdinalIgnoreCase)));
    }

    private static async Task<WebhookReceiver> PlannedAsync(RelaisApp app, int count)
    {
        await app.SubscribersAsync("climat", count);
        var notification = new Notification(
            "al_1", 1, "climat", "Climat", "surge", "firing", new Localized("What is said.", "Ce qui est dit."), new Localized("What is said more.", "Ce qui est dit encore."),
            RelaisApp.Morning, RelaisApp.Morning.AddHours(24));
        Assert.NotNull(await app.Get<Ledger>().PlanAsync(notification, 1, [[.. Enumerable.Range(0, count).Select(Make.SubscriberId)]], app.Now, default));
        return new WebhookReceiver(app.Outside);
    }

    private static Task DeliverAsync(RelaisApp app) => app.RunAsync<DeliverNotifications>(deliver => deliver.RunAsync(Due, default));

    private static Task<DeliveryCounts> CountAsync(RelaisApp app) => app.Get<Ledger>().CountAsync("al_1", 1, default);

    private static Task<IReadOnlyList<LateDelivery>> LateAsync(RelaisApp app) => app.Get<Ledger>().ListLateAsync("al_1", 1, 1000, default);
}
