using System.Collections.Concurrent;
using Relais.Notifications;
using Relais.Tests.Story;

namespace Relais.Tests.Notifications;

/// <summary>One page of notifications carried to its people.</summary>
public sealed class DeliverNotificationsTests(Azurite azurite) : IClassFixture<Azurite>
{
    [SkippableFact]
    public async Task Everybody_on_a_page_hears_once_however_often_it_is_asked_for()
    {
        await using var app = await RelaisApp.StartAsync(azurite);
        var receiver = await app.PlannedAsync(250);

        await Task.WhenAll(app.DeliverAsync(), app.DeliverAsync());
        await app.DeliverAsync();

        Assert.Equal(250, receiver.Received.Count);
        Assert.Equal(250, receiver.Received.Select(received => received.Id).Distinct().Count());
        Assert.Equal(new DeliveryCounts(0, 250, 0, 0, 0, 0), await app.CountAsync());
        Assert.Empty(await app.LateAsync());
        Assert.Empty(await app.Get<Ledger>().ListUnsettledAsync("al_1", 1, default));
    }

    [SkippableFact]
    public async Task Refused_for_good_too_busy_silent_and_gone_are_told_apart()
    {
        await using var app = await RelaisApp.StartAsync(azurite, settings: new Dictionary<string, string?> { ["Http:TotalSeconds"] = "0.3" });
        var receiver = await app.PlannedAsync(6, apart: true);
        receiver.Otherwise = (request, token) => request.RequestUri!.AbsolutePath switch
        {
            "/0" => WebhookReceiver.Says(410)(request, token),
            "/1" => WebhookReceiver.Says(429, "Retry-After", "600")(request, token),
            "/2" => WebhookReceiver.HangsAsync(request, token),
            "/3" => WebhookReceiver.Says(422)(request, token),
            "/4" => throw new HttpRequestException(HttpRequestError.NameResolutionError),
            _ => WebhookReceiver.Says(204)(request, token),
        };
        await app.DeliverAsync();

        Assert.Equal(new DeliveryCounts(0, 1, 3, 2, 0, 0), await app.CountAsync());
        Assert.Equal(["Failed gone 1", "Deferred 429 1", "Deferred timeout 1", "Failed 422 1", "Deferred dns 1"], (await app.LateAsync()).Select(late => $"{late.State} {late.Reason} {late.Attempts}"));
        Assert.Equal(app.Now.AddMinutes(10), (await app.LateAsync())[1].NextTry);

        // Not before its time; then only what is due, under the same id.
        receiver.Otherwise = WebhookReceiver.Says(200);
        await app.DeliverAsync();
        Assert.Equal(6, receiver.Received.Count);
        app.SetClock(app.Now.AddMinutes(1));
        await app.DeliverAsync();
        Assert.Equal(8, receiver.Received.Count);
        app.SetClock(app.Now.AddMinutes(9));
        await app.DeliverAsync();
        Assert.Equal(9, receiver.Received.Count);
        Assert.Equal(new DeliveryCounts(0, 4, 0, 2, 0, 0), await app.CountAsync());
        Assert.Equal(6, receiver.Received.Select(received => received.Id).Distinct().Count());
        Assert.Equal(["Failed", "Failed"], (await app.LateAsync()).Select(late => late.State.ToString()));
    }

    [SkippableFact]
    public async Task Who_has_unsubscribed_is_left_alone()
    {
        await using var app = await RelaisApp.StartAsync(azurite);
        var receiver = await app.PlannedAsync(3);
        receiver.Then(WebhookReceiver.Says(503)).Then(WebhookReceiver.Says(503));
        await app.Get<AddressBook>().RemoveAsync("climat", Make.SubscriberId(1), default);
        await app.DeliverAsync();
        await app.Get<AddressBook>().RemoveAsync("climat", Make.SubscriberId(2), default);
        app.SetClock(app.Now.AddMinutes(1));
        await app.DeliverAsync();

        Assert.Equal(3, receiver.Received.Count);
        Assert.Equal(new DeliveryCounts(0, 1, 0, 0, 0, 2), await app.CountAsync());
        Assert.Equal(["Suppressed unsubscribed 0", "Suppressed unsubscribed 1"], (await app.LateAsync()).Select(late => $"{late.State} {late.Reason} {late.Attempts}"));
    }

