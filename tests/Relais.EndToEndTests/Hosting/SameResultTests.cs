using System.Net.Http.Headers;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Relais.Access;
using Relais.Alerts;
using Relais.Campaigns;
using Relais.Http;
using Relais.Momentum;
using Relais.Notifications;
using Relais.Subscriptions;

namespace Relais.EndToEndTests.Hosting;

// The whole flow through the host's eyes: its timers, its queues, its posts. It must come to what the stepped clock comes to with the same posts.
public sealed class SameResultTests(StorageEmulator storage) : IClassFixture<StorageEmulator>
{
    private const int Rounds = 3;
    private static readonly string[] Campaigns = ["bread", "boats", "bells"];

    // Killed on the way, it is driven all the same: without a kill it is only a little easier.
    public static TheoryData<string, int> Ways => TestLength.IsLong ? new() { { "driven", 0 }, { "killed", 8 } } : new() { { "killed", 8 } };

    [SkippableTheory]
    [MemberData(nameof(Ways))]
    public async Task The_host_and_the_stepped_clock_come_to_the_same(string name, int kills)
    {
        var anchor = FloorToBin(TimeProvider.System.GetUtcNow());
        await using var stepped = await SteppedApp.StartAsync(storage.ConnectionString, "stepped" + name);
        var saidStepped = await StepAsync(stepped, anchor);

        // Driven from outside, prepared and counted from inside by an app that shares its account and is never stepped.
        await using var driven = await SteppedApp.StartAsync(storage.ConnectionString, name);
        var saidDriven = await DriveAsync(name, kills, driven, anchor);

        foreach (var campaign in Campaigns)
        {
            Assert.Equal(await stepped.CountAsync(campaign), await driven.CountAsync(campaign));
        }

        var surged = await driven.CountAsync("boats");
        Assert.Equal((1, new DeliveryCounts(0, 4, 0, 0, 0, 0)), (surged.Alerts, surged.Deliveries));
        Assert.Equal(4, saidDriven.Length);
        Assert.Equal(saidStepped, saidDriven);
    }

    private static async Task<string[]> StepAsync(SteppedApp app, DateTimeOffset anchor)
    {
        await using var instance = await FakeInstance.StartAsync();
        await PrepareAsync(app, instance, anchor);
        for (var round = 0; round < Rounds; round++)
        {
            Publish(instance, anchor, round);
            await app.StepAsync(anchor.AddMinutes(5 * round));
        }

        return Said(instance);
    }

    private async Task<string[]> DriveAsync(string prefix, int kills, SteppedApp seen, DateTimeOffset anchor)
    {
        await using var instance = await FakeInstance.StartAsync();
        await PrepareAsync(seen, instance, anchor);
        await using var host = await FunctionsHost.StartAsync(
            storage.ConnectionString, ("Relais__Prefix", prefix), ("Polling__EveryMinutes", "1"), ("Http__AllowLoopback", "true"));
        var killer = new HandlerKiller(host, seed: 7, kills);
        var listener = new QueueListener(host, storage.ConnectionString, prefix, killer);
        for (var round = 0; round < Rounds; round++)
        {
            Publish(instance, anchor, round);
            foreach (var timer in host.Functions.Where(function => function.IsTimer))
            {
                await FireAsync(host, timer);
            }

            await listener.DrainAsync();
        }

        Assert.Equal(0, killer.Left);
        var open = seen.Services.GetRequiredService<OpenAlerts>();
        await Deadline.SeesAsync("the last delivery to be closed", async () =>
        {
            // What a kill has kept from being said is found by the timer, a minute later at the earliest.
            await FireAsync(host, host.Function("ResumeAlerts"));
            await listener.DrainAsync();
            return (await open.ListAsync(CancellationToken.None)).Count == 0 ? open : null;
        });
        await AssertToldAsync(host, await seen.Services.GetRequiredService<FirstKey>().GiveAsync("test", null, CancellationToken.None));
        return Said(instance);
    }

    // An organiser's call, proxied from outside.
    private static async Task AssertToldAsync(FunctionsHost host, string key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(host.Address, "api/campaigns/boats/alerts"));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        var told = await host.ProxyAsync(request, "relais.example");
        using var answer = JsonDocument.Parse(told.Body);
        var alert = Assert.Single(answer.RootElement.GetProperty("alerts").EnumerateArray());
        Assert.Equal(("resolved", 4), (alert.GetProperty("status").GetString(), alert.GetProperty("deliveries").GetProperty("sent").GetInt32()));
    }

    private static async Task FireAsync(FunctionsHost host, PublishedFunction timer)
    {
        var now = TimeProvider.System.GetUtcNow();
        Assert.Equal(200, (await host.PostAsync(timer.Name, HostPayload.Timer(timer.Parameter, (now.AddMinutes(-1), now)))).Status);
    }

    private static async Task PrepareAsync(SteppedApp app, FakeInstance instance, DateTimeOffset anchor)
    {
        foreach (var name in Campaigns)
        {
            Assert.True(Hashtag.TryParse(name, out var hashtag, out _));
            var campaign = new Campaign(name, name, [hashtag!], [new FollowedSource("mastodon", instance.Host)], anchor.AddHours(-40), null, Thresholds.Default);
            await app.Services.GetRequiredService<CampaignStore>().AddAsync(campaign, CancellationToken.None);

            // The host lives in real time: that a surge is over is not to wait for five minutes of it.
            await app.Services.GetRequiredService<AlertStore>().PutAsync(name, new RhythmWish(WaitSeconds: 0, IntervalSeconds: 0), CancellationToken.None);
            foreach (var person in new[] { "s_1", "s_2" })
            {
                var recipient = new Recipient(person, "webhook", new Uri(instance.Address, "hooks/" + person).ToString(), WebhookSecret.Create().Reveal(), "en");
                await app.Services.GetRequiredService<AddressBook>().PutAsync(name, recipient, CancellationToken.None);
                await app.Services.GetRequiredService<SubscriptionStore>()
                    .PutAsync(new Subscription(person, name, "webhook", AlertKinds.All, true, "en", campaign.From), CancellationToken.None);
            }
        }
    }

    // First a day and a half of quiet, with one surge of one campaign that is long over; between two polls, then, more than fits a page.
    private static void Publish(FakeInstance instance, DateTimeOffset anchor, int round)
    {
        var draw = new Random(round);
        var (minutes, perMinute) = round switch { 0 => (Enumerable.Range(-39 * 60, 36 * 60), 0.06), 1 => (Enumerable.Range(-100, 95), 0.9), _ => ([], 0) };
        foreach (var name in Campaigns)
        {
            instance.Publish(name, minutes
                .Where(minute => draw.NextDouble() < (name == "boats" && minute is >= -600 and < -480 ? 0.9 : perMinute))
                .Select(minute => anchor.AddMinutes(minute).AddMilliseconds(draw.Next(60_000)))
                .ToArray());
        }
    }

    // All but until when it is worth saying: of what fires that is a day from when it was said.
    private static string[] Said(FakeInstance instance) =>
        [.. instance.Received.Select(webhook => $"{webhook.Name} {webhook.Id} {webhook.Type} {Timeless(webhook.Data)}").Distinct().Order(StringComparer.Ordinal)];

    private static string Timeless(string data) => data[..data.IndexOf(",\"expiresAt\"", StringComparison.Ordinal)];

    private static DateTimeOffset FloorToBin(DateTimeOffset at) => MinuteCounts.FloorTo(at, Detector.Bin);
}
