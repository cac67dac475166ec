using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Net.Http.Headers;
using Relais.Hosting.Telemetry;
using Relais.Tests.Alerts;
using Relais.Tests.Intake;

namespace Relais.Tests.Story;

/// <summary>What is counted of a short day, for whoever runs the app.</summary>
[Collection(AloneCollection.Name)]
public sealed class MeasureStoryTests(Azurite azurite) : IClassFixture<Azurite>
{
    [SkippableFact]
    public async Task Deliveries_answers_calls_and_failures_are_counted_by_kind_and_outcome()
    {
        using var measures = new MeasureRecorder();
        await using var app = await RelaisApp.StartAsync(azurite);
        await app.CampaignAsync();
        _ = await app.SubscriberAsync("s_well");
        (await app.SubscriberAsync("s_gone")).Otherwise = WebhookReceiver.Says(410);
        (await app.SubscriberAsync("s_busy")).Otherwise = WebhookReceiver.Says(503);
        (await app.CallAsync("march")).Expect(201);
        await app.SettleAsync();

        var path = await JsonSite.InletAsync(app, "sign-up");
        (await JsonSite.PushAsync(app, path, JsonSite.SignUp("s_1", "bob@example.org"))).Expect(200);
        (await app.SendContentAsync(HttpMethod.Post, path, new StringContent("{}", MediaTypeHeaderValue.Parse("application/json")), "wrong-bearer")).Expect(401);

        // An answer, none twice, which opens a gap, and five attempts that meet what nobody foresaw.
        var instance = new MastodonInstance(app.Outside, () => app.Now);
        (await app.SendAsync(HttpMethod.Patch, "/api/campaigns/climat", """{"sources":[{"kind":"mastodon","host":"mastodon.example"}]}""")).Expect(200);
        instance.Publish(12, app.Now, app.Now.AddMinutes(4), "climat");
        await app.StepAsync(app.Now.AddMinutes(5));
        instance.Instead = MastodonInstance.Says(503, "");
        await app.StepUntilAsync(app.Now.AddMinutes(20));
        app.MayLogErrors = true;
        instance.Instead = (_, _) => throw new InvalidDataException("unforeseen");
        while (!measures.All.ContainsKey("relais.messages.put_aside poll-source"))
        {
            await app.StepAsync(app.Now.AddMinutes(5));
        }

        Assert.Equal(
            [
                "relais.alerts call firing: 1",
                "relais.alerts endpoint firing: 1",
                "relais.deliveries webhook refused gone: 1",
                "relais.deliveries webhook sent: 1",
                "relais.gaps.opened mastodon: 1",
                "relais.intake.calls json taken: 1",
                "relais.intake.calls json unverified: 1",
                "relais.messages.put_aside poll-source: 1",
                "relais.poll.answers mastodon answered: 1",
                "relais.signals.counted mastodon: 12",
                "relais.submissions json: 1",
            ],
            measures.All.Select(one => $"{one.Key}: {one.Value.Sum}").Where(line => !Varies.Any(line.StartsWith)).Order(StringComparer.Ordinal));
        Assert.InRange(measures.All["relais.deliveries webhook retry 5xx"].Sum, 1, 10);
        Assert.InRange(measures.All["relais.poll.answers mastodon failed"].Sum, 2, 10);
        Assert.Equal((1, 0), measures.All["relais.delivery.lag webhook"]);
        Assert.Equal(5, measures.All["relais.function.duration PollSource failed"].Count);
        Assert.Contains(measures.All.Keys, key => key.StartsWith("relais.storage.request.duration queues POST 201", StringComparison.Ordinal));
    }

    // How often something is tried or run hangs on more than this story says.
    private static readonly string[] Varies = ["relais.deliveries webhook retry", "relais.poll.answers mastodon failed", "relais.delivery.lag", "relais.function", "relais.storage", "relais.messages.sent"];

    /// <summary>Adds up what is measured: by the name and the values of the attributes, how many measurements there were and their sum.</summary>
    private sealed class MeasureRecorder : IDisposable
    {
        private readonly MeterListener listener = new();

        public MeasureRecorder()
        {
            listener.InstrumentPublished = (instrument, self) =>
            {
                if (instrument.Meter.Name == Spans.SourceName)
                {
                    self.EnableMeasurementEvents(instrument);
                }
            };
            listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Add(instrument, value, tags));
            listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Add(instrument, value, tags));
            listener.Start();
        }

        public ConcurrentDictionary<string, (int Count, double Sum)> All { get; } = new(StringComparer.Ordinal);

        public void Dispose() => listener.Dispose();

        private void Add(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            var name = instrument.Name;
            foreach (var tag in tags)
            {
                name += $" {tag.Value}";
            }

            All.AddOrUpdate(name, (1, value), (_, before) => (before.Count + 1, before.Sum + value));
        }
    }
}
