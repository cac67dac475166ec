using Microsoft.Extensions.Configuration;
using Relais.Notifications;
using Relais.Notifications.Channels;
using Relais.Tests.Story;

namespace Relais.Tests.Notifications.Channels;

/// <summary>What Telegram is told by the operator's bot, and what its answers mean.</summary>
public sealed class TelegramChannelTests : IDisposable
{
    private const string Secret = "AAs3cretOfTheBot_0123456789-abcdefg";
    private const string Advice = "must be the number of a chat, as the bot sees it: 123456789, or -1001234567890 for a group.";

    private static readonly Recipient Someone = new("s_1", "telegram", "-1001234567890", null, "en");

    private readonly ChannelBed bed = new("api.telegram.org");
    private readonly TelegramChannel channel;

    public TelegramChannelTests() => channel = new TelegramChannel(bed.Http, bed.Wording, new TelegramSettings("4242:" + Secret));

    [Theory]
    [InlineData("en", "March &amp; rally", "Old port.\\nBring &lt;water&gt;.", "Read more", "Change or stop", "2 March 2026, 12:00 (UTC)")]
    [InlineData("fr", "Marche à midi", "Vieux-Port.\\nÀ l'heure !", "En savoir plus", "Modifier ou arrêter", "2 mars 2026, 12:00 (UTC)")]
    public async Task The_request_is_this_to_the_byte(string language, string title, string body, string more, string change, string when)
    {
        var json = ChannelBed.Fill("""
            {"chat_id":-1001234567890,"text":"<b>TITLE</b>\n\nBODY\n\n
            <a href=\"https://example.org/m?a=1&amp;b=%282%29\">MORE</a> · <a href=\"MANAGE\">CHANGE</a> · WHEN",
            "parse_mode":"HTML","link_preview_options":{"is_disabled":true}}
            """, title, body, more, change, when);
        Assert.Equal(
            $"POST https://api.telegram.org/bot4242:{Secret}/sendMessage\ncontent-type: application/json\n{json}",
            await bed.RequestAsync(channel, Someone with { Language = language }, ChannelBed.March));
    }

