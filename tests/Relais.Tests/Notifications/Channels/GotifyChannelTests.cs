using Relais.Notifications;
using Relais.Notifications.Channels;

namespace Relais.Tests.Notifications.Channels;

/// <summary>What a Gotify server is told, and what its answers mean.</summary>
public sealed class GotifyChannelTests : IDisposable
{
    private const string Secret = "A.s3cretOfTheApp";
    private const string Advice = "must be the address of a Gotify server, without /message: https://gotify.example.org";

    private static readonly Recipient Someone = new("s_1", "gotify", "https://push.example.org/gotify/", Secret, "en");

    private readonly ChannelBed bed = new("push.example.org");
    private readonly GotifyChannel channel;

    public GotifyChannelTests() => channel = new GotifyChannel(bed.Http, bed.Settings, bed.Wording);

    [Theory]
    [InlineData("en", "March & rally", @"Old port.  \nBring \\<water\\>.", "Read more", "Change or stop", @"2 March 2026, 12:00 \\(UTC\\)")]
    [InlineData("fr", "Marche à midi", @"Vieux-Port.  \nÀ l'heure \\!", "En savoir plus", "Modifier ou arrêter", @"2 mars 2026, 12:00 \\(UTC\\)")]
    public async Task The_request_is_this_to_the_byte(string language, string title, string body, string more, string change, string when)
    {
        var json = ChannelBed.Fill("""
            {"title":"TITLE","message":"BODY\n\n[MORE](https://example.org/m?a=1&b=%282%29) · [CHANGE](MANAGE) · WHEN","priority":5,
            "extras":{"client::display":{"contentType":"text/markdown"},"client::notification":{"click":{"url":"https://example.org/m?a=1&b=(2)"}}}}
            """, title, body, more, change, when);
        Assert.Equal(
            $"POST https://push.example.org/gotify/message\ncontent-type: application/json\nx-gotify-key: {Secret}\n{json}",
            await bed.RequestAsync(channel, Someone with { Language = language }, ChannelBed.March));
    }

    [Theory]
    [InlineData("info", 2)]
    [InlineData("normal", 5)]
    [InlineData("urgent", 8)]
    public async Task What_is_urgent_makes_itself_heard(string severity, int priority)
    {
        await channel.SendAsync(ChannelBed.March with { Severity = severity }, Someone, default);
        Assert.Contains($"\"priority\":{priority},", bed.Last.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(200, null, """{"id":25}""", "sent")]
    [InlineData(400, null, """{"error":"Bad Request"}""", "refused: 400")]
    [InlineData(401, null, """{"error":"Unauthorized"}""", "gone")]
    [InlineData(403, null, """{"error":"Forbidden"}""", "gone")]
    [InlineData(404, null, "", "again: 404")]
    [InlineData(429, "Retry-After: 4", "", "all wait in 4 s: 429")]
    [InlineData(500, null, "", "again: 500")]
    public async Task An_answer_means(int status, string? header, string body, string meaning) =>
        Assert.Equal(meaning, await bed.MeansAsync(channel, Someone, status, header, body));

    [Fact]
    public Task Failures_are_tried_again_and_tell_nobody_the_token() => bed.AssertFailuresAsync(channel, Someone, Secret);

    [Fact]
    public Task A_long_body_is_cut_as_it_is_sent_and_its_links_are_not() => bed.AssertCutAsync(channel, Someone, "message", 16_000, _ => bed.Sent("message").Length);

    [Fact]
    public async Task What_somebody_wrote_is_only_text()
    {
        const string Inert = @"@everyone \<\!channel\> \*x\* \[a\]\(b\) \<script\> gnp.exe @here \<users/all\> \_i\_ \`c\` \# h \| \{\{DATE\(2026\)\}\}";
        await bed.SendAsync(channel, Someone, ChannelBed.Hostile, ChannelBed.Hostile);
        Assert.Equal(ChannelBed.Harmless, bed.Sent("title"));
        Assert.StartsWith(Inert + "\n\n[Read more](https://", bed.Sent("message"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://gotify.example.org", null)]
    [InlineData("https://push.example.org/gotify/", null)]
    [InlineData("https://gotify.example.org/message", Advice)]
    [InlineData("https://gotify.example.org/message?token=A123", Advice)]
    [InlineData("http://gotify.example.org", "must begin with https://.")]
    public void An_address_is_refused_in_words(string address, string? reason) => Assert.Equal(reason, channel.RejectAddress(address));

    [Theory]
    [InlineData("A.abc_DEF-1", null)]
    [InlineData(null, "must be the token of an application of Gotify.")]
    [InlineData("two words", "must be the token of an application of Gotify.")]
    public void A_token_must_be_there(string? secret, string? reason) => Assert.Equal(reason, channel.RejectSecret(secret));

    [Fact]
    public void The_host_alone_names_where_it_goes()
    {
        Assert.Null(channel.CreateSecret());
        Assert.Equal(new Destination("gotify:push.example.org"), channel.DestinationOf(Someone));
    }

    public void Dispose() => bed.Dispose();
}
