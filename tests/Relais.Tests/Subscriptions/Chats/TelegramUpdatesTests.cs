using System.Text;
using Relais.Secrets;
using Relais.Tests.Story;

namespace Relais.Tests.Subscriptions.Chats;

/// <summary>What the bot's door takes, what it leaves alone, and whom it does not believe.</summary>
public sealed class TelegramUpdatesTests(Azurite azurite) : IClassFixture<Azurite>
{
    private const string Help = "This bot tells you of what moves the campaigns that you choose. To be told, choose Telegram on a campaign's page and press the button there. /stop ends everything that comes to this chat. Nobody reads what is written here.";
    private const string Person = "\"chat\":{\"id\":77,\"type\":\"private\"}";

    /// <summary>Update by update as the Bot API describes them, and what is said back; null for nothing.</summary>
    public static TheoryData<string, string?> Updates => new()
    {
        { Private("""  "text":"/start"  """), Help },
        { Private("""  "text":"/help"  """), Help },
        { Private("""  "text":"  hello  there "  """), Help },
        { Private("""  "text":""  """), Help },
        { Private("""  "text":"/start@relais_bot"  """), Help },
        { Private("""  "photo":[{"file_id":"a","file_unique_id":"b","width":1,"height":1}],"caption":"/stop"  """), Help },
        { Private("""  "sticker":{"emoji":"x"},"reply_to_message":{"message_id":1,"text":"/stop"}  """), Help },
        { Group("group", "/start@relais_bot AAAAAAAAAAAAAAAAAAAAAA"), null },
        { Group("supergroup", "/stop@relais_bot"), null },
        { Group("channel", "/stop"), null },
        { """{"update_id":1,"edited_message":{"message_id":1,"chat":{"id":77,"type":"private"},"text":"/stop"}}""", null },
        { """{"update_id":1,"callback_query":{"id":"1","data":"/stop"}}""", null },
        { """{"update_id":1,"my_chat_member":{"chat":{"id":77,"type":"private"},"new_chat_member":{"status":"member"}}}""", null },
        { """{"update_id":1,"my_chat_member":{"chat":{"id":77,"type":"private"}}}""", null },
        { """{"update_id":1,"my_chat_member":{"new_chat_member":{"status":"kicked"}}}""", null },
        { """{"update_id":1,"message":{"text":"/stop"}}""", null },
        { """{"update_id":1,"message":{"chat":{"id":"77","type":"private"},"text":"/stop"}}""", null },
        { """{"update_id":1,"message":{"chat":{"id":77.5,"type":"private"},"text":"/stop"}}""", null },
        { """{"update_id":1,"message":{"chat":{"id":1e30,"type":"private"},"text":"/stop"}}""", null },
        { """{"update_id":1,"message":{"chat":{"id":-77,"type":"private"},"text":"/stop"}}""", null },
        { """{"update_id":1,"message":{"chat":{"id":77,"type":"private"},"text":7}}""", null },
        { """{"update_id":1,"message":{"chat":{"id":77,"type":"private"},"text":"\ud800"}}""", null },
        { """{"update_id":1,"message":[]}""", null },
        { """{"update_id":1,"message":null}""", null },
        { "null", null },
        { "[]", null },
        { "42", null },
        { "{", null },
        { "", null },
        { "<html>", null },
        { new string('[', 5_000), null },
        { "{\"message\":{" + Person + ",\"text\":\"" + new string('x', 140_000) + "\"}}", null },
        { "{\"message\":{" + Person + ",\"text\":\"" + new string('x', 1_000_000) + "\"}}", null },
    };

    [SkippableFact]
    public async Task Every_update_is_taken_and_only_what_a_person_writes_is_answered()
    {
        azurite.SkipUnlessRunning();
        var (app, telegram) = await TelegramStandIn.StartAsync(azurite);
        await using var _ = app;
        foreach (var row in Updates)
        {
            var (json, said) = ((string)row[0], (string?)row[1]);
            var answer = await telegram.BringAsync(json);
            Assert.True(answer.Status == 200, $"{answer.Status} to {json[..Math.Min(json.Length, 200)]}: {answer.Text}");
            Assert.Equal(said, answer.Text.Length == 0 ? null : answer.Read("text"));
        }

        Assert.Equal(200, (await telegram.BringAsync([0xff, 0xfe, 0x7b])).Status);
        Assert.StartsWith("Ce bot vous tient au courant", await telegram.WriteAsync(77, "bonjour", "fr-CA"), StringComparison.Ordinal);
        Assert.StartsWith("C'est arrêté", await telegram.WriteAsync(77, "/stop", "fr"), StringComparison.Ordinal);
        Assert.All(app.Log.Lines, line => Assert.False(line.Contains("s3cret", StringComparison.Ordinal) || line.Contains(telegram.Secret, StringComparison.Ordinal) || line.Contains("hello", StringComparison.Ordinal), line));
    }

