using Relais.Notifications;
using Relais.Notifications.Channels;

namespace Relais.Tests.Notifications.Channels;

/// <summary>What Slack is told, and what its answers mean.</summary>
public sealed class SlackChannelTests : IDisposable
{
    private const string Secret = "s3cretOfTheHook";

    private static readonly Recipient Someone = new("s_1", "slack", "https://hooks.slack.com/services/T0AB/B0CD/" + Secret, null, "en");

    private readonly ChannelBed bed = new("hooks.slack.com");
    private readonly SlackChannel channel;

    public SlackChannelTests() => channel = new SlackChannel(bed.Http, bed.Settings, bed.Wording);

    [Theory]
    [InlineData("en", "March &amp; rally", "Old port.\\nBring &lt;water&gt;.", "Read more", "Change or stop", "2 March 2026, 12:00 (UTC)")]
    [InlineData("fr", "Marche à midi", "Vieux-Port.\\nÀ l'heure !", "En savoir plus", "Modifier ou arrêter", "2 mars 2026, 12:00 (UTC)")]
    public async Task The_request_is_this_to_the_byte(string language, string title, string body, string more, string change, string when)
    {
        var json = ChannelBed.Fill("""
            {"text":"TITLE","unfurl_links":false,"unfurl_media":false,"blocks":[
            {"type":"header","text":{"type":"plain_text","text":"TITLE","emoji":false}},
            {"type":"section","text":{"type":"plain_text","text":"BODY","emoji":false}},
            {"type":"context","elements":[
            {"type":"mrkdwn","text":"<https://example.org/m?a=1&amp;b=%282%29|MORE> · <MANAGE|CHANGE>"},
            {"type":"plain_text","text":"WHEN","emoji":false}]}]}
            """, title, body, more, change, when);
        Assert.Equal(
            $"POST https://hooks.slack.com/services/T0AB/B0CD/{Secret}\ncontent-type: application/json\n{json}",
            await bed.RequestAsync(channel, Someone with { Language = language }, ChannelBed.March));
    }

    [Theory]
    [InlineData(200, null, "ok", "sent")]
    [InlineData(200, null, "<html>Welcome</html>", "again: not ok")]
    [InlineData(400, null, "invalid_payload", "refused: 400")]
    [InlineData(400, null, "no_text", "refused: 400")]
    [InlineData(400, null, "user_not_found", "gone")]
    [InlineData(400, null, "too_many_attachments", "refused: 400")]
    [InlineData(403, null, "invalid_token", "gone")]
    [InlineData(403, null, "team_disabled", "gone")]
    [InlineData(403, null, "action_prohibited", "refused: 403")]
    [InlineData(403, null, "posting_to_general_channel_denied", "refused: 403")]
    [InlineData(403, null, "some_new_word", "again: 403")]
    [InlineData(404, null, "no_service", "gone")]
    [InlineData(404, null, "channel_not_found", "gone")]
    [InlineData(404, null, "", "gone")]
    [InlineData(410, null, "channel_is_archived", "gone")]
    [InlineData(429, "Retry-After: 30", "rate_limited", "again in 30 s: 429")]
    [InlineData(429, null, "", "again: 429")]
    [InlineData(500, null, "rollup_error", "again: 500")]
    [InlineData(503, "Retry-After: 60", "", "all wait in 60 s: 503")]
    [InlineData(302, null, "", "refused: 302")]
    public async Task An_answer_means(int status, string? header, string body, string meaning) =>
        Assert.Equal(meaning, await bed.MeansAsync(channel, Someone, status, header, body));

    [Fact]
    public Task Failures_are_tried_again_and_tell_nobody_the_hook() => bed.AssertFailuresAsync(channel, Someone, Secret);

    [Fact]
    public Task A_long_body_is_cut_as_it_is_sent_and_its_links_are_not() =>
        bed.AssertCutAsync(channel, Someone, "blocks/1/text/text", 3_000, _ => bed.Sent("blocks/1/text/text").Length);

    [Fact]
    public async Task A_long_title_is_cut_too()
    {
        await bed.SendAsync(channel, Someone, new string('&', 200), "Body");
        Assert.Equal(string.Concat(Enumerable.Repeat("&amp;", 29)) + "…", bed.Sent("blocks/0/text/text"));
    }

    [Fact]
    public async Task An_address_that_does_not_fit_is_left_out_and_the_link_that_stops_it_is_not()
    {
        await channel.SendAsync(ChannelBed.March with { Url = "https://example.org/" + new string('(', 2_000) }, Someone, default);
        Assert.DoesNotContain("example.org/%28", bed.Sent("blocks/2/elements/0/text"), StringComparison.Ordinal);
        Assert.Contains(bed.Manage, bed.Sent("blocks/2/elements/0/text"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_somebody_wrote_is_only_text()
    {
        await bed.SendAsync(channel, Someone, ChannelBed.Hostile, ChannelBed.Hostile);
        var inert = ChannelBed.Harmless.Replace("<", "&lt;", StringComparison.Ordinal).Replace(">", "&gt;", StringComparison.Ordinal);
        Assert.Equal((inert, inert, inert), (bed.Sent("text"), bed.Sent("blocks/0/text/text"), bed.Sent("blocks/1/text/text")));
        Assert.Equal(("plain_text", "plain_text"), (bed.Sent("blocks/0/text/type"), bed.Sent("blocks/1/text/type")));
    }

    [Theory]
    [InlineData("https://hooks.slack.com/services/T0AB/B0CD/xyz", null)]
    [InlineData("http://hooks.slack.com/services/T0AB/B0CD/xyz", "must begin with https://.")]
    [InlineData("https://hooks.slack.com/services/T0AB/B0CD", "must be the webhook URL of a Slack app: https://hooks.slack.com/services/…")]
    [InlineData("https://hooks.slack.com.example.org/services/T0AB/B0CD/xyz", "must be the webhook URL of a Slack app: https://hooks.slack.com/services/…")]
    [InlineData("https://hooks.slack.com/services/T0AB/B0CD/xyz?to=me", "must be the webhook URL of a Slack app: https://hooks.slack.com/services/…")]
    [InlineData("https://user@hooks.slack.com/services/T0AB/B0CD/xyz", "must not hold a user name or password.")]
    [InlineData("#general", "must begin with https://.")]
    public void An_address_is_refused_in_words(string address, string? reason) => Assert.Equal(reason, channel.RejectAddress(address));

    [Fact]
    public void It_has_no_secret_but_its_address_and_the_host_alone_names_where_it_goes()
    {
        Assert.Null(channel.RejectSecret(null));
        Assert.Equal("must be left out: the address is the secret.", channel.RejectSecret("x"));
        Assert.Null(channel.CreateSecret());
        Assert.Equal(new Destination("slack:hooks.slack.com"), channel.DestinationOf(Someone));
    }

    public void Dispose() => bed.Dispose();
}
