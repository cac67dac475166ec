using Relais.Notifications;
using Relais.Notifications.Channels;

namespace Relais.Tests.Notifications.Channels;

/// <summary>What a Mattermost server is told, and what its answers mean.</summary>
public sealed class MattermostChannelTests : IDisposable
{
    private const string Secret = "s3cretofthehook";
    private const string Advice = "must be the URL of an incoming webhook of Mattermost: https://your-server/hooks/…";

    private static readonly Recipient Someone = new("s_1", "mattermost", "https://chat.example.org/hooks/" + Secret, null, "en");

    private readonly ChannelBed bed = new("chat.example.org");
    private readonly MattermostChannel channel;

    public MattermostChannelTests() => channel = new MattermostChannel(bed.Http, bed.Settings, bed.Wording);

    [Theory]
    [InlineData("en", "March &amp; rally", @"Old port.\nBring &lt;water&gt;.", "Read more", "Change or stop", @"2 March 2026, 12:00 \\(UTC\\)")]
    [InlineData("fr", "Marche à midi", @"Vieux-Port.\nÀ l'heure \\!", "En savoir plus", "Modifier ou arrêter", @"2 mars 2026, 12:00 \\(UTC\\)")]
    public async Task The_request_is_this_to_the_byte(string language, string title, string body, string more, string change, string when)
    {
        var json = ChannelBed.Fill("""{"text":"**TITLE**\n\nBODY\n\n[MORE](https://example.org/m?a=1&b=%282%29) · [CHANGE](MANAGE) · WHEN"}""", title, body, more, change, when);
        Assert.Equal(
            $"POST https://chat.example.org/hooks/{Secret}\ncontent-type: application/json\n{json}",
            await bed.RequestAsync(channel, Someone with { Language = language }, ChannelBed.March));
    }

    [Theory]
    [InlineData(200, null, "ok", "sent")]
    [InlineData(200, null, "<html>Sign in</html>", "again: not ok")]
    [InlineData(400, null, """{"id":"web.incoming_webhook.invalid.app_error","status_code":400}""", "gone")]
    [InlineData(400, null, """{"id":"web.incoming_webhook.text.app_error","status_code":400}""", "refused: 400")]
    [InlineData(400, null, "not JSON", "refused: 400")]
    [InlineData(403, null, """{"id":"web.incoming_webhook.permissions.app_error"}""", "again: 403")]
    [InlineData(404, null, "", "gone")]
    [InlineData(413, null, "", "refused: 413")]
    [InlineData(429, "Retry-After: 2", "limit exceeded", "all wait in 2 s: 429")]
    [InlineData(429, "X-RateLimit-Reset: 1", "limit exceeded", "all wait in 1 s: 429")]
    [InlineData(501, null, """{"id":"web.incoming_webhook.disabled.app_error"}""", "refused: 501")]
    [InlineData(502, null, "", "again: 502")]
    public async Task An_answer_means(int status, string? header, string body, string meaning) =>
        Assert.Equal(meaning, await bed.MeansAsync(channel, Someone, status, header, body));

    [Fact]
    public Task Failures_are_tried_again_and_tell_nobody_the_hook() => bed.AssertFailuresAsync(channel, Someone, Secret);

    [Fact]
    public Task A_long_body_is_cut_as_it_is_sent_and_its_links_are_not() => bed.AssertCutAsync(channel, Someone, "text", 16_383, _ => bed.Sent("text").Length);

    [Fact]
    public async Task What_somebody_wrote_is_only_text()
    {
        const string Inert = "@\u200Beveryone &lt;\\!channel&gt; \\*x\\* \\[a\\]\\(b\\) &lt;script&gt; gnp.exe @\u200Bhere &lt;users/all&gt; \\_i\\_ \\`c\\` \\# h \\| \\{\\{DATE\\(2026\\)\\}\\}";
        await bed.SendAsync(channel, Someone, ChannelBed.Hostile, ChannelBed.Hostile);
        Assert.StartsWith($"**{Inert}**\n\n{Inert}\n\n[Read more](https://", bed.Sent("text"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://chat.example.org/hooks/abc123", null)]
    [InlineData("https://example.org/mattermost/hooks/abc123", null)]
    [InlineData("https://chat.example.org/hooks/", Advice)]
    [InlineData("https://chat.example.org/team/channels/town-square", Advice)]
    [InlineData("https://10.0.0.1/hooks/abc123", "must name a host, not a numeric address.")]
    [InlineData("https://chat.lan/hooks/abc123", "must name a host that exists on the public internet.")]
    public void An_address_is_refused_in_words(string address, string? reason) => Assert.Equal(reason, channel.RejectAddress(address));

    [Fact]
    public void It_has_no_secret_but_its_address_and_the_host_alone_names_where_it_goes()
    {
        Assert.Equal("must be left out: the address is the secret.", channel.RejectSecret("x"));
        Assert.Null(channel.CreateSecret());
        Assert.Equal(new Destination("mattermost:chat.example.org"), channel.DestinationOf(Someone));
    }

    public void Dispose() => bed.Dispose();
}