    [SkippableTheory]
    [InlineData("")]
    [InlineData("wrong")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAA")]
    public async Task Whoever_does_not_know_the_secret_stops_nobody(string secret)
    {
        azurite.SkipUnlessRunning();
        var (app, telegram) = await TelegramStandIn.StartAsync(azurite);
        await using var _ = app;
        await Visitor.CampaignAsync(app, "climat");
        await telegram.WriteAsync(77, "/start " + TelegramStandIn.CodeOf(await TelegramStandIn.AskAsync(app, "climat")));
        var answer = await telegram.BringAsync(Private(""" "text":"/stop" """), secret);
        Assert.Equal((401, "X-Telegram-Bot-Api-Secret-Token: is missing or not the one that was agreed."), (answer.Status, answer.Detail));
        Assert.Equal(401, (await telegram.BringAsync("{", secret)).Status);
        Assert.Equal(1, (await app.GetAsync("/api/campaigns/climat/subscriptions/reach")).Number("people"));
        await app.StepAsync(app.Now);
    }

    [SkippableFact]
    public async Task The_secret_is_another_one_for_another_bot_and_holds_while_its_key_is_on_the_ring()
    {
        azurite.SkipUnlessRunning();
        string old, code;
        var prefix = Azurite.NewName("bot");
        var (before, first) = await TelegramStandIn.StartAsync(azurite, prefix: prefix);
        await using (before)
        {
            await Visitor.CampaignAsync(before, "climat");
            (old, code) = (first.Secret, TelegramStandIn.CodeOf(await TelegramStandIn.AskAsync(before, "climat")));
            Assert.Matches("^[A-Za-z0-9_-]{22}$", old);
        }

        var newer = KeyRing.CreateKey();
        var (turned, second) = await TelegramStandIn.StartAsync(azurite, new(TelegramStandIn.Settings) { ["Secrets:Keys"] = $"{newer},{RelaisApp.Keys}" }, prefix: prefix);
        await using (turned)
        {
            Assert.NotEqual(old, second.Secret);
            Assert.Equal(200, (await second.BringAsync("{}", old)).Status);
            Assert.StartsWith("It works", await second.WriteAsync(77, "/start " + code), StringComparison.Ordinal);
            await turned.StepAsync(turned.Now);
        }

        var (after, third) = await TelegramStandIn.StartAsync(azurite, new(TelegramStandIn.Settings) { ["Secrets:Keys"] = newer }, prefix: prefix);
        await using (after)
        {
            Assert.Equal((second.Secret, 401, 200), (third.Secret, (await third.BringAsync("{}", old)).Status, (await third.BringAsync("{}")).Status));
        }
    }

    [SkippableFact]
    public async Task Without_a_bot_there_is_no_door_and_without_its_name_the_number_is_asked_for()
    {
        azurite.SkipUnlessRunning();
        await using (var app = await RelaisApp.StartAsync(azurite))
        {
            var content = new StringContent("{}", Encoding.UTF8, "application/json");
            Assert.Equal((404, "There is no such bot."), await app.SendContentAsync(HttpMethod.Post, "/api/telegram/updates", content, "") is var answer ? (answer.Status, answer.Detail) : default);
        }

        var (named, telegram) = await TelegramStandIn.StartAsync(azurite, new(TelegramStandIn.Settings) { ["Telegram:BotName"] = null }, isConnected: false);
        await using var _ = named;
        await Visitor.CampaignAsync(named, "climat");
        Assert.Contains("Number of your chat with the bot", Visitor.Words((await new Visitor(named).LookAsync("/c/climat?by=telegram&lang=en")).Expect(200)), StringComparison.Ordinal);
        Assert.StartsWith("Look at your messages", Visitor.Words((await TelegramStandIn.AskAsync(named, "climat", ("address", "77"))).Expect(200)), StringComparison.Ordinal);
        await named.StepAsync(named.Now);
        Assert.StartsWith("<b>Marche climat: is it you?</b>", Assert.Single(telegram.Sent), StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task The_page_asks_for_consent_and_shows_a_program_a_code_that_leads_nowhere()
    {
        azurite.SkipUnlessRunning();
        var (app, telegram) = await TelegramStandIn.StartAsync(azurite);
        await using var _ = app;
        await Visitor.CampaignAsync(app, "climat");
        var refused = await TelegramStandIn.AskAsync(app, "climat", ("consent", ""));
        Assert.Equal(400, refused.Status);
        Assert.Contains("Without your consent nothing is sent: tick the last box.", Visitor.Words(refused), StringComparison.Ordinal);
        Assert.Contains("Go on in Telegram", Visitor.Words(refused), StringComparison.Ordinal);
        Assert.Equal(400, (await TelegramStandIn.AskAsync(app, "climat", ("rhythm", "hourly"))).Status);

        var code = TelegramStandIn.CodeOf(await TelegramStandIn.AskAsync(app, "climat", ("website", "https://spam.example.org")));
        Assert.StartsWith("This link leads nowhere any more", await telegram.WriteAsync(77, "/start " + code), StringComparison.Ordinal);
    }

    private static string Private(string more) => "{\"update_id\":1,\"message\":{\"message_id\":1,\"from\":{\"id\":77,\"is_bot\":false,\"first_name\":\"Ada\"}," + Person + ",\"date\":1772438400," + more + "}}";

    private static string Group(string type, string text) => $$$"""{"update_id":1,"message":{"message_id":1,"from":{"id":77,"is_bot":false,"first_name":"Ada"},"chat":{"id":-1001,"title":"We","type":"{{{type}}}"},"date":1772438400,"text":"{{{text}}}"}}""";
}