    [Theory]
    [InlineData("info", true)]
    [InlineData("normal", false)]
    [InlineData("urgent", false)]
    public async Task Only_what_is_for_information_makes_no_sound(string severity, bool silent)
    {
        await channel.SendAsync(ChannelBed.March with { Severity = severity }, Someone, default);
        Assert.Equal(silent, bed.Last.Text.Contains("\"disable_notification\":true", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(200, null, """{"ok":true,"result":{"message_id":1}}""", "sent")]
    [InlineData(200, null, """{"ok":false}""", "again: not ok")]
    [InlineData(200, null, "<html>", "again: not ok")]
    [InlineData(400, null, """{"ok":false,"error_code":400,"description":"Bad Request: chat not found"}""", "gone")]
    [InlineData(400, null, """{"ok":false,"error_code":400,"description":"Bad Request: group chat was deactivated"}""", "gone")]
    [InlineData(400, null, """{"ok":false,"error_code":400,"description":"Bad Request: can't parse entities"}""", "refused: 400")]
    [InlineData(401, null, """{"ok":false,"error_code":401,"description":"Unauthorized"}""", "all wait: token refused")]
    [InlineData(403, null, """{"ok":false,"error_code":403,"description":"Forbidden: bot was blocked by the user"}""", "gone")]
    [InlineData(403, null, """{"ok":false,"error_code":403,"description":"Forbidden: user is deactivated"}""", "gone")]
    [InlineData(404, null, """{"ok":false,"error_code":404,"description":"Not Found"}""", "all wait: token refused")]
    [InlineData(409, null, """{"ok":false,"error_code":409,"description":"Conflict"}""", "all wait: token refused")]
    [InlineData(429, null, """{"ok":false,"error_code":429,"parameters":{"retry_after":35}}""", "all wait in 35 s: 429")]
    [InlineData(429, "Retry-After: 36", """{"ok":false}""", "all wait in 36 s: 429")]
    [InlineData(500, null, "", "again: 500")]
    [InlineData(502, null, "<html>", "again: 502")]
    public async Task An_answer_means(int status, string? header, string body, string meaning) =>
        Assert.Equal(meaning, await bed.MeansAsync(channel, Someone, status, header, body));

    [Fact]
    public async Task A_group_that_got_another_number_hears_under_it()
    {
        bed.AnswersWith((_, _) => bed.Last.Text.Contains("-1001234567890", StringComparison.Ordinal)
            ? WebhookReceiver.Says(400, body: """{"ok":false,"error_code":400,"description":"…","parameters":{"migrate_to_chat_id":-1009}}""")(null!, default)
            : WebhookReceiver.Says(200, body: """{"ok":true}""")(null!, default));
        Assert.Equal(DeliveryOutcome.Sent, await channel.SendAsync(ChannelBed.March, Someone, default));
        Assert.Equal(["{\"chat_id\":-1001234567890,", "{\"chat_id\":-1009,\"text\":\"<b"], bed.All.Select((received, i) => received.Text[..(i == 0 ? 26 : 27)]));
    }

    [Fact]
    public Task Failures_are_tried_again_and_tell_nobody_the_token() => bed.AssertFailuresAsync(channel, Someone, Secret);

    [Fact]
    public Task A_long_body_is_cut_as_it_is_read_and_its_links_are_not() => bed.AssertCutAsync(channel, Someone, "text", 4_096, _ => Read(bed.Sent("text")).Length);

    [Fact]
    public async Task What_somebody_wrote_is_only_text()
    {
        await bed.SendAsync(channel, Someone, ChannelBed.Hostile, ChannelBed.Hostile);
        var inert = ChannelBed.Harmless.Replace("<", "&lt;", StringComparison.Ordinal).Replace(">", "&gt;", StringComparison.Ordinal).Replace("@", "@\u200B", StringComparison.Ordinal);
        Assert.StartsWith($"<b>{inert}</b>\n\n{inert}\n\n<a href=", bed.Sent("text"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("123456789", null)]
    [InlineData("-1001234567890", null)]
    [InlineData("0", Advice)]
    [InlineData("@marche", Advice)]
    [InlineData("99999999999999999999", Advice)]
    [InlineData(" 1", Advice)]
    public void An_address_is_refused_in_words(string address, string? reason) => Assert.Equal(reason, channel.RejectAddress(address));

    [Fact]
    public void The_bot_bears_the_load_of_all_chats_together()
    {
        Assert.Equal("must be left out: the operator's bot writes.", channel.RejectSecret("x"));
        Assert.Null(channel.CreateSecret());
        Assert.Equal(new Destination("telegram:4242", new SendRate(25, 25)), channel.DestinationOf(Someone));
    }

    [Fact]
    public void Settings_that_are_wrong_stop_the_start_without_being_repeated()
    {
        Assert.Null(Read(("Telegram:BotToken", "")));
        Assert.Equal("TelegramSettings { 4242 }", Read(("Telegram:BotToken", "4242:" + Secret))!.ToString());
        var wrong = Assert.Throws<InvalidOperationException>(() => Read(("Telegram:BotToken", Secret)));
        Assert.Equal(
            "Telegram:BotToken: must be the token of a bot as BotFather gives it: digits, a colon, and some 35 letters, digits, dashes and underscores.", wrong.Message);
    }

    [Theory]
    [InlineData("relais_bot", null)]
    [InlineData("", null)]
    [InlineData("@relais_bot", "Telegram:BotName: must be the bot's name without the @: a letter, then 3 to 31 letters, digits and underscores.")]
    [InlineData("relais-bot", "Telegram:BotName: must be the bot's name without the @: a letter, then 3 to 31 letters, digits and underscores.")]
    [InlineData("https://t.me/relais_bot", "Telegram:BotName: must be the bot's name without the @: a letter, then 3 to 31 letters, digits and underscores.")]
    public void The_name_of_the_bot_is_its_public_one_without_its_at(string name, string? reason)
    {
        var read = () => Read(("Telegram:BotToken", "4242:" + Secret), ("Telegram:BotName", name));
        Assert.Equal(reason, Record.Exception(() => read())?.Message);
        Assert.Equal(reason is null && name.Length > 0 ? name : null, reason is null ? read()!.BotName : null);
    }

    [Fact]
    public void A_name_needs_a_token() => Assert.Equal(
        "Telegram:BotToken: must be set too, as Telegram:BotName is.",
        Assert.Throws<InvalidOperationException>(() => Read(("Telegram:BotName", "relais_bot"))).Message);

    public void Dispose() => bed.Dispose();

    private static TelegramSettings? Read(params (string Name, string? Value)[] settings) => TelegramSettings.Read(
        new ConfigurationBuilder().AddInMemoryCollection(settings.ToDictionary(setting => setting.Name, setting => setting.Value)).Build());

    // As Telegram counts: tags are gone, and entities are one character each.
    private static string Read(string html) => System.Net.WebUtility.HtmlDecode(System.Text.RegularExpressions.Regex.Replace(html, "<[^>]*>", ""));
}
