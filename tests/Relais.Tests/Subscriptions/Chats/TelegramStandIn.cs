using System.Collections.Concurrent;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Relais.Storage;
using Relais.Storage.Tables;
using Relais.Subscriptions;
using Relais.Tests.Story;

namespace Relais.Tests.Subscriptions.Chats;

/// <summary>Telegram as the app meets it: takes the bot's calls, keeps where updates go, and brings what people write.</summary>
internal sealed partial class TelegramStandIn
{
    public const string Token = "4242:AAs3cretOfTheBot_0123456789-abcdefg";

    private readonly RelaisApp app;
    private readonly ConcurrentQueue<(string Method, JsonElement Body)> calls = new();
    private int updates;

    private TelegramStandIn(RelaisApp app) => this.app = app;

    /// <summary>Calls of the bot, in their order: the method, and the body.</summary>
    public IReadOnlyList<(string Method, JsonElement Body)> Calls => [.. calls];

    /// <summary>What is answered to a method beside the usual.</summary>
    public Dictionary<string, (int Status, string Body)> Answers { get; } = new()
    {
        ["sendMessage"] = (200, """{"ok":true,"result":{"message_id":1}}"""),
        ["getMe"] = (200, """{"ok":true,"result":{"id":4242,"is_bot":true,"first_name":"Relais","username":"Relais_Bot"}}"""),
        ["setWebhook"] = (200, """{"ok":true,"result":true,"description":"Webhook was set"}"""),
        ["getWebhookInfo"] = (200, """{"ok":true,"result":{"url":"https://relais.example.org/api/telegram/updates","has_custom_certificate":false,"pending_update_count":0}}"""),
    };

    public static Dictionary<string, string?> Settings => new() { ["Telegram:BotToken"] = Token, ["Telegram:BotName"] = "relais_bot", ["Relais:PublicUrl"] = "https://relais.example.org" };

    /// <summary>What the bot has sent into chats by itself: the welcome, alerts.</summary>
    public IReadOnlyList<string> Sent => [.. Calls.Where(call => call.Method == "sendMessage").Select(call => call.Body.GetProperty("text").GetString()!)];

    /// <summary>An app with a bot; where it is connected, as an operator would.</summary>
    public static async Task<(RelaisApp App, TelegramStandIn Telegram)> StartAsync(Azurite azurite, Dictionary<string, string?>? settings = null, bool isConnected = true, string? prefix = null, DateTimeOffset? now = null)
    {
        var app = await RelaisApp.StartAsync(azurite, now, settings ?? Settings, prefix: prefix);
        var telegram = new TelegramStandIn(app);
        app.Outside.Put("api.telegram.org", telegram.TakeAsync);
        if (isConnected)
        {
            (await app.SendAsync(HttpMethod.Post, "/api/channels/telegram/connect")).Expect(200);
        }

        return (app, telegram);
    }

    /// <summary>A connected bot and the campaign `climat` with its page, for many callers.</summary>
    public static async Task<(RelaisApp App, TelegramStandIn Telegram)> WithCampaignAsync(Azurite azurite)
    {
        var started = await StartAsync(azurite, new(Settings) { ["Subscriptions:CallsAtOnce"] = "1000" });
        await Visitor.CampaignAsync(started.App, "climat");
        return started;
    }

    public static async Task<int> PeopleAsync(RelaisApp app, string campaign = "climat") => (await app.GetAsync($"/api/campaigns/{campaign}/subscriptions/reach")).Number("people");

    public static Task<int> ChatRowsAsync(RelaisApp app) => RowsAsync(app, JoinStore.TableName, row => row.PartitionKey == "~chat");

    public static async Task<int> RowsAsync(RelaisApp app, string table, Func<TableEntity, bool>? where = null)
    {
        var count = 0;
        await foreach (var row in app.Get<StorageAccount>().Table(table).QueryAsync<TableEntity>())
        {
            count += where?.Invoke(row) == false ? 0 : 1;
        }

        return count;
    }

    /// <summary>The secret that the newest setWebhook agreed.</summary>
    public string Secret => Calls.Last(call => call.Method == "setWebhook").Body.GetProperty("secret_token").GetString()!;

