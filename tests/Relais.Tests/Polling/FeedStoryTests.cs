using System.Text.Json;
using Relais.Alerts;
using Relais.Campaigns;
using Relais.Momentum;
using Relais.Polling;
using Relais.Tests.Alerts;
using Relais.Tests.Story;

namespace Relais.Tests.Polling;

/// <summary>Campaigns that follow a feed, with the whole app around them.</summary>
public sealed class FeedStoryTests(Azurite azurite) : IClassFixture<Azurite>
{
    private static readonly DateTimeOffset Morning = RelaisApp.Morning;

    [SkippableFact]
    public async Task A_feed_is_counted_and_shown_and_what_is_new_in_it_reaches_those_who_asked_once()
    {
        await using var site = await FeedServer.StartAsync();
        await using var app = await StartAsync(site);
        site.Publish("before", Morning.AddDays(-1), "Old news");
        site.Publish("early", Morning.AddSeconds(30), "There at the first look");
        var made = await FollowAsync(app, site, "Climat", announces: true);
        Assert.Equal($$"""[{"kind":"feed","url":"{{site.Url}}","announces":true}]""", made.At("sources").GetRawText());
        await FollowAsync(app, site, "Quiet", announces: false);
        var anna = await app.SubscriberAsync("s_anna");
        await app.StepUntilAsync(Morning.AddMinutes(10));
        Assert.Empty(anna.Received);

        site.Publish("march", Morning.AddMinutes(11), "The march is on", "<description>&lt;p&gt;Noon, old port.&lt;/p&gt;</description>");
        await app.StepUntilAsync(Morning.AddMinutes(30));
        site.Publish("march", Morning.AddMinutes(31), "The march is on, again");
        site.Remove("early");
        await app.StepUntilAsync(Morning.AddHours(2));

        // Told once, in the site's own words and with its link; an edit is nothing new.
        var told = JsonDocument.Parse(Assert.Single(anna.Received).Body).RootElement.GetProperty("data");
        Assert.Equal(
            ("announcement", "The march is on", "Noon, old port.", "https://news.example/march"),
            (told.GetProperty("kind").GetString(), told.GetProperty("title").GetString(), told.GetProperty("body").GetString(), told.GetProperty("url").GetString()));
        var alert = Assert.Single((await app.GetAsync("/api/campaigns/climat/alerts")).At("alerts").EnumerateArray());
        Assert.Equal(Morning.AddMinutes(15).AddDays(1), (await app.Get<AlertStore>().FindAsync("climat", alert.GetProperty("id").GetString()!, default))!.ExpiresAt);
        Assert.Empty((await app.GetAsync("/api/campaigns/quiet/alerts")).At("alerts").EnumerateArray());

        // Both campaigns have asked one question; each has counted what appeared since it began.
        foreach (var campaign in new[] { "climat", "quiet" })
        {
            var shown = (await app.GetAsync($"/api/dashboard/{campaign}")).Expect(200);
            Assert.Equal(2, shown.Number("campaign", "totals", "posts"));
            Assert.Equal(("feed", "ok", $"{new Uri(site.Url).Authority}/feed.xml"), (shown.Read("sources", "0", "kind"), shown.Read("sources", "0", "state"), shown.Read("sources", "0", "where")));
        }

        Assert.InRange(site.Asked.Count, 23, 24);
        Assert.Equal(3, site.Asked.Count(asked => asked == "GET 200"));

        // Gone behind a page: said in so many words, with the gap from the second failure on.
        site.Instead = FeedServer.Says(200, "<!doctype html><html><head><link rel=alternate type=application/rss+xml href=/rss></head></html>");
        await app.StepUntilAsync(Morning.AddHours(3));
        var failing = (await app.GetAsync("/api/dashboard/climat")).Expect(200);
        Assert.Equal($"a web page, not a feed; it names the feed {site.Url.Replace("/feed.xml", "/rss", StringComparison.Ordinal)}", failing.Read("sources", "0", "detail"));
        Assert.DoesNotContain(app.Log.Lines, line => line.Contains("/rss", StringComparison.Ordinal) || line.Contains("feed.xml", StringComparison.Ordinal));
    }

    [SkippableFact]
    public async Task An_item_that_says_when_it_is_over_is_said_until_then_and_not_after()
    {
        await using var site = await FeedServer.StartAsync();
        await using var app = await StartAsync(site);
        await FollowAsync(app, site, "Climat", announces: true);
        await app.StepUntilAsync(Morning.AddMinutes(10));
        foreach (var (id, end) in new[] { ("over", Morning), ("soon", Morning.AddHours(3)), ("far", Morning.AddYears(1)) })
        {
            site.Publish(id, Morning.AddMinutes(11), id, $"<e:enddate xmlns:e='http://purl.org/rss/1.0/modules/event/'>{end:yyyy-MM-ddTHH:mm:ssZ}</e:enddate>");
        }

        await app.StepUntilAsync(Morning.AddMinutes(15));

        var alerts = await app.Get<AlertStore>().ListAsync("climat", "", 10, default);
        Assert.Equal([("far", Morning.AddMinutes(15).AddDays(30)), ("soon", Morning.AddHours(3))], alerts.Select(alert => (alert.Words!.Title.En, alert.ExpiresAt)).Order());
    }

