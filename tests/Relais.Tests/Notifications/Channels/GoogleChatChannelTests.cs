using Relais.Notifications;
using Relais.Notifications.Channels;

namespace Relais.Tests.Notifications.Channels;

/// <summary>What Google Chat is told, and what its answers mean.</summary>
public sealed class GoogleChatChannelTests : IDisposable
{
    private const string Secret = "s3cretOfTheHook";
    private const string Advice = "must be the whole URL of a Google Chat webhook, with key= and token=: https://chat.googleapis.com/v1/spaces/…/messages?…";

    private static readonly Recipient Someone = new("s_1", "google-chat", "https://chat.googleapis.com/v1/spaces/AAA/messages?key=k&token=" + Secret, null, "en");

    private readonly ChannelBed bed = new("chat.googleapis.com");
    private readonly GoogleChatChannel channel;

    public GoogleChatChannelTests() => channel = new GoogleChatChannel(bed.Http, bed.Settings, bed.Wording);

    [Theory]
    [InlineData("en", "March & rally", "Old port.<br>Bring &lt;water&gt;.", "Read more", "Change or stop", "2 March 2026, 12:00 (UTC)")]
    [InlineData("fr", "Marche à midi", "Vieux-Port.<br>À l'heure !", "En savoir plus", "Modifier ou arrêter", "2 mars 2026, 12:00 (UTC)")]
    public async Task The_request_is_this_to_the_byte(string language, string title, string body, string more, string change, string when)
    {
        var json = ChannelBed.Fill("""
            {"fallbackText":"TITLE","cardsV2":[{"cardId":"al_3a964e89fbad575ee98bbe","card":{"header":{"title":"TITLE","subtitle":"WHEN"},
            "sections":[{"widgets":[{"textParagraph":{"text":"BODY"}},{"buttonList":{"buttons":[
            {"text":"MORE","onClick":{"openLink":{"url":"https://example.org/m?a=1&b=(2)"}}},
            {"text":"CHANGE","onClick":{"openLink":{"url":"MANAGE"}}}]}}]}]}}],"thread":{"threadKey":"al_3a964e89fbad575ee98bbe"}}
            """, title, body, more, change, when);
        Assert.Equal(
            $"POST {Someone.Address}&messageReplyOption=REPLY_MESSAGE_FALLBACK_TO_NEW_THREAD\ncontent-type: application/json\n{json}",
            await bed.RequestAsync(channel, Someone with { Language = language }, ChannelBed.March));
    }

    [Theory]
    [InlineData(200, null, """{"name":"spaces/AAA/messages/1"}""", "sent")]
    [InlineData(400, null, """{"error":{"status":"INVALID_ARGUMENT"}}""", "refused: 400")]
    [InlineData(401, null, "", "gone")]
    [InlineData(403, null, """{"error":{"status":"PERMISSION_DENIED"}}""", "gone")]
    [InlineData(404, null, """{"error":{"status":"NOT_FOUND"}}""", "gone")]
    [InlineData(429, null, """{"error":{"status":"RESOURCE_EXHAUSTED"}}""", "again: 429")]
    [InlineData(429, "Retry-After: 7", "", "again in 7 s: 429")]
    [InlineData(500, null, "", "again: 500")]
    [InlineData(503, null, """{"error":{"status":"UNAVAILABLE"}}""", "again: 503")]
    public async Task An_answer_means(int status, string? header, string body, string meaning) =>
        Assert.Equal(meaning, await bed.MeansAsync(channel, Someone, status, header, body));

    [Fact]
    public Task Failures_are_tried_again_and_tell_nobody_the_hook() => bed.AssertFailuresAsync(channel, Someone, Secret);

    [Fact]
    public Task A_long_body_is_cut_as_it_is_sent_and_its_links_are_not() =>
        bed.AssertCutAsync(channel, Someone, "cardsV2/0/card/sections/0/widgets/0/textParagraph/text", 32_000, received => received.Body.Length);

    [Fact]
    public async Task What_somebody_wrote_is_only_text()
    {
        await bed.SendAsync(channel, Someone, ChannelBed.Hostile, ChannelBed.Hostile);
        var title = ChannelBed.Harmless.Replace("<", "<\u200B", StringComparison.Ordinal);
        var body = ChannelBed.Harmless.Replace("<", "&lt;", StringComparison.Ordinal).Replace(">", "&gt;", StringComparison.Ordinal);
        Assert.Equal(
            (title, title, body),
            (bed.Sent("fallbackText"), bed.Sent("cardsV2/0/card/header/title"), bed.Sent("cardsV2/0/card/sections/0/widgets/0/textParagraph/text")));
    }

    [Theory]
    [InlineData("https://chat.googleapis.com/v1/spaces/AAA/messages?key=k&token=t", null)]
    [InlineData("https://chat.googleapis.com/v1/spaces/AAA/messages?key=k", Advice)]
    [InlineData("https://chat.googleapis.com/v1/spaces/AAA/messages", Advice)]
    [InlineData("https://chat.google.com/room/AAA", Advice)]
    [InlineData("http://chat.googleapis.com/v1/spaces/AAA/messages?key=k&token=t", "must begin with https://.")]
    public void An_address_is_refused_in_words(string address, string? reason) => Assert.Equal(reason, channel.RejectAddress(address));

    [Fact]
    public void It_has_no_secret_but_its_address_and_the_host_alone_names_where_it_goes()
    {
        Assert.Equal("must be left out: the address is the secret.", channel.RejectSecret("x"));
        Assert.Null(channel.CreateSecret());
        Assert.Equal(new Destination("google-chat:chat.googleapis.com"), channel.DestinationOf(Someone));
    }

    public void Dispose() => bed.Dispose();
}
