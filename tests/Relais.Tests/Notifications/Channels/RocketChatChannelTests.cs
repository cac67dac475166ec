using Relais.Notifications;
using Relais.Notifications.Channels;

namespace Relais.Tests.Notifications.Channels;

/// <summary>What a Rocket.Chat server is told, and what its answers mean.</summary>
public sealed class RocketChatChannelTests : IDisposable
{
    private const string Secret = "s3cretOfTheHook";
    private const string Advice = "must be the URL of an incoming integration of Rocket.Chat: https://your-server/hooks/…/…";

    private static readonly Recipient Someone = new("s_1", "rocket-chat", "https://chat.example.org/hooks/65fabc/" + Secret, null, "en");

    private readonly ChannelBed bed = new("chat.example.org");
    private readonly RocketChatChannel channel;

    public RocketChatChannelTests() => channel = new RocketChatChannel(bed.Http, bed.Settings, bed.Wording);

    [Theory]
    [InlineData("en", "March & rally", "Old port.\\nBring <\u200Bwater\u200B>.", "Read more", "Change or stop", "2 March 2026, 12:00 (UTC)")]
    [InlineData("fr", "Marche à midi", "Vieux-Port.\\nÀ l'heure !", "En savoir plus", "Modifier ou arrêter", "2 mars 2026, 12:00 (UTC)")]
    public async Task The_request_is_this_to_the_byte(string language, string title, string body, string more, string change, string when)
    {
        var json = ChannelBed.Fill("""{"text":"TITLE\n\nBODY\n\n[MORE](https://example.org/m?a=1&b=%282%29) · [CHANGE](MANAGE) · WHEN"}""", title, body, more, change, when);
        Assert.Equal(
            $"POST https://chat.example.org/hooks/65fabc/{Secret}\ncontent-type: application/json\n{json}",
            await bed.RequestAsync(channel, Someone with { Language = language }, ChannelBed.March));
    }

    [Theory]
    [InlineData(200, null, """{"success":true}""", "sent")]
    [InlineData(200, null, """{"success":false,"error":"error-invalid-channel"}""", "refused: not ok")]
    [InlineData(200, null, "<html>Welcome</html>", "again: not ok")]
    [InlineData(200, null, "", "again: not ok")]
    [InlineData(400, null, """{"success":false,"error":"invalid-channel"}""", "refused: 400")]
    [InlineData(400, null, """{"success":false,"error":"Invalid integration id or token provided."}""", "gone")]
    [InlineData(401, null, """{"success":false}""", "gone")]
    [InlineData(404, null, """{"success":false,"error":"Invalid integration id or token provided."}""", "gone")]
    [InlineData(429, "X-RateLimit-Reset: 1772453050000", """{"success":false}""", "all wait in 70 s: 429")]
    [InlineData(429, null, """{"success":false}""", "all wait: 429")]
    [InlineData(500, null, "", "again: 500")]
    public async Task An_answer_means(int status, string? header, string body, string meaning) =>
        Assert.Equal(meaning, await bed.MeansAsync(channel, Someone, status, header, body));

    [Fact]
    public Task Failures_are_tried_again_and_tell_nobody_the_hook() => bed.AssertFailuresAsync(channel, Someone, Secret);

    [Fact]
    public Task A_long_body_is_cut_as_it_is_sent_and_its_links_are_not() => bed.AssertCutAsync(channel, Someone, "text", 5_000, _ => bed.Sent("text").Length);

    [Fact]
    public async Task An_address_that_does_not_fit_is_left_out_and_the_link_that_stops_it_is_not()
    {
        await channel.SendAsync(ChannelBed.March with { Url = "https://example.org/" + new string('(', 2_000) }, Someone, default);
        Assert.DoesNotContain("example.org/%28", bed.Sent("text"), StringComparison.Ordinal);
        Assert.Contains(bed.Manage, bed.Sent("text"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_somebody_wrote_is_only_text()
    {
        var inert = @"@¬everyone <¬!channel¬> \*x\* [a]¬(b) <¬script¬> gnp.exe @¬here <¬users/all¬> \_i\_ \`c\` \# h | {{DATE(2026)}}".Replace('¬', '\u200B');
        await bed.SendAsync(channel, Someone, ChannelBed.Hostile, ChannelBed.Hostile);
        Assert.StartsWith($"{inert}\n\n{inert}\n\n[Read more](https://", bed.Sent("text"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://chat.example.org/hooks/65fabc/token", null)]
    [InlineData("https://chat.example.org/hooks/65fabc/user/token", null)]
    [InlineData("https://chat.example.org/hooks/65fabc", Advice)]
    [InlineData("https://chat.example.org/channel/general", Advice)]
    [InlineData("http://chat.example.org/hooks/65fabc/token", "must begin with https://.")]
    public void An_address_is_refused_in_words(string address, string? reason) => Assert.Equal(reason, channel.RejectAddress(address));

    [Fact]
    public void It_has_no_secret_but_its_address_and_the_host_alone_names_where_it_goes()
    {
        Assert.Equal("must be left out: the address is the secret.", channel.RejectSecret("x"));
        Assert.Null(channel.CreateSecret());
        Assert.Equal(new Destination("rocket-chat:chat.example.org"), channel.DestinationOf(Someone));
    }

    public void Dispose() => bed.Dispose();
}
