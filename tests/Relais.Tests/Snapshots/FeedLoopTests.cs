using System.Text.Json;
using Relais.Alerts;
using Relais.Tests.Alerts;
using Relais.Tests.Story;
using Relais.Tests.Subscriptions;
using static Relais.Tests.Snapshots.FeedReading;

namespace Relais.Tests.Snapshots;

/// <summary>A Relais that follows the feed of a Relais: it reads what was told, and does not send it round for ever.</summary>
public sealed class FeedLoopTests(Azurite azurite) : IClassFixture<Azurite>
{
    [SkippableTheory]
    [InlineData("atom")]
    [InlineData("json")]
    public async Task Our_own_source_follows_our_own_feed(string format)
    {
        await using var app = await RelaisApp.StartAsync(azurite, settings: Settings);
        using var network = new HttpMessageInvoker(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false });
        var asked = new List<int>();
        app.Outside.Put(Host, async (request, stop) =>
        {
            // The proxy in front of the app.
            request.RequestUri = new Uri(app.Address, request.RequestUri!.PathAndQuery);
            request.Headers.Host = null;
            var answer = await network.SendAsync(request, stop);
            asked.Add((int)answer.StatusCode);
            return answer;
        });
        await Visitor.CampaignAsync(app, "climat");
        (await app.PostAsync(
            "/api/campaigns",
            $$$"""{"name":"Second","hashtags":["climat"],"sources":[{"kind":"feed","url":"https://{{{Host}}}/c/climat/feed.{{{format}}}?lang=fr","announces":true}],"page":{"about":{"en":"Follows."} } }""")).Expect(201);
        var anna = await app.SubscriberAsync("s_anna", campaign: "second");
        await app.StepUntilAsync(app.Now.AddMinutes(10));

        await app.AnnounceAsync("march", "March & more <now>", ""","url":"https://news.example/march" """);
        await app.AnnounceAsync("cell", "For a cell", ""","audience":{"cell":"north"} """);
        await app.StepUntilAsync(app.Now.AddHours(2));

        // Told once, in the same words, with the same link and the same end.
        var told = JsonDocument.Parse(Assert.Single(anna.Received).Body).RootElement.GetProperty("data");
        Assert.Equal(
            ("announcement", "March & more <now> (fr)", "Vieux-Port.", "https://news.example/march"),
            (told.GetProperty("kind").GetString(), told.GetProperty("title").GetString(), told.GetProperty("body").GetString(), told.GetProperty("url").GetString()));
        var (first, echo) = (Assert.Single(await AlertsAsync(app, "climat"), alert => alert.Audience.IsEverybody), Assert.Single(await AlertsAsync(app, "second")));
        Assert.Equal((first.ExpiresAt, false, true), (echo.ExpiresAt, first.IsEcho, echo.IsEcho));
        Assert.Equal(1, (await app.GetAsync("/api/dashboard/second")).Number("campaign", "totals", "posts"));

        // What did not change was not sent again.
        Assert.Contains(304, asked);
        Assert.All(asked, status => Assert.True(status is 200 or 304));

        // It came by a feed of Relais, and stands in no other: two that follow each other would tell it for ever.
        Assert.DoesNotContain("March", (await app.ReadAsync($"/c/second/feed.{format}")).Text, StringComparison.Ordinal);
    }

    private static Task<IReadOnlyList<Alert>> AlertsAsync(RelaisApp app, string campaign) => app.Get<AlertStore>().ListAsync(campaign, "", 10, default);
}
