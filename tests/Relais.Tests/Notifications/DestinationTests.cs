using Relais.Notifications;
using Relais.Tests.Alerts;
using Relais.Tests.Story;

namespace Relais.Tests.Notifications;

/// <summary>Destinations: their limits are shared by all instances, and a slow or dead one holds up nobody else.</summary>
public sealed class DestinationTests(Azurite azurite) : IClassFixture<Azurite>
{
    [SkippableFact]
    public async Task Two_instances_together_send_no_more_than_a_destination_bears()
    {
        var prefix = Azurite.NewName("two");
        await using var one = await RelaisApp.StartAsync(azurite, prefix: prefix);
        await using var two = await RelaisApp.StartAsync(azurite, prefix: prefix);
        var rate = new SendRate(100, 10);
        var grants = await Task.WhenAll(Enumerable.Range(0, 40).Select(i =>
            (i % 2 == 0 ? one : two).Get<TokenBuckets>().TakeAsync("webhook:x.example.org", rate, 5, TimeSpan.FromSeconds(1), default)));

        // A burst of ten, and a hundred for the second ahead: no send is granted twice, none too many.
        Assert.Equal(110, grants.Sum(grant => grant.Granted));
        var instants = grants.SelectMany(grant => Enumerable.Range(0, grant.Granted).Select(n => rate.At(n, grant.FreeAt, one.Now))).Order().ToArray();
        Assert.Equal(10, instants.Count(at => at == one.Now));
        Assert.Equal(one.Now.AddSeconds(1), instants[^1]);
        Assert.All(instants.Skip(10).Zip(instants.Skip(11)), pair => Assert.Equal(10, (pair.Second - pair.First).TotalMilliseconds, 3));
    }

    [Fact]
    public void A_bucket_grants_a_burst_and_then_one_a_step()
    {
        var (now, rate) = (RelaisApp.Morning, new SendRate(2, 3));
        var (granted, freeAt) = rate.Take(DateTimeOffset.UnixEpoch, 10, now, TimeSpan.FromSeconds(2));

        Assert.Equal((7, now), (granted, rate.At(0, DateTimeOffset.UnixEpoch, now)));
        Assert.Equal([0, 0, 0, 0.5, 1, 1.5, 2], Enumerable.Range(0, 7).Select(n => (rate.At(n, DateTimeOffset.UnixEpoch, now) - now).TotalSeconds));
        Assert.Equal(0, rate.Take(freeAt, 1, now, TimeSpan.FromSeconds(2)).Granted);
        Assert.Equal(1, rate.Take(freeAt, 1, now.AddSeconds(0.5), TimeSpan.FromSeconds(2)).Granted);
        Assert.Equal(3, rate.Take(freeAt, 3, now.AddHours(1), TimeSpan.Zero).Granted);
        Assert.Equal(TimeSpan.FromSeconds(3.5), rate.TimeFor(10));
    }

    [SkippableFact]
    public async Task What_asks_for_a_pause_is_left_alone_by_every_instance_and_the_others_are_told_meanwhile()
    {
        var prefix = Azurite.NewName("two");
        await using var one = await RelaisApp.StartAsync(azurite, prefix: prefix);
        await using var two = await RelaisApp.StartAsync(azurite, prefix: prefix);
        await one.CampaignAsync();
        var limited = await one.SubscriberAsync("s_limited");
        limited.Then(WebhookReceiver.Says(429, "Retry-After", "600"));
        var well = await one.SubscriberAsync("s_well");
        var (limitedToo, wellToo) = (new WebhookReceiver(two.Outside, "s-limited.example.org"), new WebhookReceiver(two.Outside, "s-well.example.org"));
        (await one.CallAsync("march")).Expect(201);
        await one.SettleAsync();
        Assert.Equal((1, 1), (limited.Received.Count, well.Received.Count));

        var second = (await two.CallAsync("second")).Expect(201).Read("id");
        await two.SettleAsync();
        Assert.Equal((0, 1), (limitedToo.Received.Count, wellToo.Received.Count));
        var shown = await two.GetAsync("/api/destinations");
        Assert.Equal(("webhook:s-limited.example.org", "429"), (shown.Read("destinations", "0", "destination"), shown.Read("destinations", "0", "pausedFor")));
        Assert.Equal(0, (await two.GetAsync($"/api/campaigns/climat/alerts/{second}/deliveries/s_limited")).Number("deliveries", "0", "attempts"));

        two.SetClock(two.Now.AddMinutes(9));
        await two.StepUntilAsync(two.Now.AddMinutes(10), minutes: 1);
        Assert.Equal(2, limitedToo.Received.Select(received => received.Id).Distinct().Count());
        Assert.Empty((await two.GetAsync("/api/destinations")).At("destinations").EnumerateArray());
    }

    [SkippableFact]
    public async Task A_host_that_fails_five_times_in_a_row_is_left_alone_and_then_asked_by_one()
    {
        await using var app = await RelaisApp.StartAsync(azurite);
        await app.CampaignAsync();
        var dead = new WebhookReceiver(app.Outside) { Otherwise = WebhookReceiver.Says(500) };
        await app.SubscribersAsync("climat", 400);
        var id = (await app.CallAsync("march")).Expect(201).Read("id");
        await app.SettleAsync();

        // Whoever was under way when the fifth failed, and nobody after them.
        var first = dead.Received.Count;
        Assert.InRange(first, 5, 200);
        Assert.Equal("circuit", (await app.GetAsync("/api/destinations")).Read("destinations", "0", "pausedFor"));

        await app.StepAsync(app.Now.AddMinutes(2).AddSeconds(30));
        Assert.Equal(first + 1, dead.Received.Count);
        dead.Otherwise = WebhookReceiver.Says(204);
        await app.StepUntilAsync(app.Now.AddHours(1), minutes: 1);
        Assert.Equal(400, (await app.GetAsync($"/api/campaigns/climat/alerts/{id}/progress")).Number("deliveries", "sent"));
    }

    [SkippableFact]
    public async Task Hosts_that_hang_hold_up_nobody_else()
    {
        await using var app = await RelaisApp.StartAsync(azurite, settings: new Dictionary<string, string?> { ["Http:TotalSeconds"] = "2" });
        await app.CampaignAsync();
        var (gaveUp, told) = (0, new System.Collections.Concurrent.ConcurrentQueue<int>());
        for (var i = 0; i < 60; i++)
        {
            (await app.SubscriberAsync($"s_hangs{i:D3}")).Otherwise = async (request, token) =>
            {
                try
                {
                    return await WebhookReceiver.HangsAsync(request, token);
                }
                finally
                {
                    Interlocked.Increment(ref gaveUp);
                }
            };
        }

        for (var i = 0; i < 300; i++)
        {
            (await app.SubscriberAsync($"s_well{i:D3}")).Otherwise = (request, token) =>
            {
                told.Enqueue(Volatile.Read(ref gaveUp));
                return WebhookReceiver.Says(204)(request, token);
            };
        }

        (await app.CallAsync("march")).Expect(201);
        await app.SettleAsync();

        // Everybody else had been told before the first of them was given up.
        Assert.Equal(300, told.Count);
        Assert.Equal(60, gaveUp);
        Assert.All(told, before => Assert.Equal(0, before));
    }
}
