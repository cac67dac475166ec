using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Relais.Access;
using Relais.Hosting;
using Relais.Hosting.Local;
using Relais.Http;
using Relais.Secrets;
using Relais.Tests.Hosting;
using Relais.Tests.Storage;

namespace Relais.Tests.Story;

/// <summary>One campaign's day with its messages in Service Bus: the app is a custom handler, and the test is the Functions host and the network in between.</summary>
public sealed class OverServiceBusTests(Azurite azurite) : IClassFixture<Azurite>
{
    private static readonly string[] Timers = ["SchedulePolls", "ResumeAlerts"];

    [SkippableTheory]
    [InlineData(0, 0)]
    [InlineData(3, 4)]
    public async Task A_surge_is_polled_judged_and_told_once_whatever_the_network_does(int twiceEach, int lostAnswers)
    {
        var (clock, outside, log, prefix) = (new SteppedClock(), new Outside(), new StoryLog(), Azurite.NewName("bus"));
        clock.Set(RelaisApp.Morning);
        await using var bus = await FakeServiceBus.StartAsync(clock);
        await using var app = Compose(azurite.ConnectionString, bus.ConnectionString, prefix, clock, outside, log);
        foreach (var function in app.Services.GetRequiredService<FunctionCatalog>().Queues) bus.Create($"{prefix}-{function.Queue}");
        await app.StartAsync();
        await app.Services.GetRequiredService<StorageSetup>().WaitAsync(CancellationToken.None);
        var key = await app.Services.GetRequiredService<FirstKey>().GiveAsync("story", null, CancellationToken.None);
        using var host = new HostInMiniature(app, bus, prefix) { TwiceEach = twiceEach };

        var instance = new MastodonInstance(outside, clock.GetUtcNow);
        var sink = new WebhookReceiver(outside, "sink.example.org");
        var surge = RelaisApp.Morning.AddHours(8);
        instance.Publish(24 * 10, RelaisApp.Morning, RelaisApp.Morning.AddHours(10), "climat");
        instance.Publish(300, surge, surge.AddHours(1), "climat");
        await PostAsync(app, key, "/api/campaigns", """{"name":"Climat","hashtags":["climat"],"sources":[{"kind":"mastodon","host":"mastodon.example"}]}""");
        await PostAsync(app, key, "/api/campaigns/climat/subscriptions", $$"""{"channel":"webhook","address":"{{sink.Address}}","language":"en"}""");

        for (var last = clock.GetUtcNow(); last < surge.AddHours(1); last = clock.GetUtcNow())
        {
            clock.Set(last.AddMinutes(5));

            // From the surge on, answers of Service Bus are lost: what is sent again keeps its name.
            if (last >= surge && last < surge.AddMinutes(5 * lostAnswers)) bus.LoseAnswers();
            foreach (var timer in app.Services.GetRequiredService<FunctionCatalog>().Timers.Where(timer => Timers.Contains(timer.Name))) await host.TickAsync(timer, last);
            await host.DrainAsync();
        }

        var told = sink.Received.Select(received => JsonDocument.Parse(received.Body).RootElement).Select(body => $"{body.GetProperty("type")} {body.GetProperty("data").GetProperty("title")}");
        Assert.Equal(["alert.firing Climat is surging."], told);
        Assert.Equal(lostAnswers, app.Services.GetRequiredService<FunctionCatalog>().Queues.Sum(function => bus.Queue($"{prefix}-{function.Queue}").Dropped));
        Assert.All(app.Services.GetRequiredService<FunctionCatalog>().Queues, function => Assert.Empty(bus.Queue($"{prefix}-{function.Queue}").Aside));
        Assert.True(host.Handed > 200, $"Only {host.Handed} messages went over Service Bus.");
        Assert.All(app.Services.GetRequiredService<FunctionQueues>().All, queue => Assert.Null(queue.Draining));
        Assert.Empty(log.Errors);
        Assert.Empty(outside.Unexpected);
    }

    private static WebApplication Compose(string storage, string bus, string prefix, SteppedClock clock, Outside outside, StoryLog log) =>
        WholeApp.Compose(["--FUNCTIONS_CUSTOMHANDLER_PORT", HostInMiniature.FreePort()], builder =>
        {
            builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
            {
                ["AzureWebJobsStorage"] = storage,
                ["Relais:Prefix"] = prefix,
                ["Relais:Queues"] = "servicebus",
                ["ServiceBus"] = bus,
                [KeyRing.Setting] = RelaisApp.Keys,
            });
            builder.Logging.ClearProviders().SetMinimumLevel(LogLevel.Debug).AddProvider(log);
            builder.Services.AddKeyedSingleton<HttpMessageHandler>(HttpModule.OutboundHandlerKey, outside);
            builder.Services.AddSingleton<TimeProvider>(clock);
        });

    private static async Task PostAsync(WebApplication app, string key, string path, string json)
    {
        using var client = app.Client();
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(json, Encoding.UTF8, "application/json") };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        using var answer = await client.SendAsync(request);
        Assert.True((int)answer.StatusCode == 201, await answer.Content.ReadAsStringAsync());
    }
}