    [SkippableFact]
    public async Task What_is_no_longer_worth_saying_is_not_said()
    {
        await using var app = await RelaisApp.StartAsync(azurite);
        var receiver = await app.PlannedAsync(3);
        app.SetClock(app.Now.AddHours(24));
        await app.DeliverAsync();

        Assert.Empty(receiver.Received);
        Assert.Equal(new DeliveryCounts(0, 0, 0, 0, 3, 0), await app.CountAsync());
    }

    [SkippableFact]
    public async Task One_address_that_nobody_foresaw_keeps_no_other_from_hearing()
    {
        await using var app = await RelaisApp.StartAsync(azurite);
        app.MayLogErrors = true;
        var receiver = await app.PlannedAsync(5);
        await app.Get<AddressBook>().PutAsync("climat", new Recipient(Make.SubscriberId(2), "webhook", "https://hooks.example.org/2", "whsec_broken", "en"), default);
        await app.Get<AddressBook>().PutAsync("climat", new Recipient(Make.SubscriberId(3), "pigeon", "the roof", null, "en"), default);
        await app.DeliverAsync();

        Assert.Equal(3, receiver.Received.Count);
        Assert.Equal(["Deferred error", "Failed no such channel"], (await app.LateAsync()).Select(late => $"{late.State} {late.Reason}"));
        Assert.StartsWith(
            $"An attempt to deliver al_1 to {Make.SubscriberId(2)} by webhook failed in a way that nobody foresaw.", Assert.Single(app.Log.Errors), StringComparison.Ordinal);
        Assert.DoesNotContain("whsec_", Assert.Single(app.Log.Errors), StringComparison.Ordinal);
    }

    [SkippableTheory]
    [InlineData(11, true)]
    [InlineData(12, true)]
    [InlineData(12, false)]
    public async Task States_add_up_and_nobody_hears_twice_whatever_receivers_answer(int seed, bool apart)
    {
        await using var app = await RelaisApp.StartAsync(azurite, settings: new Dictionary<string, string?> { ["Http:TotalSeconds"] = "0.2" });
        var receiver = await app.PlannedAsync(120, apart);
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

            Assert.Equal(120, (await app.CountAsync()).Audience);
        }

        var counts = await app.CountAsync();
        Assert.Equal((0, 0), (counts.Planned, counts.Deferred));
        Assert.Equal(counts.Sent, accepted.Count);
        Assert.Equal(counts.Sent, accepted.Distinct().Count());
        Assert.Equal(120 - counts.Sent, (await app.LateAsync()).Count);
        Assert.All(receiver.Received.GroupBy(received => received.Id), tries => Assert.InRange(tries.Count(), 1, 10));
    }

    [SkippableFact]
    public async Task Neither_addresses_nor_secrets_nor_what_is_said_reach_a_log()
    {
        await using var app = await RelaisApp.StartAsync(azurite);
        app.MayLogErrors = true;
        var receiver = await app.PlannedAsync(4);
        receiver.Then(WebhookReceiver.Says(500, body: "answer-of-the-receiver")).Then((_, _) => throw new InvalidOperationException("unforeseen")).Then(WebhookReceiver.Says(410));
        await app.DeliverAsync();
        app.SetClock(app.Now.AddMinutes(1));
        await app.DeliverAsync();

        Assert.NotEmpty(app.Log.Lines);
        string[] secret = ["hooks.example.org", Make.Secret, "cmVsYWlz", "answer-of-the-receiver", "What is said.", "What is said more."];
        Assert.DoesNotContain(app.Log.Lines, line => secret.Any(word => line.Contains(word, StringComparison.OrdinalIgnoreCase)));
    }
}
