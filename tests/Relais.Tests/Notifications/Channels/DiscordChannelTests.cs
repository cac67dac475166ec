using Relais.Notifications;
using Relais.Notifications.Channels;

namespace Relais.Tests.Notifications.Channels;

/// <summary>What Discord is told, and what its answers mean.</summary>
public sealed class DiscordChannelTests : IDisposable
{
    private const string Secret = "s3cret_Of-TheHook";

    private static readonly Recipient Someone = new("s_1", "discord", "https://discord.com/api/webhooks/123/" + Secret, null, "en");

    private readonly ChannelBed bed = new("discord.com");
    private readonly DiscordChannel channel;

    public DiscordChannelTests() => channel = new DiscordChannel(bed.Http, bed.Settings, bed.Wording);

    [Theory]
    [InlineData("en", "March & rally", @"Old port.\nBring \\<water\\>.", "Read more", "Change or stop", "2 March 2026, 12:00 (UTC)")]
    [InlineData("fr", "Marche à midi", @"Vieux-Port.\nÀ l'heure !", "En savoir plus", "Modifier ou arrêter", "2 mars 2026, 12:00 (UTC)")]
    public async Task The_request_is_this_to_the_byte(string language, string title, string body, string more, string change, string when)
    {
        var json = ChannelBed.Fill("""
            {"content":"**TITLE**","embeds":[{"description":"BODY\n\n[MORE](https://example.org/m?a=1&b=%282%29) · [CHANGE](MANAGE)",
            "footer":{"text":"WHEN"}}],"allowed_mentions":{"parse":[]}}
            """, title, body, more, change, when);
        Assert.Equal(
            $"POST https://discord.com/api/webhooks/123/{Secret}?wait=true\ncontent-type: application/json\n{json}",
            await bed.RequestAsync(channel, Someone with { Language = language }, ChannelBed.March));
    }

    [Fact]
    public async Task A_thread_that_the_address_names_is_kept()
    {
        await channel.SendAsync(ChannelBed.March, Someone with { Address = Someone.Address + "?thread_id=7" }, default);
        Assert.Equal($"https://discord.com/api/webhooks/123/{Secret}?thread_id=7&wait=true", bed.Last.Address.ToString());
    }

    [Theory]
    [InlineData(200, null, """{"id":"1"}""", "sent")]
    [InlineData(204, null, "", "sent")]
    [InlineData(400, null, """{"code":50035,"message":"Invalid Form Body"}""", "refused: 400")]
    [InlineData(401, null, """{"code":50027,"message":"Invalid Webhook Token"}""", "gone")]
    [InlineData(403, null, "", "gone")]
    [InlineData(404, null, """{"code":10015,"message":"Unknown Webhook"}""", "gone")]
    [InlineData(413, null, "", "refused: 413")]
    [InlineData(429, "X-RateLimit-Scope: user", """{"message":"You are being rate limited.","retry_after":0.65,"global":false}""", "again in 1 s: 429")]
    [InlineData(429, "X-RateLimit-Scope: shared", """{"message":"The resource is being rate limited.","retry_after":12.5,"global":false}""", "again in 13 s: 429")]
    [InlineData(429, "X-RateLimit-Scope: global", """{"retry_after":64.57,"global":true}""", "all wait in 65 s: 429")]
    [InlineData(429, "Retry-After: 3600", "error code: 1015", "all wait in 3600 s: 429")]
    [InlineData(500, null, "", "again: 500")]
    [InlineData(502, null, "<html>", "again: 502")]
    public async Task An_answer_means(int status, string? header, string body, string meaning) =>
        Assert.Equal(meaning, await bed.MeansAsync(channel, Someone, status, header, body));

    [Fact]
    public Task Failures_are_tried_again_and_tell_nobody_the_hook() => bed.AssertFailuresAsync(channel, Someone, Secret);

    [Fact]
    public Task A_long_body_is_cut_as_it_is_sent_and_its_links_are_not() =>
        bed.AssertCutAsync(channel, Someone, "embeds/0/description", 4_096, _ => bed.Sent("embeds/0/description").Length);

    [Fact]
    public async Task An_address_that_does_not_fit_is_left_out_and_the_link_that_stops_it_is_not()
    {
        await channel.SendAsync(ChannelBed.March with { Url = "https://example.org/" + new string('(', 2_000) }, Someone, default);
        Assert.DoesNotContain("example.org/%28", bed.Sent("embeds/0/description"), StringComparison.Ordinal);
        Assert.Contains(bed.Manage, bed.Sent("embeds/0/description"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_somebody_wrote_is_only_text()
    {
        const string Inert = @"\@everyone \<!channel\> \*x\* \[a\]\(b\) \<script\> gnp.exe \@here \<users/all\> \_i\_ \`c\` \# h \| {{DATE\(2026\)}}";
        await bed.SendAsync(channel, Someone, ChannelBed.Hostile, ChannelBed.Hostile);
        Assert.Equal($"**{Inert}**", bed.Sent("content"));
        Assert.StartsWith(Inert + "\n\n[Read more]", bed.Sent("embeds/0/description"), StringComparison.Ordinal);
        Assert.EndsWith("\"allowed_mentions\":{\"parse\":[]}}", bed.Last.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://discord.com/api/webhooks/123/abc-_D", null)]
    [InlineData("https://discordapp.com/api/webhooks/123/abc", null)]
    [InlineData("https://discord.com/api/v10/webhooks/123/abc?thread_id=9", null)]
    [InlineData("https://discord.com/api/webhooks/123/abc/slack", "must be the URL of a Discord webhook: https://discord.com/api/webhooks/…")]
    [InlineData("https://discord.com/channels/1/2", "must be the URL of a Discord webhook: https://discord.com/api/webhooks/…")]
    [InlineData("https://discord.example.org/api/webhooks/123/abc", "must be the URL of a Discord webhook: https://discord.com/api/webhooks/…")]
    [InlineData("http://discord.com/api/webhooks/123/abc", "must begin with https://.")]
    public void An_address_is_refused_in_words(string address, string? reason) => Assert.Equal(reason, channel.RejectAddress(address));

    [Fact]
    public void It_has_no_secret_but_its_address_and_all_hooks_share_one_rate()
    {
        Assert.Equal("must be left out: the address is the secret.", channel.RejectSecret("x"));
        Assert.Null(channel.CreateSecret());
        Assert.Equal(new Destination("discord:discord.com", new SendRate(40, 40)), channel.DestinationOf(Someone));
    }

    public void Dispose() => bed.Dispose();
}
