using System.Net.Http.Headers;
using Relais.Tests.Alerts;
using Relais.Tests.Intake;
using Relais.Tests.Notifications;
using Relais.Tests.Subscriptions;

namespace Relais.Tests.Story;

/// <summary>What telemetry never tells: looked for in every byte that leaves for a collector, of a day in which all of it was there.</summary>
[Collection(AloneCollection.Name)]
public sealed class TelemetrySecretsTests(Azurite azurite) : IClassFixture<Azurite>
{
    private const string BotToken = "4242:telegram-token-of-the-operator";

    [SkippableFact]
    public async Task No_address_token_word_or_host_of_a_person_leaves_with_telemetry()
    {
        azurite.SkipUnlessRunning();
        await using var collector = await OtlpReceiver.StartAsync();
        using var mail = await MailServer.StartAsync();
        var settings = new Dictionary<string, string?>(collector.Settings)
        {
            ["Smtp:Host"] = "localhost", ["Smtp:Port"] = mail.Port.ToString(), ["Smtp:Security"] = "none", ["Smtp:From"] = "Relais <sender@relais.example>",
            ["Telegram:BotToken"] = BotToken, ["Relais:PublicUrl"] = "https://public.example",
        };
        var secrets = new List<string> { BotToken, "telegram-token", "sender@relais.example", "ada@example.org", "rcpt-550", "bob@", "Marche", "March", "Old port", "Vieux-Port", "0123456789abcdef" };
        await using (var app = await RelaisApp.StartAsync(azurite, settings: settings))
        {
            app.MayLogErrors = true;
            secrets.Add(app.Key);
            await Visitor.CampaignAsync(app, "climat");
            secrets.AddRange(await SubscribeAsync(app));
            secrets.AddRange(await JoinAsync(app));
            secrets.AddRange(await PushAsync(app));
            secrets.AddRange(await PollAsync(app));
            (await app.CallAsync("the-key-of-a-call")).Expect(201);
            await app.StepUntilAsync(app.Now.AddMinutes(10), minutes: 1);
            (await app.GetAsync("/api/dashboard?token=secret-in-a-query")).Expect(200);
            (await app.GetAsync("/no/such/secret-in-a-path", key: "rk_secret-key-of-nobody")).Expect(404);
            secrets.AddRange(["secret-in-a-query", "secret-in-a-path", "secret-key-of-nobody", "the-key-of-a-call"]);
            secrets.AddRange(app.Outside.Hosts);
        }

        // All of it was told of, and so can be looked for.
        foreach (var told in (string[])["deliver page", "POST /in/{campaign}/{inlet}", "POST /stop/{token}", "take call", "raise alert", "fold answer", "take snapshot", "System.FormatException", "climat"])
        {
            Assert.True(collector.Holds(told, "/v1/traces"), $"{told} is not among the spans.");
        }

        foreach (var told in (string[])["relais.deliveries", "relais.delivery.lag", "relais.poll.answers", "relais.submissions", "relais.storage.request.duration", "http.server.request.duration", "webhook", "email", "telegram", "json"])
        {
            Assert.True(collector.Holds(told, "/v1/metrics"), $"{told} is not among the measures.");
        }

        Assert.True(secrets.Count > 30);
        Assert.All(secrets, secret => Assert.True(secret.Length > 3 && !collector.Holds(secret), $"{secret} left with telemetry."));
    }

    private static async Task<IEnumerable<string>> SubscribeAsync(RelaisApp app)
    {
        _ = new WebhookReceiver(app.Outside, "hooks.example.org") { Otherwise = (_, _) => throw new FormatException("what a stranger answered") };
        _ = new WebhookReceiver(app.Outside, "dead.example.org") { Otherwise = WebhookReceiver.Says(410) };
        app.Outside.Put("api.telegram.org", WebhookReceiver.Says(200, body: """{"ok":true,"result":{"message_id":1}}"""));
        var secrets = new List<string> { "what a stranger answered", "hook-token", "987654321" };
        foreach (var (channel, address) in new[] { ("webhook", "https://hooks.example.org/hook-token-1?key=hook-token-2"), ("webhook", "https://dead.example.org/hook-token-3"), ("email", "Ada@example.org"), ("email", "rcpt-550-5.1.1@example.org"), ("telegram", "987654321") })
        {
            var made = (await app.PostAsync("/api/campaigns/climat/subscriptions", $$"""{"channel":"{{channel}}","address":"{{address}}"}""")).Expect(201);
            secrets.Add(made.Read("id"));
        }

        return secrets;
    }

    private static async Task<IEnumerable<string>> JoinAsync(RelaisApp app)
    {
        var (visitor, own) = (new Visitor(app), new WebhookReceiver(app.Outside, "own.example.org"));
        (await visitor.JoinAsync("climat", own.Address)).Expect(200);
        await app.SettleAsync();
        var confirm = Visitor.ConfirmPath(own.Received[^1]);
        (await visitor.LookAsync(confirm)).Expect(200);
        (await visitor.PostAsync(confirm)).Expect(200);
        await app.SettleAsync();
        var (manage, stop) = (Visitor.ManagePath(own.Received[^1]), Visitor.StopPath(own.Received[^1]));
        (await visitor.LookAsync(manage)).Expect(200);
        (await visitor.LookAsync(manage.Replace("/me/", "/api/me/", StringComparison.Ordinal))).Expect(200);
        (await visitor.PostAsync(stop)).Expect(200);
        return new[] { confirm, manage, stop }.Select(path => path.Split('/')[^1]).SelectMany(token => token.Split('~').Append(token)).Where(part => part is not "climat" and { Length: > 3 });
    }

    private static async Task<IEnumerable<string>> PushAsync(RelaisApp app)
    {
        var path = await JsonSite.InletAsync(app, "sign-up");
        (await JsonSite.PushAsync(app, path, JsonSite.SignUp("id-of-a-form", "bob@example.org"))).Expect(200);
        (await app.SendContentAsync(HttpMethod.Post, path, new StringContent("{}", MediaTypeHeaderValue.Parse("application/json")), "wrong-bearer")).Expect(401);
        await app.SettleAsync();
        return [path.Split('/')[^1], "id-of-a-form", "wrong-bearer", "Our form"];
    }

    private static async Task<IEnumerable<string>> PollAsync(RelaisApp app)
    {
        var instance = new MastodonInstance(app.Outside, () => app.Now);
        (await app.SendAsync(HttpMethod.Patch, "/api/campaigns/climat", """{"sources":[{"kind":"mastodon","host":"mastodon.example"}],"milestones":{"counts":[10]}}""")).Expect(200);
        instance.Publish(11, app.Now, app.Now.AddMinutes(4), "climat");
        instance.Write(instance.Publish(app.Now, ["climat"]), "<p>words of a post</p>");
        instance.Then((_, _) => throw new FormatException("words of an exception"));
        await app.StepUntilAsync(app.Now.AddMinutes(10), minutes: 5);
        return ["words of a post", "words of an exception", "someone@elsewhere.example", "someone"];
    }
}