    /// <summary>Somebody writes to the bot; what it says back, null when nothing.</summary>
    public async Task<string?> WriteAsync(long chat, string text, string language = "en", string type = "private")
    {
        var id = ++updates;
        return Said(await BringAsync($$$"""
            {"update_id":{{{id}}},"message":{"message_id":{{{id}}},"from":{"id":{{{Math.Abs(chat)}}},"is_bot":false,"first_name":"Ada","language_code":"{{{language}}}"},
            "chat":{"id":{{{chat}}},"first_name":"Ada","type":"{{{type}}}"},"date":1772438400,"text":{{{JsonSerializer.Serialize(text)}}},"entities":[{"offset":0,"length":6,"type":"bot_command"}]}}
            """), chat);
    }

    /// <summary>Somebody blocks the bot, or lets it write again.</summary>
    public async Task<Answer> MoveAsync(long chat, string status, string type = "private") => await BringAsync($$$$"""
        {"update_id":{{{{++updates}}}},"my_chat_member":{"chat":{"id":{{{{chat}}}},"type":"{{{{type}}}}"},"from":{"id":{{{{Math.Abs(chat)}}}},"is_bot":false,"first_name":"Ada"},"date":1772438400,
        "old_chat_member":{"user":{"id":4242,"is_bot":true,"first_name":"Relais"},"status":"member"},"new_chat_member":{"user":{"id":4242,"is_bot":true,"first_name":"Relais"},"status":"{{{{status}}}}","until_date":0}}}
        """);

    /// <param name="secret">The one that was agreed when null; none when empty.</param>
    public async Task<Answer> BringAsync(string json, string? secret = null) => await BringAsync(Encoding.UTF8.GetBytes(json), secret);

    public async Task<Answer> BringAsync(byte[] body, string? secret = null)
    {
        var content = new ByteArrayContent(body);
        content.Headers.TryAddWithoutValidation("Content-Type", "application/json");
        if ((secret ?? Secret) is { Length: > 0 } shown)
        {
            content.Headers.TryAddWithoutValidation("X-Telegram-Bot-Api-Secret-Token", shown);
        }

        return await app.SendContentAsync(HttpMethod.Post, "/api/telegram/updates", content, "");
    }

    /// <summary>Fills in a campaign's page for Telegram; what is not named is left as the form has it.</summary>
    public static Task<Answer> AskAsync(RelaisApp app, string campaign, params (string Name, string Value)[] more) => new Visitor(app).PostAsync(
        $"/c/{campaign}/join",
        [.. new[] { ("channel", "telegram"), ("lang", "en"), ("consent", "yes"), ("kinds", "call"), ("floor", "info"), ("rhythm", "now"), ("zone", "Europe/Paris"), ("language", "en") }.Where(field => more.All(one => one.Name != field.Item1)), .. more.Where(field => field.Value.Length > 0)]);

    /// <summary>The code in the link of the page that came.</summary>
    public static string CodeOf(Answer page) => Link().Match(page.Expect(200).Text) is { Success: true } link ? link.Groups["code"].Value : throw new InvalidOperationException(page.Text);

    private static string? Said(Answer answer, long chat)
    {
        answer.Expect(200);
        if (answer.Text.Length == 0)
        {
            return null;
        }

        Assert.Equal(("sendMessage", chat, true), (answer.Read("method"), answer.At("chat_id").GetInt64(), answer.At("link_preview_options", "is_disabled").GetBoolean()));
        return answer.Read("text");
    }

    private async Task<HttpResponseMessage> TakeAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Assert.StartsWith($"/bot{Token}/", request.RequestUri!.AbsolutePath, StringComparison.Ordinal);
        var method = request.RequestUri.Segments[^1];
        using var body = JsonDocument.Parse(await request.Content!.ReadAsStringAsync(cancellationToken));
        calls.Enqueue((method, body.RootElement.Clone()));
        var (status, text) = Answers[method];
        return new HttpResponseMessage((HttpStatusCode)status) { Content = new StringContent(text) };
    }

    [GeneratedRegex("href=\"https://t\\.me/relais_bot\\?start=(?<code>[A-Za-z0-9_-]{22})\" rel=\"noopener noreferrer\"")]
    private static partial Regex Link();
}
