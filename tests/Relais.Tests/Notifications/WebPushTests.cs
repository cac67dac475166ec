using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Relais.Hosting.Local;
using Relais.Http;
using Relais.Notifications;
using Relais.Notifications.Channels;
using Relais.Secrets;
using Relais.Tests.Story;

namespace Relais.Tests.Notifications;

/// <summary>What goes to a push service: against packages of others' making, and what its answers mean.</summary>
public sealed class WebPushTests : IDisposable
{
    // Made by `npx web-push generate-vapid-keys`; they belong to nobody.
    public const string PublicKey = "BLZiRTaEiE_EyxapwrzbaImDmRcLAFYUaF7jEmHZmS7z4Igih9KkD96w6aKjzMqCWD5b15GqFBHbktSoOLyNIbg";
    public const string PrivateKey = "1WcM7piYTPICjNbC95Z0W6U6zxyvLk8q9bIWpYIeeu4";
    private const string Subject = "mailto:ops@example.org";
    private const string Endpoint = "https://push.example.net/send/secret-of-ada";

    private static readonly DateTimeOffset Noon = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);
    internal static readonly PersonalLinks Links = new(new KeyedHash(KeyRing.Parse(RelaisApp.Keys)), new PublicAddress("https://relais.example.org"));

    internal static readonly Notification Surge = new(
        "al_3a964e89fbad575ee98bbe", 1, "marche", "Marche", "surge", "firing",
        new Localized("Marche is surging.", "Marche s'envole."), new Localized("99 posts in an hour.", "99 publications en une heure."), Noon, Noon.AddDays(1))
    {
        Url = "https://marche.example.org/?a=1&b=2",
    };

    private readonly Outside outside = new();
    private readonly WebhookReceiver service;
    private readonly SteppedClock clock = new();
    private readonly WebPushVapid vapid = WebPushVapid.Read(Configuration(PublicKey, PrivateKey, Subject))!;
    private readonly WebPushChannel channel;

    public WebPushTests()
    {
        clock.Set(Noon.AddMinutes(3));
        var settings = new OutboundSettings { TotalLimit = TimeSpan.FromMilliseconds(500) };
        service = new WebhookReceiver(outside, "push.example.net") { Otherwise = WebhookReceiver.Says(201) };
        channel = new WebPushChannel(new OutboundHttp(outside, settings, clock), settings, vapid, new Wording(Links), clock);
    }

    [SkippableTheory]
    [InlineData("info", "low")]
    [InlineData("normal", "normal")]
    [InlineData("urgent", "high")]
    public async Task A_request_is_what_web_push_would_send_and_opens_in_the_browser_that_it_is_for(string severity, string urgency)
    {
        using var browser = ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256);
        var someone = Browser(browser);
        Assert.Equal(DeliveryOutcome.Sent, await channel.SendAsync(Surge with { Severity = severity }, someone, default));

        var request = Assert.Single(service.Received);
        var seen = await NodeScript.RunAsync("Notifications/webpush.mjs", "web-push", JsonSerializer.Serialize(new
        {
            body = Convert.ToBase64String(request.Body), authorization = request.Headers["authorization"], endpoint = Endpoint,
            receiver = new { privateKey = Base64Url.EncodeToString(browser.ExportParameters(true).D!), auth = someone.Secret!.Split('.')[1] },
            vapid = new { subject = Subject, publicKey = PublicKey, privateKey = PrivateKey }, ttl = 86_220, urgency, topic = request.Headers["topic"],
        }));
        Assert.Equal(
            $$"""
            {"title":"Marche is surging.","body":"99 posts in an hour.","when":"2 March 2026, 12:00 (UTC)","url":"https://marche.example.org/?a=1&b=2",
            "manage":"{{Links.Manage("marche", "s_1")}}","stop":"{{Links.Stop("marche", "s_1")}}","tag":"{{request.Headers["topic"]}}","lang":"en"}
            """.ReplaceLineEndings(""),
            seen.GetProperty("text").GetString());
        Assert.Equal(seen.GetProperty("text").GetString(), channel.Preview(Surge with { Severity = severity }, someone).Sent);
        Assert.True(seen.GetProperty("isSigned").GetBoolean());
        Assert.Equal($$"""{"aud":"https://push.example.net","exp":{{Noon.AddMinutes(3).AddHours(12).ToUnixTimeSeconds()}},"sub":"mailto:ops@example.org"}""", seen.GetProperty("claims").GetString());

        // Header by header; signatures and ends of tokens are each one's own.
        var theirs = seen.GetProperty("theirs");
        Assert.Equal((theirs.GetProperty("method").GetString(), theirs.GetProperty("endpoint").GetString()), (request.Method, request.Address.ToString()));
        Assert.Equal((theirs.GetProperty("header").GetString(), theirs.GetProperty("length").GetInt32()), (seen.GetProperty("header").GetString(), request.Body.Length));
        Assert.Equal(["aud", "exp", "sub"], theirs.GetProperty("claims").EnumerateObject().Select(claim => claim.Name));
        var ours = request.Headers.Where(header => header.Key != "user-agent").ToDictionary();
        ours["content-length"] = request.Body.Length.ToString();
        Assert.Equal(
            theirs.GetProperty("headers").EnumerateObject().Where(header => header.Name != "Authorization").Select(header => $"{header.Name.ToLowerInvariant()}: {header.Value}").Order(StringComparer.Ordinal),
            ours.Where(header => header.Key != "authorization").Select(header => $"{header.Key}: {header.Value}").Order(StringComparer.Ordinal));
        Assert.Matches("^vapid t=[\\w-]+\\.[\\w-]+\\.[\\w-]{86}, k=" + PublicKey + "$", request.Headers["authorization"]);
        Assert.Matches("^[\\w-]{32}$", request.Headers["topic"]);
    }

    [Theory]
    [InlineData(200, null, OutcomeKind.Sent, "", false, false)]
    [InlineData(201, null, OutcomeKind.Sent, "", false, false)]
    [InlineData(202, null, OutcomeKind.Sent, "", false, false)]
    [InlineData(307, null, OutcomeKind.Refused, "307", false, false)]
    [InlineData(400, null, OutcomeKind.RetryAt, "400", false, true)]
    [InlineData(401, null, OutcomeKind.RetryAt, "401", false, true)]
    [InlineData(403, null, OutcomeKind.RetryAt, "403", false, true)]
    [InlineData(404, null, OutcomeKind.Refused, "gone", false, false)]
    [InlineData(410, null, OutcomeKind.Refused, "gone", false, false)]
    [InlineData(413, null, OutcomeKind.Refused, "413", false, false)]
    [InlineData(429, "120", OutcomeKind.RetryAt, "429", true, false)]
    [InlineData(429, null, OutcomeKind.RetryAt, "429", true, false)]
    [InlineData(500, null, OutcomeKind.RetryAt, "500", false, false)]
    [InlineData(503, "60", OutcomeKind.RetryAt, "503", true, false)]
    public async Task An_answer_means(int status, string? retryAfter, OutcomeKind kind, string reason, bool isLimit, bool isOurs)
    {
        using var browser = ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256);
        service.Otherwise = WebhookReceiver.Says(status, retryAfter is null ? null : "Retry-After", retryAfter);
        var at = retryAfter is null ? (DateTimeOffset?)null : clock.GetUtcNow().AddSeconds(int.Parse(retryAfter));
        var outcome = await channel.SendAsync(Surge, Browser(browser), default);
        Assert.Equal(new DeliveryOutcome(kind, reason, at, isLimit) { IsOurs = isOurs }, outcome);

        // A wrong key of ours switches nobody off, however long it lasts.
        Assert.Equal(isOurs || isLimit || kind == OutcomeKind.Sent, HealthRule.After(Health.Well, outcome, Noon) == Health.Well);
    }

    [Fact]
    public async Task Versions_of_one_alert_share_a_topic_and_nothing_else_does_and_what_is_too_late_lives_no_second()
    {
        using var browser = ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256);
        await channel.SendAsync(Surge, Browser(browser), default);
        await channel.SendAsync(Surge with { Version = 2, ExpiresAt = Noon }, Browser(browser), default);
        await channel.SendAsync(Surge with { AlertId = "al_2" }, Browser(browser), default);
        await channel.SendAsync(Surge, Browser(browser) with { Id = "s_2" }, default);
        var topics = service.Received.Select(request => request.Headers["topic"]).ToArray();
        Assert.Equal(topics[0], topics[1]);
        Assert.Equal(3, topics.Distinct().Count());
        Assert.Equal(("86220", "0"), (service.Received[0].Headers["ttl"], service.Received[1].Headers["ttl"]));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("whsec_x")]
    [InlineData("BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4")]
    [InlineData("BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4.BTBZMqHH6r4Tts7J_aSI")]
    [InlineData("BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw8.BTBZMqHH6r4Tts7J_aSIgg")]
    [InlineData("BTBZMqHH6r4Tts7J_aSIgg.BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4")]
    public async Task Keys_that_no_browser_has_are_refused_in_words_and_throw_nothing(string? secret)
    {
        Assert.Equal("must be the keys of the push subscription in base64url, p256dh and auth with a dot between.", channel.RejectSecret(secret));
        Assert.Equal(DeliveryOutcome.Refused("no address"), await channel.SendAsync(Surge, new Recipient("s_1", "webpush", Endpoint, secret, "en"), default));
        Assert.Empty(service.Received);
    }

    [Theory]
    [InlineData("https://push.example.net/send/1", null)]
    [InlineData("http://push.example.net/send/1", "must begin with https://.")]
    [InlineData("https://169.254.169.254/latest", "must name a host, not a numeric address.")]
    public void An_endpoint_is_refused_like_a_webhook(string address, string? reason) => Assert.Equal(reason, channel.RejectAddress(address));

    [Fact]
    public async Task An_endpoint_that_leads_inside_is_not_called()
    {
        using var browser = ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256);
        Assert.Equal(DeliveryOutcome.Refused("blocked"), await channel.SendAsync(Surge, Browser(browser) with { Address = "https://10.0.0.1/send" }, default));
        Assert.Empty(outside.Unexpected);
    }

    public void Dispose()
    {
        outside.Dispose();
        vapid.Dispose();
    }

    internal static Recipient Browser(ECDiffieHellman browser) => new(
        "s_1", "webpush", Endpoint,
        $"{Base64Url.EncodeToString(WebPushKeys.BytesOf(browser.ExportParameters(false).Q))}.{Base64Url.EncodeToString(SHA256.HashData("auth"u8).AsSpan(0, 16))}", "en");

    internal static IConfigurationRoot Configuration(string publicKey, string privateKey, string subject) => new ConfigurationBuilder().AddInMemoryCollection(
        new Dictionary<string, string?> { ["WebPush:PublicKey"] = publicKey, ["WebPush:PrivateKey"] = privateKey, ["WebPush:Subject"] = subject }).Build();
}
