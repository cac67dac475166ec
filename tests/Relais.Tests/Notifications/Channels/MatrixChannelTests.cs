using System.Text;
using Microsoft.Extensions.Configuration;
using Relais.Notifications;
using Relais.Notifications.Channels;

namespace Relais.Tests.Notifications.Channels;

/// <summary>What a homeserver of Matrix is told by the operator's account, and what its answers mean.</summary>
public sealed class MatrixChannelTests : IDisposable
{
    private const string Secret = "syt_s3cret_Of_TheAccount";
    private const string Advice = "must be the internal id of a room (in its settings, under Advanced): !abc:example.org";

    private static readonly Recipient Someone = new("s_1", "matrix", "!room:example.org", null, "en");

    private readonly ChannelBed bed = new("matrix.example.org");
    private readonly MatrixChannel channel;

    public MatrixChannelTests() => channel = new MatrixChannel(bed.Http, bed.Wording, new MatrixSettings("https://matrix.example.org", Secret));

    [Theory]
    [InlineData("en", "March & rally", "March &amp; rally", "Old port.|Bring <water>.", "Old port.|Bring &lt;water&gt;.", "Read more", "Change or stop", "2 March 2026, 12:00 (UTC)")]
    [InlineData("fr", "Marche à midi", "Marche à midi", "Vieux-Port.|À l'heure !", "Vieux-Port.|À l'heure !", "En savoir plus", "Modifier ou arrêter", "2 mars 2026, 12:00 (UTC)")]
    public async Task The_request_is_this_to_the_byte(string language, string title, string htmlTitle, string body, string htmlBody, string more, string change, string when)
    {
        var json = ChannelBed.Fill("""
            {"msgtype":"m.text","body":"TITLE\n\nBODY\n\nMORE: https://example.org/m?a=1&b=(2)\nCHANGE: MANAGE\nWHEN",
            "format":"org.matrix.custom.html","formatted_body":"<strong>HEADING</strong><br><br>PARAGRAPH<br><br>
            <a href=\"https://example.org/m?a=1&amp;b=%282%29\">MORE</a> · <a href=\"MANAGE\">CHANGE</a> · WHEN","m.mentions":{}}
            """, title, body.Replace("|", "\\n"), more, change, when).Replace("HEADING", htmlTitle).Replace("PARAGRAPH", htmlBody.Replace("|", "<br>"));
        Assert.Equal(
            "PUT https://matrix.example.org/_matrix/client/v3/rooms/%21room%3Aexample.org/send/m.room.message/al_3a964e89fbad575ee98bbe-1-s_1\n"
            + $"authorization: Bearer {Secret}\ncontent-type: application/json\n{json}",
            await bed.RequestAsync(channel, Someone with { Language = language }, ChannelBed.March));
    }

    [Theory]
    [InlineData("info", "m.notice")]
    [InlineData("normal", "m.text")]
    [InlineData("urgent", "m.text")]
    public async Task Only_what_is_for_information_makes_no_sound(string severity, string type)
    {
        await channel.SendAsync(ChannelBed.March with { Severity = severity }, Someone, default);
        Assert.Equal(type, bed.Sent("msgtype"));
    }

    [Theory]
    [InlineData(200, null, """{"event_id":"$1"}""", "sent")]
    [InlineData(400, null, """{"errcode":"M_BAD_JSON"}""", "refused: 400")]
    [InlineData(401, null, """{"errcode":"M_UNKNOWN_TOKEN"}""", "all wait: token refused")]
    [InlineData(401, null, "", "all wait: token refused")]
    [InlineData(403, null, """{"errcode":"M_FORBIDDEN","error":"not in room"}""", "gone")]
    [InlineData(403, null, """{"errcode":"M_USER_SUSPENDED"}""", "all wait: token refused")]
    [InlineData(404, null, """{"errcode":"M_NOT_FOUND"}""", "gone")]
    [InlineData(404, null, "<html>", "all wait: no homeserver")]
    [InlineData(413, null, """{"errcode":"M_TOO_LARGE"}""", "refused: 413")]
    [InlineData(429, null, """{"errcode":"M_LIMIT_EXCEEDED","retry_after_ms":2500}""", "all wait in 3 s: 429")]
    [InlineData(429, "Retry-After: 4", """{"errcode":"M_LIMIT_EXCEEDED"}""", "all wait in 4 s: 429")]
    [InlineData(500, null, """{"errcode":"M_UNKNOWN"}""", "again: 500")]
    [InlineData(502, null, "", "again: 502")]
    public async Task An_answer_means(int status, string? header, string body, string meaning) =>
        Assert.Equal(meaning, await bed.MeansAsync(channel, Someone, status, header, body));

