using Relais.Notifications;
using Relais.Tests.Alerts;
using Relais.Tests.Story;

namespace Relais.Tests.Notifications.Channels;

/// <summary>Chats from the subscription to the ledger, in the whole app.</summary>
public sealed class ChatStoryTests(Azurite azurite) : IClassFixture<Azurite>
{
    private const string Hook = "/services/T0AB/B0CD/s3cretOfTheHook";
    private const string Bot = "4242:AAs3cretOfTheBot_0123456789-abcdefg";

    [SkippableFact]
    public async Task A_chat_hears_a_call_until_its_hook_is_taken_away_and_nobody_reads_the_hook()
    {
        await using var app = await RelaisApp.StartAsync(azurite);
        await app.CampaignAsync();
        var (paths, answer) = (new List<string>(), WebhookReceiver.Says(200, body: "ok"));
        app.Outside.Put("hooks.slack.com", (request, token) =>
        {
            paths.Add($"{request.Method} {request.RequestUri!.AbsolutePath}");
            return answer(request, token);
        });
        var made = (await app.PostAsync("/api/campaigns/climat/subscriptions", $$"""{"channel":"slack","address":"https://hooks.slack.com{{Hook}}"}""")).Expect(201);
        Assert.False(made.Json.TryGetProperty("secret", out _));

        var first = (await app.CallAsync("one")).Expect(201).Read("id");
        await app.SettleAsync();
        Assert.Equal(["POST " + Hook], paths);
        Assert.Equal("sent", await StateAsync(app, first, made.Read("id")));

        answer = WebhookReceiver.Says(404, body: "no_service");
        var second = (await app.CallAsync("two")).Expect(201).Read("id");
        await app.SettleAsync();
        Assert.Equal("failed gone", await StateAsync(app, second, made.Read("id")));
        Assert.Equal("gone", (await app.GetAsync($"/api/campaigns/climat/subscriptions/{made.Read("id")}")).Read("off"));
        (await app.CallAsync("three")).Expect(201);
        await app.SettleAsync();
        Assert.Equal(2, paths.Count);

        Assert.All(
            [.. app.Log.Lines, made.Text, (await app.GetAsync("/api/destinations")).Text, (await app.GetAsync("/api/campaigns/climat/subscriptions")).Text],
            text => Assert.DoesNotContain("s3cret", text, StringComparison.Ordinal));
    }

    [SkippableFact]
    public async Task A_hook_that_is_asked_too_often_holds_up_no_other_on_its_host()
    {
        await using var app = await RelaisApp.StartAsync(azurite);
        await app.CampaignAsync();
        var sent = new List<string>();
        app.Outside.Put("hooks.slack.com", (request, token) =>
        {
            sent.Add(request.RequestUri!.Segments[^1]);
            return (sent[^1] == "busy" ? WebhookReceiver.Says(429, "Retry-After", "3000") : WebhookReceiver.Says(200, body: "ok"))(request, token);
        });
        foreach (var hook in new[] { "busy", "calm" })
        {
            (await app.PostAsync("/api/campaigns/climat/subscriptions", $$"""{"channel":"slack","address":"https://hooks.slack.com/services/T0AB/B0CD/{{hook}}"}""")).Expect(201);
        }

        (await app.CallAsync("one")).Expect(201);
        await app.SettleAsync();
        (await app.CallAsync("two")).Expect(201);
        await app.SettleAsync();
        Assert.Equal(2, sent.Count(hook => hook == "calm"));
        Assert.Empty((await app.GetAsync("/api/destinations")).At("destinations").EnumerateArray());
    }

    [SkippableFact]
    public async Task A_token_that_was_withdrawn_keeps_everything_until_the_operator_has_seen_to_it_and_blames_nobody()
    {
        await using var app = await RelaisApp.StartAsync(azurite, settings: new Dictionary<string, string?> { ["Telegram:BotToken"] = Bot });
        await app.CampaignAsync();
        var (chats, answer) = (new List<string>(), WebhookReceiver.Says(401, body: """{"ok":false,"error_code":401,"description":"Unauthorized"}"""));
        app.Outside.Put("api.telegram.org", async (request, token) =>
        {
            chats.Add(await request.Content!.ReadAsStringAsync(token));
            return await answer(request, token);
        });
        var id = (await app.PostAsync("/api/campaigns/climat/subscriptions", """{"channel":"telegram","address":"123456789"}""")).Expect(201).Read("id");
        var alert = (await app.CallAsync("one")).Expect(201).Read("id");
        await app.SettleAsync();

        Assert.Equal("deferred token refused", await StateAsync(app, alert, id));
        Assert.Equal(Health.Well, (await app.Get<AddressBook>().FindAsync("climat", id, default))!.Health);
        var waiting = await app.GetAsync("/api/destinations");
        Assert.Equal(("telegram:4242", "token refused"), (waiting.Read("destinations", "0", "destination"), waiting.Read("destinations", "0", "pausedFor")));

        answer = WebhookReceiver.Says(200, body: """{"ok":true}""");
        await app.StepUntilAsync(app.Now.AddMinutes(10), minutes: 1);
        Assert.Equal("sent", await StateAsync(app, alert, id));
        Assert.Equal(2, chats.Count);
        Assert.All(app.Log.Lines, line => Assert.DoesNotContain("s3cret", line, StringComparison.Ordinal));
    }

    [SkippableFact]
    public async Task What_needs_an_account_of_the_operators_is_only_there_with_one()
    {
        azurite.SkipUnlessRunning();
        await using var app = await RelaisApp.StartAsync(azurite, settings: new Dictionary<string, string?>
        {
            ["Telegram:BotToken"] = Bot,
            ["Matrix:Homeserver"] = "https://matrix.example.org",
            ["Matrix:AccessToken"] = "syt_s3cret",
        });
        await app.CampaignAsync();
        Assert.Equal(
            "channel: must be one of: discord, google-chat, gotify, matrix, mattermost, ntfy, rocket-chat, slack, teams, telegram, webhook.",
            (await app.PostAsync("/api/campaigns/climat/subscriptions", "{}")).Expect(400).Detail);
    }

    private static async Task<string> StateAsync(RelaisApp app, string alert, string subscription)
    {
        var delivery = (await app.GetAsync($"/api/campaigns/climat/alerts/{alert}/deliveries/{subscription}")).Expect(200).At("deliveries", "0");
        return $"{delivery.GetProperty("state").GetString()} {(delivery.GetProperty("reason").ValueKind == System.Text.Json.JsonValueKind.String ? delivery.GetProperty("reason").GetString() : "")}".Trim();
    }
}
