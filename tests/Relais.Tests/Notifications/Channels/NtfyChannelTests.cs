using System.Text;
using Relais.Notifications;
using Relais.Notifications.Channels;

namespace Relais.Tests.Notifications.Channels;

/// <summary>What an ntfy server is told, and what its answers mean.</summary>
public sealed class NtfyChannelTests : IDisposable
{
    private const string Secret = "tk_s3cretOfTheAccount";
    private const string Advice = "must be the address of a topic of ntfy: https://ntfy.sh/your-topic";

    private static readonly Recipient Someone = new("s_1", "ntfy", "https://ntfy.sh/marche-7f3a", Secret, "en");
    private static readonly Recipient Anybody = Someone with { Secret = null };

    private readonly ChannelBed bed = new("ntfy.sh");
    private readonly NtfyChannel channel;

    public NtfyChannelTests() => channel = new NtfyChannel(bed.Http, bed.Settings, bed.Wording, bed.Time);

    [Theory]
    [InlineData("en", "March & rally", "Old port.\\nBring <water>.", "Read more", "Change or stop", "2 March 2026, 12:00 (UTC)")]
    [InlineData("fr", "Marche à midi", "Vieux-Port.\\nÀ l'heure !", "En savoir plus", "Modifier ou arrêter", "2 mars 2026, 12:00 (UTC)")]
    public async Task The_request_is_this_to_the_byte(string language, string title, string body, string more, string change, string when)
    {
        var json = ChannelBed.Fill("""
            {"topic":"marche-7f3a","title":"TITLE","message":"BODY\n\nWHEN","priority":3,"click":"https://example.org/m?a=1&b=(2)","actions":[
            {"action":"view","label":"MORE","url":"https://example.org/m?a=1&b=(2)"},{"action":"view","label":"CHANGE","url":"MANAGE"}]}
            """, title, body, more, change, when);
        Assert.Equal(
            $"POST https://ntfy.sh/\nauthorization: Bearer {Secret}\ncontent-type: application/json\n{json}",
            await bed.RequestAsync(channel, Someone with { Language = language }, ChannelBed.March));
        Assert.Equal(
            $"POST https://ntfy.sh/\ncontent-type: application/json\n{json}", await bed.RequestAsync(channel, Anybody with { Language = language }, ChannelBed.March));
    }

    [Theory]
    [InlineData("info", 2)]
    [InlineData("normal", 3)]
    [InlineData("urgent", 5)]
    public async Task What_is_urgent_makes_itself_heard(string severity, int priority)
    {
        await channel.SendAsync(ChannelBed.March with { Severity = severity }, Someone, default);
        Assert.Contains($"\"priority\":{priority},", bed.Last.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(200, null, """{"id":"x","event":"message"}""", "sent")]
    [InlineData(400, null, """{"code":40009}""", "refused: 400")]
    [InlineData(401, null, """{"code":40101}""", "gone")]
    [InlineData(403, null, """{"code":40301}""", "gone")]
    [InlineData(404, null, """{"code":40401}""", "again: 404")]
    [InlineData(413, null, """{"code":41303}""", "refused: 413")]
    [InlineData(429, null, """{"code":42901,"http":429}""", "all wait in 30 s: 429")]
    [InlineData(429, "Retry-After: 90", """{"code":42901}""", "all wait in 90 s: 429")]
    [InlineData(429, null, """{"code":42908,"http":429}""", "all wait in 43020 s: 429")]
    [InlineData(429, null, "too many", "all wait in 30 s: 429")]
    [InlineData(500, null, """{"code":50001}""", "again: 500")]
    [InlineData(507, null, """{"code":50701}""", "refused: 507")]
    public async Task An_answer_means(int status, string? header, string body, string meaning)
    {
        Assert.Equal(meaning, await bed.MeansAsync(channel, Anybody, status, header, body));

        // An account's own limit is nobody else's.
        Assert.Equal(status == 429 ? meaning.Replace("all wait", "again", StringComparison.Ordinal) : meaning, await bed.MeansAsync(channel, Someone, status, header, body));
    }

    [Fact]
    public Task Failures_are_tried_again_and_tell_nobody_the_token() => bed.AssertFailuresAsync(channel, Someone, Secret);

    [Fact]
    public Task A_long_body_is_cut_as_it_is_sent_and_its_links_are_not() =>
        bed.AssertCutAsync(channel, Someone, "message", 4_096, _ => Encoding.UTF8.GetByteCount(bed.Sent("message")));

    [Fact]
    public async Task What_somebody_wrote_is_only_text()
    {
        await bed.SendAsync(channel, Someone, ChannelBed.Hostile, ChannelBed.Hostile);
        Assert.Equal((ChannelBed.Harmless, ChannelBed.Harmless + "\n\n2 March 2026, 12:00 (UTC)"), (bed.Sent("title"), bed.Sent("message")));
        Assert.DoesNotContain("markdown", bed.Last.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://ntfy.sh/marche-7f3a", null)]
    [InlineData("https://ntfy.example.org/marche_1", null)]
    [InlineData("https://ntfy.sh/", Advice)]
    [InlineData("https://ntfy.sh/a/b", Advice)]
    [InlineData("https://ntfy.sh/marche?priority=5", Advice)]
    [InlineData("marche-7f3a", "must begin with https://.")]
    public void An_address_is_refused_in_words(string address, string? reason) => Assert.Equal(reason, channel.RejectAddress(address));

    [Theory]
    [InlineData(null, null)]
    [InlineData("tk_abc", null)]
    [InlineData("two words", "must be an access token of ntfy (tk_…), or be left out.")]
    [InlineData("tk_a\r\nX: 1", "must be an access token of ntfy (tk_…), or be left out.")]
    public void A_token_may_be_left_out(string? secret, string? reason) => Assert.Equal(reason, channel.RejectSecret(secret));

    [Fact]
    public void The_host_alone_names_where_it_goes()
    {
        Assert.Null(channel.CreateSecret());
        Assert.Equal(new Destination("ntfy:ntfy.sh"), channel.DestinationOf(Someone));
    }

    public void Dispose() => bed.Dispose();
}
