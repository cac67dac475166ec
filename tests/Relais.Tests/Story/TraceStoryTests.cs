using System.Text;
using Relais.Tests.Architecture;
using Relais.Tests.Intake;
using Xunit.Abstractions;

namespace Relais.Tests.Story;

/// <summary>One trace from a post to the people who are told of it, across queues, retries, and rows that a timer finds.</summary>
[Collection(AloneCollection.Name)]
public sealed class TraceStoryTests(Azurite azurite, ITestOutputHelper output) : IClassFixture<Azurite>
{
    [SkippableFact]
    public async Task From_poll_to_delivery_it_is_one_trace()
    {
        using var spans = new SpanRecorder();
        await using var app = await RelaisApp.StartAsync(azurite);
        var instance = new MastodonInstance(app.Outside, () => app.Now);
        var site = new WebhookReceiver(app.Outside).Then(WebhookReceiver.Says(503));
        (await app.PostAsync("/api/campaigns", """{"name":"climat","hashtags":["climat"],"sources":[{"kind":"mastodon","host":"mastodon.example"}],"milestones":{"counts":[10]}}""")).Expect(201);
        (await app.PostAsync("/api/campaigns/climat/subscriptions", $$"""{"channel":"webhook","address":"{{site.Address}}"}""")).Expect(201);
        instance.Publish(12, app.Now, app.Now.AddMinutes(4), "climat");

        // The first attempt meets what nobody foresaw, and the message comes back.
        app.MayLogErrors = true;
        instance.Then((_, _) => throw new InvalidDataException("the words of a stranger"));
        await app.StepAsync(app.Now.AddMinutes(5));

        // A milestone waits half a minute for others of its kind; whom it did not reach is tried again. Both are found by timers, in traces of their own.
        await app.StepUntilAsync(app.Now.AddMinutes(5), minutes: 1);

        Assert.Equal(2, site.Received.Count);
        var trace = Assert.Single(spans.Named("raise alert")).TraceId;
        var drawn = spans.Draw(trace);
        output.WriteLine($"trace {trace}\n{drawn}");
        Assert.Equal(
            """
            run SchedulePolls
              send poll-source
                process poll-source failed: System.IO.InvalidDataException
                  ask source
                process poll-source
                  ask source
                  fold answer
                  send measure-momentum
                    process measure-momentum
                      measure momentum
                        raise alert
                          tell alert <- process group-alerts
                            send fan-out-alert
                              process fan-out-alert
                                fan out alert
                                  send deliver-notifications
                                    process deliver-notifications
                                      deliver page
                          resume alert <- run ResumeAlerts
                            send deliver-notifications
                              process deliver-notifications
                                deliver page

            """,
            drawn);
        Assert.Contains($"```\n{drawn}```", Paper.Read("docs/telemetry.md").Text, StringComparison.Ordinal);

        // The whole way is known by ids and counts.
        var raised = spans.Named("raise alert").Single();
        Assert.Equal(("climat", "milestone"), (raised.GetTagItem("relais.campaign.id"), raised.GetTagItem("relais.alert.kind")));
        Assert.Equal([1L, 2L], spans.Named("process poll-source").Where(span => span.TraceId == trace).Select(span => span.GetTagItem("relais.attempt")));
        Assert.Equal((12, 12), (spans.Named("fold answer").First().GetTagItem("relais.signals"), spans.Named("fold answer").First().GetTagItem("relais.posts")));
        Assert.Equal(["0 sent, 1 deferred", "1 sent, 0 deferred"], spans.Named("deliver page").Select(page => $"{page.GetTagItem("relais.deliveries.sent")} sent, {page.GetTagItem("relais.deliveries.deferred")} deferred"));
        var id = raised.GetTagItem("relais.alert.id");
        Assert.All(spans.All.Where(span => span.DisplayName is "tell alert" or "fan out alert" or "deliver page" or "resume alert"), span => Assert.Equal(id, span.GetTagItem("relais.alert.id")));
    }

    [SkippableFact]
    public async Task A_call_is_one_trace_from_its_request_and_nobody_outside_says_which()
    {
        using var spans = new SpanRecorder();
        await using var app = await RelaisApp.StartAsync(azurite);
        var site = new WebhookReceiver(app.Outside);
        await app.CampaignAsync();
        await app.SubscribersAsync("climat", 501);
        using var content = new StringContent("""{"campaign":"climat","title":{"en":"March at noon"},"body":{"en":"Old port."}}""", Encoding.UTF8, "application/json");
        content.Headers.Add("Idempotency-Key", "march");
        content.Headers.Add("traceparent", "00-11111111111111111111111111111111-2222222222222222-00");

        (await app.SendContentAsync(HttpMethod.Post, "/api/alerts", content, app.Key)).Expect(201);
        await app.StepAsync(app.Now.AddSeconds(1));

        Assert.Equal(501, site.Received.Count);
        var request = Assert.Single(spans.Named("POST /api/alerts"));
        Assert.Equal((default, 201), (request.ParentSpanId, request.GetTagItem("http.response.status_code")));
        Assert.NotEqual("11111111111111111111111111111111", request.TraceId.ToString());
        Assert.Empty(request.Links);
        var drawn = spans.Draw(request.TraceId);
        output.WriteLine(drawn);
        Assert.StartsWith("POST /api/alerts\n  raise alert\n    tell alert\n      send fan-out-alert\n        process fan-out-alert\n          fan out alert\n", drawn, StringComparison.Ordinal);
        Assert.Equal(2, spans.Named("deliver page").Count(span => span.TraceId == request.TraceId));
        Assert.All(site.Received, received => Assert.False(received.Headers.ContainsKey("traceparent")));
    }
}
