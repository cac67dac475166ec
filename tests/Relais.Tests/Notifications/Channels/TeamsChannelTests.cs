using Relais.Notifications;
using Relais.Notifications.Channels;

namespace Relais.Tests.Notifications.Channels;

/// <summary>What a workflow of Microsoft Teams is told, and what its answers mean.</summary>
public sealed class TeamsChannelTests : IDisposable
{
    private const string Secret = "s3cretOfTheFlow";
    private const string Advice = "must be the whole URL of a Teams workflow, with its sig=: https://….logic.azure.com/… or https://….environment.api.powerplatform.com/…";

    private static readonly Recipient Someone = new(
        "s_1", "teams", "https://prod-12.westeurope.logic.azure.com/workflows/ab12/triggers/manual/paths/invoke?api-version=2016-06-01&sig=" + Secret, null, "en");

    private readonly ChannelBed bed = new("prod-12.westeurope.logic.azure.com");
    private readonly TeamsChannel channel;

    public TeamsChannelTests() => channel = new TeamsChannel(bed.Http, bed.Settings, bed.Wording);

    [Theory]
    [InlineData("en", "March & rally", "Old port.\\n\\nBring <water>.", "Read more", "Change or stop", "2 March 2026, 12:00 (UTC)")]
    [InlineData("fr", "Marche à midi", "Vieux-Port.\\n\\nÀ l'heure !", "En savoir plus", "Modifier ou arrêter", "2 mars 2026, 12:00 (UTC)")]
    public async Task The_request_is_this_to_the_byte(string language, string title, string body, string more, string change, string when)
    {
        var json = ChannelBed.Fill("""
            {"type":"message","attachments":[{"contentType":"application/vnd.microsoft.card.adaptive","contentUrl":null,"content":{
            "$schema":"http://adaptivecards.io/schemas/adaptive-card.json","type":"AdaptiveCard","version":"1.4","msteams":{"width":"Full"},"body":[
            {"type":"TextBlock","text":"TITLE","wrap":true,"weight":"Bolder","size":"Medium"},
            {"type":"TextBlock","text":"BODY","wrap":true},
            {"type":"TextBlock","text":"WHEN","wrap":true,"size":"Small","isSubtle":true}],"actions":[
            {"type":"Action.OpenUrl","title":"MORE","url":"https://example.org/m?a=1&b=(2)"},
            {"type":"Action.OpenUrl","title":"CHANGE","url":"MANAGE"}]}}]}
            """, title, body, more, change, when);
        Assert.Equal(
            $"POST {Someone.Address}\ncontent-type: application/json\n{json}", await bed.RequestAsync(channel, Someone with { Language = language }, ChannelBed.March));
    }

    [Theory]
    [InlineData(202, null, "", "sent")]
    [InlineData(200, null, "1", "sent")]
    [InlineData(400, null, """{"error":{"code":"WorkflowTriggerIsNotEnabled","message":"… with state 'Deleted' …"}}""", "gone")]
    [InlineData(400, null, """{"error":{"code":"WorkflowNotFound"}}""", "gone")]
    [InlineData(400, null, """{"error":{"code":"TriggerInputSchemaMismatch"}}""", "refused: 400")]
    [InlineData(400, null, "", "refused: 400")]
    [InlineData(401, null, """{"error":{"code":"DirectApiAuthorizationRequired"}}""", "gone")]
    [InlineData(403, null, "", "gone")]
    [InlineData(404, null, """{"error":{"code":"WorkflowNotFound"}}""", "gone")]
    [InlineData(413, null, "", "refused: 413")]
    [InlineData(429, "Retry-After: 15", "", "again in 15 s: 429")]
    [InlineData(502, null, """{"error":{"code":"NoResponse"}}""", "again: 502")]
    [InlineData(503, "Retry-After: 5", "", "all wait in 5 s: 503")]
    public async Task An_answer_means(int status, string? header, string body, string meaning) =>
        Assert.Equal(meaning, await bed.MeansAsync(channel, Someone, status, header, body));

    [Fact]
    public Task Failures_are_tried_again_and_tell_nobody_the_flow() => bed.AssertFailuresAsync(channel, Someone, Secret);

    [Fact]
    public Task A_long_body_is_cut_as_it_is_sent_and_its_links_are_not() =>
        bed.AssertCutAsync(channel, Someone, "attachments/0/content/body/1/text", 28_000, received => received.Body.Length);

    [Fact]
    public async Task What_somebody_wrote_is_only_text()
    {
        var inert = @"@everyone <!channel> \*x\* \[a\](b) <script> gnp.exe @here <users/all> \_i\_ \`c\` # h | {¬{¬DATE(2026)}}".Replace('¬', '\u200B');
        await bed.SendAsync(channel, Someone, ChannelBed.Hostile, ChannelBed.Hostile);
        Assert.Equal((inert, inert), (bed.Sent("attachments/0/content/body/0/text"), bed.Sent("attachments/0/content/body/1/text")));
    }

    [Theory]
    [InlineData("https://prod-12.westeurope.logic.azure.com:443/workflows/ab12/triggers/manual/paths/invoke?api-version=2016-06-01&sig=x", null)]
    [InlineData("https://default0123.4f.environment.api.powerplatform.com/powerautomate/automations/direct/workflows/ab12/triggers/manual/paths/invoke?sig=x", null)]
    [InlineData("https://prod-12.westeurope.logic.azure.com/workflows/ab12/triggers/manual/paths/invoke", Advice)]
    [InlineData("https://logic.azure.com.example.org/workflows?sig=x", Advice)]
    [InlineData("https://teams.microsoft.com/l/channel/19%3aab", Advice)]
    [InlineData(
        "https://contoso.webhook.office.com/webhookb2/1@2/IncomingWebhook/3/4",
        "is a connector of Office 365, which Microsoft has switched off: in Teams, make a workflow that posts when a webhook request is received, and paste its URL.")]
    public void An_address_is_refused_in_words(string address, string? reason) => Assert.Equal(reason, channel.RejectAddress(address));

    [Fact]
    public void It_has_no_secret_but_its_address_and_the_host_alone_names_where_it_goes()
    {
        Assert.Equal("must be left out: the address is the secret.", channel.RejectSecret("x"));
        Assert.Null(channel.CreateSecret());
        Assert.Equal(new Destination("teams:prod-12.westeurope.logic.azure.com"), channel.DestinationOf(Someone));
    }

    public void Dispose() => bed.Dispose();
}
