using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Relais.Tests.Story;

/// <summary>One campaign's day, from the first post to the dashboard.</summary>
public sealed class FromPostsToDashboardTests(Azurite azurite) : IClassFixture<Azurite>
{
    [SkippableFact]
    public async Task A_surge_is_noticed_told_to_those_who_asked_and_shown()
    {
        await using var app = await RelaisApp.StartAsync(azurite);
        var instance = new MastodonInstance(app.Outside, () => app.Now);
        var sink = new WebhookReceiver(app.Outside, "sink.example.org");
        var moody = new WebhookReceiver(app.Outside, "moody.example.org").Then(WebhookReceiver.Says(503)).Then(WebhookReceiver.Says(502));
        var gone = new WebhookReceiver(app.Outside, "gone.example.org") { Otherwise = WebhookReceiver.Says(410) };

        // Two hashtags: 24 posts an hour from 08:00 to 22:00, and 300 more from 16:00 to 17:00, a third of them with both.
        var (morning, surge, evening) = (RelaisApp.Morning, RelaisApp.Morning.AddHours(8), RelaisApp.Morning.AddHours(12));
        instance.Publish(24 * 14, morning, morning.AddHours(14), "boiteaoutils");
        instance.Publish(200, surge, surge.AddHours(1), "climat");
        instance.Publish(100, surge, surge.AddHours(1), "climat", "boiteaoutils");

        // An organiser creates the campaign and subscribes three sites to it.
        var campaign = (await app.PostAsync("/api/campaigns", """
            {"name":"Boîte à outils","hashtags":["#BoîteÀOutils","climat"],"sources":[{"kind":"mastodon","host":"mastodon.example"}]}
            """)).Expect(201);
        Assert.Equal("boite-a-outils", campaign.Read("id"));
        var secret = await SubscribeAsync(app, sink, "en");
        await SubscribeAsync(app, moody, "fr");
        await SubscribeAsync(app, gone, "en");

        await app.StepUntilAsync(evening);

        // The surge was one alert, which began and ended; that an address was switched off is another.
        var alerts = (await app.GetAsync("/api/campaigns/boite-a-outils/alerts")).Expect(200).At("alerts");
        Assert.Equal(["endpoint", "surge"], alerts.EnumerateArray().Select(one => one.GetProperty("kind").GetString()).Order());
        var alert = alerts.EnumerateArray().Single(one => one.GetProperty("kind").GetString() == "surge");
        Assert.Equal("resolved", alert.GetProperty("status").GetString());
        Assert.Equal("2026-03-02T16:15:00+00:00", alert.GetProperty("startsAt").GetString());
        Assert.Equal("2026-03-02T18:35:00+00:00", alert.GetProperty("endsAt").GetString());

        // Whoever asked was told, in their language, with the numbers that it was judged by, and again when it was over.
        Assert.Equal(
            [
                "alert.firing: Boîte à outils is surging. 99 posts in an hour, where about 25 are usual: 4.0 above usual, and a surge begins at 3.5.",
                "alert.resolved: Boîte à outils is back to usual. 24 posts in the last hour, where about 43 have become usual; the surge began at 2026-03-02 16:15 UTC.",
            ],
            sink.Received.Select(Say));
        Assert.All(sink.Received, received => Assert.True(IsSigned(received, secret)));

        // One who did not answer twice was tried again, with the same id, until the message was there; one who is gone was asked once and then left alone.
        var firing = "alert.firing: Boîte à outils s'envole. "
            + "99 publications en une heure, pour environ 25 d'habitude\u00a0: 4,0 au-dessus de l'habitude, et une envolée commence à 3,5.";
        Assert.Equal(
            [
                firing,
                firing,
                firing,
                "alert.resolved: Retour à l'habitude pour Boîte à outils. 24 publications dans la dernière heure, pour environ 43 devenues habituelles\u00a0; l'envolée avait commencé le 2026-03-02 à 16:15 UTC.",
            ],
            moody.Received.Select(Say));
        Assert.Single(moody.Received.Take(3).Select(received => received.Id).Distinct());
        Assert.Single(gone.Received);

        // The ledger adds up: three people, two versions; and it says why two were not reached.
        Assert.Equal("""{"planned":0,"sent":4,"deferred":0,"failed":1,"expired":0,"suppressed":1,"audience":6}""", alert.GetProperty("deliveries").GetRawText());
        Assert.Equal(["failed: gone, after 1"], await LateAsync(app, alert, version: 1));
        Assert.Equal(["suppressed: switched off, after 0"], await LateAsync(app, alert, version: 2));

        // The instance is down for an hour. What was published meanwhile is read afterwards; that nobody could see it then is shown.
        instance.Instead = MastodonInstance.Says(503, "<html>Service Unavailable</html>", type: "text/html");
        await app.StepUntilAsync(evening.AddHours(1));
        var blind = (await app.GetAsync("/api/dashboard/boite-a-outils")).Expect(200);
        Assert.Equal(
            """[{"source":"mastodon mastodon.example","from":"2026-03-02T20:00:00+00:00","until":null,"reason":"answered 503","recovered":false}]""",
            blind.At("gaps").GetRawText());
        Assert.Equal("failing: answered 503", $"{blind.Read("sources", "0", "state")}: {blind.Read("sources", "0", "detail")}");
        instance.Instead = null;
        await app.StepUntilAsync(evening.AddHours(2));

        var shown = (await app.GetAsync("/api/dashboard/boite-a-outils")).Expect(200);
        Assert.Equal(
            """[{"source":"mastodon mastodon.example","from":"2026-03-02T20:00:00+00:00","until":"2026-03-02T21:15:00+00:00","reason":"answered 503","recovered":true}]""",
            shown.At("gaps").GetRawText());
        Assert.Equal("ok", shown.Read("sources", "0", "state"));

        // Every post once, those with two hashtags too: 336 in fourteen hours and 300 in one.
        Assert.Equal("""{"posts":636,"lastHour":24,"lastDay":636,"lastWeek":636}""", shown.At("campaign", "totals").GetRawText());
        var curve = shown.At("curve", "posts").EnumerateArray().Select(step => step.GetInt32()).ToArray();
        Assert.Equal([28, 27, 26, 28, 27, 26, 28, 27, 26, 28, 27, 26], HourFrom(shown, curve, surge));
        Assert.Equal(Enumerable.Repeat(2, 12), HourFrom(shown, curve, evening));
        Assert.Equal(636, curve.Sum());

        // A snapshot every five minutes; the list of campaigns shows the last one.
        var snapshots = (await app.GetAsync("/api/campaigns/boite-a-outils/snapshots")).At("snapshots");
        Assert.Equal(14 * 12, snapshots.GetArrayLength());
        var list = (await app.GetAsync("/api/dashboard")).Expect(200);
        Assert.Equal("2026-03-02T22:00:00+00:00", list.Read("campaigns", "0", "snapshotAt"));
        Assert.Equal("""{"firing":0,"total":2}""", list.At("campaigns", "0", "alerts").GetRawText());
        Assert.Equal(6, list.Number("campaigns", "0", "deliveries", "audience"));
        Assert.Equal("""{"open":0,"lastWeek":1}""", list.At("campaigns", "0", "gaps").GetRawText());
    }

