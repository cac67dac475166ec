using System.Net;
using System.Web;
using Microsoft.Extensions.Configuration;
using Relais.Hosting.Worker;
using Relais.Snapshots;
using Relais.Tests.Alerts;
using Relais.Tests.Story;
using Relais.Tests.Subscriptions;
using static Relais.Tests.Snapshots.FeedReading;

namespace Relais.Tests.Snapshots;

/// <summary>A hub that is told of each change of a feed, once.</summary>
public sealed class TellHubTests(Azurite azurite) : IClassFixture<Azurite>
{
    private const string Hub = "https://hub.example.org/publish";

    private readonly List<string> told = [];
    private Func<string, HttpStatusCode> answers = _ => HttpStatusCode.NoContent;

    [SkippableFact]
    public async Task Each_change_is_told_once_for_each_language()
    {
        await using var app = await StartAsync("climat");
        await app.StepUntilAsync(app.Now.AddMinutes(20));
        Assert.Empty(told);

        var id = await app.AnnounceAsync("one", "One");
        await app.StepUntilAsync(app.Now.AddHours(1));
        string[] both = ["publish https://relais.example.org/c/climat/feed.atom?lang=en", "publish https://relais.example.org/c/climat/feed.atom?lang=fr"];
        Assert.Equal(both, told.Order());

        (await app.PostAsync($"/api/campaigns/climat/alerts/{id}/retraction", "{}")).Expect(201);
        await app.StepUntilAsync(app.Now.AddHours(1));
        Assert.Equal([both[0], both[0], both[1], both[1]], told.Order());
    }

    [SkippableFact]
    public async Task The_feed_names_hub_and_itself_in_the_document_and_before_it()
    {
        await using var app = await StartAsync("climat");
        var (response, text) = await app.ReadAsync("/c/climat/feed.atom?lang=fr");
        Assert.Equal("<https://hub.example.org/publish>; rel=\"hub\", <https://relais.example.org/c/climat/feed.atom?lang=fr>; rel=\"self\"", response.Header("Link"));
        Assert.Contains("""<link rel="hub" href="https://hub.example.org/publish" />""", text, StringComparison.Ordinal);
        Assert.Null((await app.ReadAsync("/c/climat/feed.json")).Response.Header("Link"));
    }

    [SkippableFact]
    public async Task What_the_hub_did_not_take_is_told_again_and_keeps_nobody_else_waiting()
    {
        await using var app = await StartAsync("climat", "other");
        answers = url => url.Contains("/climat/", StringComparison.Ordinal) ? HttpStatusCode.ServiceUnavailable : HttpStatusCode.Accepted;
        await app.AnnounceAsync("one", "One");
        (await app.SendWithKeyAsync("""{"campaign":"other","kind":"announcement","title":{"en":"Two"},"body":{"en":"Two."}}""", "two")).Expect(201);
        await app.TellAsync();
        told.Clear();
        await RunAsync(app);
        Assert.Equal(["climat en", "climat fr"], Short());

        answers = _ => HttpStatusCode.OK;
        await RunAsync(app);
        Assert.Equal(["climat en", "climat en", "climat fr", "climat fr"], Short());
        await RunAsync(app);
        Assert.Equal(4, told.Count);
        Assert.Contains(app.Log.Lines, line => line.Contains("the hub answered 503", StringComparison.Ordinal));
        Assert.DoesNotContain(app.Log.Lines, line => line.Contains("hub.example.org", StringComparison.Ordinal));
    }

    [SkippableFact]
    public async Task Without_a_hub_the_timer_asks_storage_nothing()
    {
        await using var app = await RelaisApp.StartAsync(azurite, settings: Settings);
        await Visitor.CampaignAsync(app, "climat");
        Assert.Equal(0, await app.Storage.CountAsync(() => RunAsync(app)));
    }

    [Theory]
    [InlineData("hub.example.org", "WebSub:Hub: must begin with https://.")]
    [InlineData("https://10.0.0.1/", "WebSub:Hub: must name a host, not a numeric address.")]
    public void A_hub_that_may_not_be_called_keeps_the_app_from_starting(string hub, string said) =>
        Assert.Equal(said, Assert.Throws<InvalidOperationException>(() => WebSub.Read(Configuration(hub))).Message);

    private static ConfigurationManager Configuration(string hub)
    {
        var manager = new ConfigurationManager();
        manager["WebSub:Hub"] = hub;
        return manager;
    }

    private static Task RunAsync(RelaisApp app) => app.RunAsync<TellHub>(tell => tell.RunAsync(new TimerInfo(), default));

    private string[] Short() => [.. told.Select(one => $"{one.Split('/')[4]} {one[^2..]}").Order()];

    private async Task<RelaisApp> StartAsync(params string[] campaigns)
    {
        var app = await RelaisApp.StartAsync(azurite, settings: new Dictionary<string, string?>(Settings) { ["WebSub:Hub"] = Hub });
        app.Outside.Put("hub.example.org", async (request, stop) =>
        {
            Assert.Equal((HttpMethod.Post, Hub, "application/x-www-form-urlencoded"), (request.Method, request.RequestUri!.AbsoluteUri, request.Content!.Headers.ContentType!.ToString()));
            var form = HttpUtility.ParseQueryString(await request.Content.ReadAsStringAsync(stop));
            lock (told)
            {
                told.Add($"{form["hub.mode"]} {form["hub.url"]}");
            }

            return new HttpResponseMessage(answers(form["hub.url"]!));
        });
        foreach (var campaign in campaigns)
        {
            await Visitor.CampaignAsync(app, campaign);
        }

        return app;
    }
}