    [Fact]
    public Task Failures_are_tried_again_and_tell_nobody_the_token() => bed.AssertFailuresAsync(channel, Someone, Secret);

    [Fact]
    public Task A_long_body_is_cut_as_it_is_sent_and_its_links_are_not() => bed.AssertCutAsync(
        channel, Someone, "formatted_body", 60_000, _ => Encoding.UTF8.GetByteCount(bed.Sent("body")) + Encoding.UTF8.GetByteCount(bed.Sent("formatted_body")));

    [Fact]
    public async Task What_somebody_wrote_is_only_text()
    {
        await bed.SendAsync(channel, Someone, ChannelBed.Hostile, ChannelBed.Hostile);
        var inert = ChannelBed.Harmless.Replace("<", "&lt;", StringComparison.Ordinal).Replace(">", "&gt;", StringComparison.Ordinal);
        Assert.StartsWith($"<strong>{inert}</strong><br><br>{inert}<br><br><a href=", bed.Sent("formatted_body"), StringComparison.Ordinal);
        Assert.EndsWith("\"m.mentions\":{}}", bed.Last.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("!abcDEF:example.org", null)]
    [InlineData("!abc:example.org:8448", null)]
    [InlineData("!31hneApxJ_1o-63DmFrpeqnkFfWppnzWso1JvH3ogLM", null)]
    [InlineData("#marche:example.org", Advice)]
    [InlineData("!a b:example.org", Advice)]
    [InlineData("https://matrix.to/#/!abc:example.org", Advice)]
    public void An_address_is_refused_in_words(string address, string? reason) => Assert.Equal(reason, channel.RejectAddress(address));

    [Fact]
    public void The_homeserver_bears_the_load_of_all_rooms_together()
    {
        Assert.Equal("must be left out: the operator's account writes.", channel.RejectSecret("x"));
        Assert.Null(channel.CreateSecret());
        Assert.Equal(new Destination("matrix:matrix.example.org"), channel.DestinationOf(Someone));
    }

    [Theory]
    [InlineData("", "", null)]
    [InlineData("https://matrix.example.org/", Secret, null)]
    [InlineData("", Secret, "Matrix:Homeserver: must be set too, as the other one of Matrix:Homeserver and Matrix:AccessToken is.")]
    [InlineData("https://matrix.example.org", "", "Matrix:AccessToken: must be set too, as the other one of Matrix:Homeserver and Matrix:AccessToken is.")]
    [InlineData("http://matrix.example.org", Secret, "Matrix:Homeserver: must begin with https://.")]
    [InlineData("https://matrix.example.org?x=1", Secret, "Matrix:Homeserver: must be an address such as https://matrix.example.org.")]
    [InlineData("https://matrix.example.org", "s3cret of mine", "Matrix:AccessToken: must be an access token: letters, digits and the signs - . _ ~ + / =.")]
    public void Settings_that_are_wrong_stop_the_start_without_being_repeated(string homeserver, string token, string? message)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?> { ["Matrix:Homeserver"] = homeserver, ["Matrix:AccessToken"] = token }).Build();
        if (message is null)
        {
            Assert.Equal(token.Length == 0 ? null : "MatrixSettings { matrix.example.org }", MatrixSettings.Read(configuration)?.ToString());
            return;
        }

        Assert.Equal(message, Assert.Throws<InvalidOperationException>(() => MatrixSettings.Read(configuration)).Message);
    }

    public void Dispose() => bed.Dispose();
}
