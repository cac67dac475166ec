using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Relais.Alerts;
using Relais.Notifications;
using Relais.Rehearsal;

namespace Relais.Tests.Story;

/// <summary>A short day that has everything: two instances, four hashtags, a surge, an outage, thirty subscribers of every temper. However it is run, it must come to the same.</summary>
internal sealed class TorturedStory
{
    public const int Subscribers = 30;
    public static readonly DateTimeOffset Evening = RelaisApp.Morning.AddHours(9);
    public static readonly DateTimeOffset Night = Evening.AddHours(1);

    public static readonly TimeSpan Step = TimeSpan.FromMinutes(10);

    /// <summary>Whether something is to go wrong now: around the surge and the outage, or all day long where there is time for it.</summary>
    public static bool IsRough(DateTimeOffset now) => TestLength.IsLong ? now < Evening : now >= RelaisApp.Morning.AddHours(4) && now < RelaisApp.Morning.AddHours(8);

    private static readonly SemaphoreSlim Once = new(1);
    private static string? undisturbed;

    private readonly ConcurrentDictionary<string, int> tries = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, int> accepted = new(StringComparer.Ordinal);
    private readonly List<MastodonInstance> instances = [];

    private TorturedStory()
    {
    }

    /// <summary>How often each delivery was accepted by its receiver.</summary>
    public IReadOnlyDictionary<string, int> Accepted => accepted;

    public int Published => instances.Sum(instance => instance.Count);

    /// <summary>What it comes to when nothing happens to it; played once for all tests.</summary>
    public static async Task<string> UndisturbedAsync(Azurite azurite)
    {
        await Once.WaitAsync();
        try
        {
            if (undisturbed is null)
            {
                await using var app = await RelaisApp.StartAsync(azurite);
                var story = await BeginAsync(app);
                for (var now = RelaisApp.Morning + Step; now <= Night; now += Step)
                {
                    await app.StepAsync(now);
                }

                await story.CheckAsync(app, once: true);
                undisturbed = await TellAsync(app);
            }

            return undisturbed;
        }
        finally
        {
            Once.Release();
        }
    }

    public static async Task<TorturedStory> BeginAsync(RelaisApp app)
    {
        var story = new TorturedStory();
        await app.CampaignAsync("marche", ["climat", "marche", "justice", "velo", "foret"], ["one.example", "two.example"]);
        await app.SubscribersAsync("marche", Subscribers);
        story.PutStrangers(app);
        return story;
    }

    /// <summary>Puts the same strangers around another process of the same app.</summary>
    public void PutStrangers(RelaisApp app)
    {
        instances.Clear();
        foreach (var (host, number) in new[] { ("one.example", 0), ("two.example", 1) })
        {
            var instance = new MastodonInstance(app.Outside, () => app.Now, host);
            var (morning, surge) = (RelaisApp.Morning, RelaisApp.Morning.AddHours(4.5));
            instance.Publish(12 * 9, morning, Evening.AddHours(-0.5), "climat");
            instance.Publish(100, surge, surge.AddHours(1), "marche", "foret");
            instance.Publish(50, surge, surge.AddHours(1), "justice");
            instance.Publish(3, morning, Evening.AddHours(-1), "foret", "velo", "climat");
            instance.Instead = async (request, token) =>
                number == 1 && app.Now >= morning.AddHours(7) && app.Now < morning.AddHours(7.5)
                    ? await MastodonInstance.Says(503, "")(request, token)
                    : await instance.TimelineAsync(request, token);
            instances.Add(instance);
        }

        app.Outside.Put("hooks.example.org", ReceiveAsync);
    }

    /// <summary>What it came to: all that must be the same however it was run.</summary>
    public static async Task<string> TellAsync(RelaisApp app)
    {
        await using var scope = app.Get<IServiceScopeFactory>().CreateAsyncScope();
        var totals = await Totals.CountAsync(scope.ServiceProvider, "marche", default);
        var surges = await ListAsync(app, AlertKinds.Surge);
        var lines = surges.Select(alert => $"{alert.Id} {alert.StartsAt:u} to {alert.EndsAt:u}, closed {alert.Told(1)?.Deliveries?.Audience} and {alert.Told(2)?.Deliveries?.Audience}");

        // A machine that dies after it was told that an address is gone may forget it: then the address is asked once more, and fails instead of being left alone.
        var deliveries = totals.Deliveries with { Failed = totals.Deliveries.Failed + totals.Deliveries.Suppressed, Suppressed = 0 };
        return string.Join('\n', lines.Append((totals with { Alerts = surges.Count, Deliveries = deliveries }).ToText()));
    }

    /// <summary>Everything published was counted once, the states of the deliveries add up, and whoever accepted is told sent.</summary>
    public async Task CheckAsync(RelaisApp app, bool once)
    {
        await using var scope = app.Get<IServiceScopeFactory>().CreateAsyncScope();
        var totals = await Totals.CountAsync(scope.ServiceProvider, "marche", default);
        Assert.Equal(Published, totals.Posts);
        Assert.Single(await ListAsync(app, AlertKinds.Surge));
        Assert.Equal(2 * Subscribers, totals.Deliveries.Audience);
        Assert.Equal(0, totals.Deliveries.Planned + totals.Deliveries.Deferred);
        Assert.Equal(totals.Deliveries.Sent, accepted.Count);
        Assert.True(!once || accepted.Values.All(times => times == 1));
        Assert.Empty(await app.Get<OpenAlerts>().ListAsync(default));

        // Of each address that is gone the organisers are told once, and after the first answer it is left alone.
        var gone = (await ListAsync(app, AlertKinds.Endpoint)).Select(alert => alert.Labels["subscription"]).ToArray();
        Assert.Subset(Gone.ToHashSet(), gone.ToHashSet());
        Assert.True(!once || gone.Order().SequenceEqual(Gone));
        Assert.True(!once || (totals.Deliveries.Failed, totals.Deliveries.Suppressed) == (Gone.Length, Gone.Length));
    }

    private static string[] Gone => [.. Enumerable.Range(0, Subscribers).Where(number => number % 7 == 0).Select(Make.SubscriberId)];

    private static async Task<IReadOnlyList<Alert>> ListAsync(RelaisApp app, string kind) =>
        [.. (await app.Get<AlertStore>().ListAsync("marche", "", 100, default)).Where(alert => alert.Kind == kind)];

    // Every seventh is gone; of the others every fourth accepts at the third try, the rest at the first.
    private async Task<HttpResponseMessage> ReceiveAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var number = int.Parse(request.RequestUri!.AbsolutePath[1..]);
        var id = request.Headers.GetValues("webhook-id").Single();
        var times = tries.AddOrUpdate(id, 1, (_, before) => before + 1);
        var status = number % 7 == 0 ? 410 : number % 4 == 0 && times < 3 ? 503 : 204;
        if (status == 204)
        {
            accepted.AddOrUpdate(id, 1, (_, before) => before + 1);
        }

        return await WebhookReceiver.Says(status)(request, cancellationToken);
    }
}