    private static async Task<string> SubscribeAsync(RelaisApp app, WebhookReceiver receiver, string language)
    {
        var draft = $$"""{"channel":"webhook","address":"{{receiver.Address}}","language":"{{language}}"}""";
        return (await app.PostAsync("/api/campaigns/boite-a-outils/subscriptions", draft)).Expect(201).Read("secret");
    }

    private static async Task<string[]> LateAsync(RelaisApp app, JsonElement alert, int version)
    {
        var path = $"/api/campaigns/boite-a-outils/alerts/{alert.GetProperty("id").GetString()}/deliveries?state=late&version={version}";
        var late = (await app.GetAsync(path)).Expect(200).At("deliveries").EnumerateArray();
        return [.. late.Select(one => $"{one.GetProperty("state")}: {one.GetProperty("reason")}, after {one.GetProperty("attempts")}")];
    }

    private static string Say(Received received)
    {
        var body = JsonDocument.Parse(received.Body).RootElement;
        return $"{body.GetProperty("type")}: {body.GetProperty("data").GetProperty("title")} {body.GetProperty("data").GetProperty("body")}";
    }

    // Worked out by the specification's own words, not by the code that signs.
    private static bool IsSigned(Received received, string secret)
    {
        byte[] signed = [.. Encoding.UTF8.GetBytes($"{received.Id}.{received.Headers["webhook-timestamp"]}."), .. received.Body];
        return received.Headers["webhook-signature"] == "v1," + Convert.ToBase64String(HMACSHA256.HashData(Convert.FromBase64String(secret["whsec_".Length..]), signed));
    }

    private static int[] HourFrom(Answer shown, int[] curve, DateTimeOffset from)
    {
        var start = shown.At("curve", "at").EnumerateArray().Select(at => at.GetInt64()).ToList().IndexOf(from.ToUnixTimeSeconds());
        return curve[start..(start + 12)];
    }
}
