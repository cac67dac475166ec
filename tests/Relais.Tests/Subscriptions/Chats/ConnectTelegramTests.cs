using Relais.Tests.Story;

namespace Relais.Tests.Subscriptions.Chats;

/// <summary>How an operator connects the bot, and what they are told when it does not work.</summary>
public sealed class ConnectTelegramTests(Azurite azurite) : IClassFixture<Azurite>
{
    private const string Path = "/api/channels/telegram/connect";

    [SkippableFact]
    public async Task Telegram_is_told_where_to_bring_what_is_written_and_what_alone()
    {
        azurite.SkipUnlessRunning();
        var (app, telegram) = await TelegramStandIn.StartAsync(azurite);
        await using var _ = app;
        Assert.Equal(["getMe", "setWebhook", "getWebhookInfo"], telegram.Calls.Select(call => call.Method));
        Assert.Equal(
            $$"""{"url":"https://relais.example.org/api/telegram/updates","secret_token":"{{telegram.Secret}}","allowed_updates":["message","my_chat_member"]}""",
            telegram.Calls[1].Body.GetRawText());

        telegram.Answers["getWebhookInfo"] = (200, """{"ok":true,"result":{"url":"https://elsewhere.example.org/","pending_update_count":7,"last_error_date":1772438400,"last_error_message":"Wrong response from the webhook: 401 Unauthorized"}}""");
        Assert.Equal(
            """{"bot":"relais_bot","connected":false,"pending":7,"lastErrorAt":"2026-03-02T08:00:00+00:00","lastError":"Wrong response from the webhook: 401 Unauthorized"}""",
            (await app.GetAsync(Path)).Expect(200).Text);
        Assert.All([.. app.Log.Lines, (await app.GetAsync(Path)).Text], text => Assert.False(text.Contains("s3cret", StringComparison.Ordinal) || text.Contains(telegram.Secret, StringComparison.Ordinal), text));
    }

    [SkippableTheory]
    [InlineData("getMe", 401, """{"ok":false,"error_code":401,"description":"Unauthorized"}""", "Telegram:BotToken: is not known to Telegram.")]
    [InlineData("getMe", 200, """{"ok":true,"result":{"id":4242,"is_bot":true,"username":"other_bot"}}""", "Telegram:BotName: is not the name of the bot that the token belongs to.")]
    [InlineData("getMe", 200, "<html>", "telegram: refused: 200")]
    [InlineData("setWebhook", 400, """{"ok":false,"error_code":400,"description":"Bad Request: bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443"}""", "telegram: refused: Bad Request: bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443")]
    [InlineData("setWebhook", 429, """{"ok":false,"error_code":429,"description":"Too Many Requests: retry after 1","parameters":{"retry_after":1}}""", "telegram: refused: Too Many Requests: retry after 1")]
    [InlineData("getWebhookInfo", 502, "", "telegram: refused: 502")]
    public async Task A_refusal_is_told_in_plain_words(string method, int status, string body, string said)
    {
        azurite.SkipUnlessRunning();
        var (app, telegram) = await TelegramStandIn.StartAsync(azurite, isConnected: false);
        await using var _ = app;
        telegram.Answers[method] = (status, body);
        var answer = await app.SendAsync(HttpMethod.Post, Path);
        Assert.Equal((409, said), (answer.Status, answer.Detail));
    }

    [SkippableFact]
    public async Task Without_a_bot_without_https_and_without_a_key_of_scope_admin_nobody_is_asked_anything()
    {
        azurite.SkipUnlessRunning();
        await using (var app = await RelaisApp.StartAsync(azurite))
        {
            Assert.Equal((409, "Telegram:BotToken: must be set first."), await app.SendAsync(HttpMethod.Post, Path) is var answer ? (answer.Status, answer.Detail) : default);
            Assert.Equal((409, "Telegram:BotToken: must be set first."), await app.GetAsync(Path) is var shown ? (shown.Status, shown.Detail) : default);
        }

        await using var plain = await RelaisApp.StartAsync(azurite, settings: new Dictionary<string, string?>(TelegramStandIn.Settings) { ["Relais:PublicUrl"] = null });
        var refused = await plain.SendAsync(HttpMethod.Post, Path);
        Assert.Equal((409, "Relais:PublicUrl: must begin with https://: Telegram calls nothing else."), (refused.Status, refused.Detail));
        var key = (await plain.PostAsync("/api/keys", """{"name":"other","scope":"write"}""")).Expect(201).Read("key");
        Assert.Equal(403, (await plain.SendAsync(HttpMethod.Post, Path, key: key)).Status);
        Assert.Equal(401, (await plain.SendContentAsync(HttpMethod.Post, Path, null, "")).Status);
    }
}
