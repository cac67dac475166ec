using System.Net;
using System.Security.Cryptography;
using System.Text;
using Relais.Hosting.Local;
using Relais.Http;
using Relais.Notifications;
using Relais.Notifications.Channels;
using Relais.Secrets;
using Relais.Tests.Story;

namespace Relais.Tests.Notifications;

/// <summary>What goes over the wire to a webhook, and what its answers mean.</summary>
public sealed class WebhookChannelTests : IDisposable
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);

    private static readonly Notification Surge = new(
        "al_3a964e89fbad575ee98bbe", 1, "marche", "Marche", "surge", "firing",
        new Localized("Marche is surging.", "Marche s'envole."), new Localized("99 posts in an hour.", "99 publications en une heure."), Noon, Noon.AddDays(1));

    private static readonly Recipient Someone = new("s_1", "webhook", "https://hooks.example.org/relais?token=t0ken", Make.Secret, "en");

    private readonly Outside outside = new();
    private readonly WebhookReceiver receiver;
    private readonly WebhookChannel channel;

    public WebhookChannelTests()
    {
        var clock = new SteppedClock();
        clock.Set(Noon.AddMinutes(3));
        var settings = new OutboundSettings { TotalLimit = TimeSpan.FromMilliseconds(200) };
        receiver = new WebhookReceiver(outside);
        channel = new WebhookChannel(new OutboundHttp(outside, settings, clock), settings, new PersonalLinks(new KeyedHash(KeyRing.Parse(RelaisApp.Keys)), new PublicAddress("https://relais.example.org")), clock);
    }

    [Fact]
    public async Task The_request_is_this_to_the_byte()
    {
        Assert.Equal(DeliveryOutcome.Sent, await channel.SendAsync(Surge, Someone, default));

        var request = Assert.Single(receiver.Received);
        var body = """
            {"type":"alert.firing","timestamp":"2026-03-02T12:00:00+00:00",
            "data":{"id":"al_3a964e89fbad575ee98bbe","version":1,"campaign":"marche","campaignName":"Marche","kind":"surge","severity":"normal","status":"firing",
            "title":"Marche is surging.","body":"99 posts in an hour.","expiresAt":"2026-03-03T12:00:00+00:00"}}
            """.ReplaceLineEndings("");
        Assert.Equal(body, request.Text);
        Assert.Equal(body, channel.Preview(Surge, Someone).Sent);
        Assert.Equal(("POST", "https://hooks.example.org/relais?token=t0ken"), (request.Method, request.Address.ToString()));
        var key = Convert.FromBase64String(Make.Secret["whsec_".Length..]);
        var signature = Convert.ToBase64String(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes("al_3a964e89fbad575ee98bbe-1-s_1.1772452980." + body)));
        Assert.Equal(
            [
                "content-length: " + Encoding.UTF8.GetByteCount(body),
                "content-type: application/json",
                "user-agent: Relais/0.1.0",
                "webhook-id: al_3a964e89fbad575ee98bbe-1-s_1",
                "webhook-signature: v1," + signature,
                "webhook-timestamp: 1772452980",
            ],
            request.Headers.Select(header => $"{header.Key}: {header.Value}").Append("content-length: " + request.Body.Length).Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task The_language_is_the_receivers_and_the_resolved_version_says_so()
    {
        await channel.SendAsync(Surge with { Version = 2, Status = "resolved" }, Someone with { Language = "fr" }, default);
        Assert.StartsWith("""{"type":"alert.resolved",""", receiver.Received[0].Text, StringComparison.Ordinal);
        Assert.Contains("""
            "status":"resolved","title":"Marche s\u0027envole.","body":"99 publications en une heure."
            """, receiver.Received[0].Text, StringComparison.Ordinal);
        Assert.Equal("al_3a964e89fbad575ee98bbe-2-s_1", receiver.Received[0].Id);
    }

    [Theory]
    [InlineData(200, OutcomeKind.Sent, "")]
    [InlineData(204, OutcomeKind.Sent, "")]
    [InlineData(299, OutcomeKind.Sent, "")]
    [InlineData(301, OutcomeKind.Refused, "301")]
    [InlineData(307, OutcomeKind.Refused, "307")]
    [InlineData(400, OutcomeKind.Refused, "400")]
    [InlineData(401, OutcomeKind.RetryAt, "401")]
    [InlineData(403, OutcomeKind.RetryAt, "403")]
    [InlineData(404, OutcomeKind.RetryAt, "404")]
    [InlineData(408, OutcomeKind.RetryAt, "408")]
    [InlineData(410, OutcomeKind.Refused, "gone")]
    [InlineData(413, OutcomeKind.Refused, "413")]
    [InlineData(415, OutcomeKind.Refused, "415")]
    [InlineData(422, OutcomeKind.Refused, "422")]
    [InlineData(429, OutcomeKind.RetryAt, "429")]
    [InlineData(500, OutcomeKind.RetryAt, "500")]
    [InlineData(503, OutcomeKind.RetryAt, "503")]
    [InlineData(599, OutcomeKind.RetryAt, "599")]
    public async Task An_answer_means(int status, OutcomeKind kind, string reason)
    {
        receiver.Otherwise = WebhookReceiver.Says(status);
        Assert.Equal(new DeliveryOutcome(kind, reason, null, IsLimit: status == 429), await channel.SendAsync(Surge, Someone, default));
    }

    [Theory]
    [InlineData(200, OutcomeKind.Sent, "")]
    [InlineData(410, OutcomeKind.Refused, "gone")]
    [InlineData(500, OutcomeKind.RetryAt, "500")]
    public async Task A_long_answer_means_what_its_status_says(int status, OutcomeKind kind, string reason)
    {
        receiver.Otherwise = WebhookReceiver.Says(status, body: new string('x', 100_000));
        Assert.Equal(new DeliveryOutcome(kind, reason, null), await channel.SendAsync(Surge, Someone, default));
    }

    [Theory]
    [InlineData(429, "120", 120)]
    [InlineData(503, "Mon, 02 Mar 2026 12:13:00 GMT", 600)]
    [InlineData(429, "soon", null)]
    public async Task A_wish_to_be_left_alone_is_carried_on(int status, string value, int? seconds)
    {
        receiver.Otherwise = WebhookReceiver.Says(status, "Retry-After", value);
        var outcome = await channel.SendAsync(Surge, Someone, default);
        Assert.Equal((OutcomeKind.RetryAt, seconds is { } more ? Noon.AddMinutes(3).AddSeconds(more) : (DateTimeOffset?)null), (outcome.Kind, outcome.At));
        Assert.True(outcome.IsLimit);
    }

    [Fact]
    public async Task Nobody_there_and_no_answer_are_tried_again_and_a_forbidden_address_is_not_even_called()
    {
        receiver.Otherwise = WebhookReceiver.HangsAsync;
        Assert.Equal(DeliveryOutcome.RetryAt(null, "timeout"), await channel.SendAsync(Surge, Someone, default));
        receiver.Otherwise = (_, _) => throw new HttpRequestException(HttpRequestError.ConnectionError);
        Assert.Equal(DeliveryOutcome.RetryAt(null, "refused"), await channel.SendAsync(Surge, Someone, default));
        receiver.Otherwise = (_, _) => throw new HttpRequestException(HttpRequestError.NameResolutionError);
        Assert.Equal(DeliveryOutcome.RetryAt(null, "dns"), await channel.SendAsync(Surge, Someone, default));
        receiver.Otherwise = (_, _) => Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK) { Content = new StreamContent(new BrokenStream()) });
        Assert.Equal(DeliveryOutcome.Sent, await channel.SendAsync(Surge, Someone, default));

        Assert.Equal(DeliveryOutcome.Refused("blocked"), await channel.SendAsync(Surge, Someone with { Address = "http://169.254.169.254/latest" }, default));
        Assert.Empty(outside.Unexpected);
    }

    [Theory]
    [InlineData("https://hooks.example.org/relais", null)]
    [InlineData("http://hooks.example.org/relais", "must begin with https://.")]
    [InlineData("https://localhost/relais", "must name a host with its whole domain.")]
    [InlineData("https://10.1.2.3/relais", "must name a host, not a numeric address.")]
    public void An_address_is_refused_in_words(string address, string? reason) => Assert.Equal(reason, channel.RejectAddress(address));

    [Fact]
    public void A_secret_is_drawn_anew_each_time()
    {
        Assert.True(WebhookSecret.TryParse(channel.CreateSecret(), out _, out _));
        Assert.NotEqual(channel.CreateSecret(), channel.CreateSecret());
    }

    public void Dispose() => outside.Dispose();

    private sealed class BrokenStream : MemoryStream
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => throw new IOException("The connection broke.");
    }
}