    [SkippableFact]
    public async Task A_campaign_that_joins_later_announces_what_is_new_to_it_only()
    {
        await using var site = await FeedServer.StartAsync();
        await using var app = await StartAsync(site);
        await FollowAsync(app, site, "First", announces: true);
        await app.StepUntilAsync(Morning.AddMinutes(10));
        app.SetClock(Morning.AddMinutes(11));
        await FollowAsync(app, site, "Second", announces: true);
        site.Publish("a", Morning.AddMinutes(12), "a");
        await app.StepUntilAsync(Morning.AddMinutes(16));
        site.Publish("b", Morning.AddMinutes(17), "b");
        await app.StepUntilAsync(Morning.AddMinutes(26));

        async Task<string[]> SaidAsync(string campaign) => [.. (await app.Get<AlertStore>().ListAsync(campaign, "", 10, default)).Select(alert => alert.Words!.Title.En).Order()];
        Assert.Equal(["a", "b"], await SaidAsync("first"));
        Assert.Equal(["b"], await SaidAsync("second"));

        // Ended, it says no more, though it is asked once more for its last minutes.
        (await app.PostAsync("/api/campaigns/second/end", "")).Expect(200);
        site.Publish("c", app.Now, "c");
        await app.StepUntilAsync(Morning.AddMinutes(60));
        Assert.Equal(["a", "b", "c"], await SaidAsync("first"));
        Assert.Equal(["b"], await SaidAsync("second"));
    }

    // A poll that finds an item makes nine requests to storage and more: the machine dies before each of them in turn.
    [SkippableFact]
    public async Task Wherever_the_power_fails_an_item_is_counted_once_and_announced_once()
    {
        await using var site = await FeedServer.StartAsync();
        await using var app = await StartAsync(site);
        app.MayLogErrors = true;
        await FollowAsync(app, site, "Climat", announces: true);
        var campaign = (await app.Get<CampaignStore>().FindAsync("climat", default))!;
        var query = Assert.Single(TrackedQuery.Of(campaign, app.Get<CampaignRules>().Kinds));
        var due = new PollDue(query, ["climat"], Morning, [new AnnouncingCampaign("climat", Morning)]);
        var (anna, cuts) = (await app.SubscriberAsync("s_anna"), 0);
        app.SetClock(Morning.AddMinutes(1));
        await PollAsync(app, due);
        for (var item = 1; item <= 40; item++)
        {
            app.SetClock(Morning.AddMinutes(1 + item));
            site.Publish($"i{item}", app.Now, $"Item {item}");
            app.Storage.CutAfter(item - 1);
            try
            {
                await PollAsync(app, due);
            }
            catch (PowerCutException)
            {
                cuts++;
            }

            app.Storage.Restore();
            await PollAsync(app, due);
        }

        Assert.InRange(cuts, 9, 39);
        Assert.Equal(40, (await app.Get<SignalStore>().ReadCursorAsync(query.Key, default)).Signals);
        Assert.Equal(40, (await app.Get<SignalStore>().ReadCountsAsync(query.Key, Morning, Morning.AddHours(2), default)).Total);
        var alerts = await app.Get<AlertStore>().ListAsync("climat", "", 1000, default);
        Assert.Equal(Enumerable.Range(1, 40).Select(item => $"Item {item}").Order(), alerts.Select(alert => alert.Words!.Title.En).Order());

        // All are said, several at a time.
        await app.StepUntilAsync(Morning.AddHours(3));
        var said = string.Join('\n', anna.Received.Select(received => received.Text));
        Assert.All(Enumerable.Range(1, 40), item => Assert.Single(System.Text.RegularExpressions.Regex.Matches(said, $"Item {item}(?![0-9])")));
    }

    private static Task PollAsync(RelaisApp app, PollDue due) => app.RunAsync<PollSource>(poll => poll.RunAsync(due, default));

    // The site is a real one on this machine: calls to it go through to the network, all others to nobody.
    private async Task<RelaisApp> StartAsync(FeedServer site)
    {
        var app = await RelaisApp.StartAsync(azurite, settings: new Dictionary<string, string?> { ["Http:AllowLoopback"] = "true" });
        var network = new HttpMessageInvoker(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false, UseCookies = false });
        app.Outside.Put(new Uri(site.Url).Authority, network.SendAsync);
        return app;
    }

    private static async Task<Answer> FollowAsync(RelaisApp app, FeedServer site, string name, bool announces) => (await app.PostAsync(
        "/api/campaigns",
        $$"""{"name":"{{name}}","hashtags":["climat"],"sources":[{"kind":"feed","url":"{{site.Url}}","announces":{{(announces ? "true" : "false")}}}]}""")).Expect(201);
}
