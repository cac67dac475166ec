using System.Globalization;
using System.Net.Http.Headers;
using Relais.Http;

namespace Relais.Notifications.Channels;

/// <summary>Shows a notification on the screen of whoever allowed it in a browser, by way of the browser maker's push service (RFC 8030).</summary>
internal sealed class WebPushChannel(OutboundHttp http, OutboundSettings outbound, WebPushVapid vapid, Wording wording, TimeProvider time) : IChannel
{
    public string Name => "webpush";

    // Whoever subscribes names the service: the same rules as for webhooks, and the same guard when it is called.
    public string? RejectAddress(string address) => UrlRules.Reject(address, outbound.AllowLoopback);

    public string? RejectSecret(string? secret) =>
        WebPushKeys.TryParse(secret, out _) ? null : "must be the keys of the push subscription in base64url, p256dh and auth with a dot between.";

    public string? CreateSecret() => null;

    public Destination DestinationOf(Recipient recipient) => new($"{Name}:{(Uri.TryCreate(recipient.Address, UriKind.Absolute, out var address) ? address.Authority : "")}");

    public WrittenText Preview(Notification notification, Recipient recipient) =>
        WebPushText.Preview(wording.Of(notification, recipient), WebPushText.TopicOf(notification.AlertId, recipient.Id));

    public async Task<DeliveryOutcome> SendAsync(Notification notification, Recipient recipient, CancellationToken cancellationToken)
    {
        if (!Uri.TryCreate(recipient.Address, UriKind.Absolute, out var endpoint) || !WebPushKeys.TryParse(recipient.Secret, out var keys))
        {
            return DeliveryOutcome.Refused("no address");
        }

        var now = time.GetUtcNow();
        var topic = WebPushText.TopicOf(notification.AlertId, recipient.Id);
        var body = WebPushBody.Encrypt(WebPushText.Write(wording.Of(notification, recipient), topic), keys);
        using var request = new HttpRequestMessage(HttpMethod.Post, endpoint) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        request.Content.Headers.ContentEncoding.Add("aes128gcm");
        request.Headers.Authorization = new AuthenticationHeaderValue("vapid", vapid.For(OriginOf(endpoint), now));
        request.Headers.Add("TTL", Seconds(notification.ExpiresAt - now));
        request.Headers.Add("Urgency", UrgencyOf(notification.Severity));
        request.Headers.Add("Topic", topic);
        return Judge(await http.SendAsync(request, cancellationToken));
    }

    /// <summary>What an answer means: whoever is gone has taken the permission back or thrown the browser away; what is said against our key is not theirs.</summary>
    internal static DeliveryOutcome Judge(OutboundReply reply) => reply switch
    {
        { Status: 429 } or { Status: 503, RetryAfter: not null } => DeliveryOutcome.Limited(reply.RetryAfter, ChatAnswer.Code(reply)),
        { Status: >= 200 and < 300 } => DeliveryOutcome.Sent,
        { Status: 404 or 410 } => DeliveryOutcome.Refused(HealthRule.Gone),
        { Status: 413 or (>= 300 and < 400) } => DeliveryOutcome.Refused(ChatAnswer.Code(reply)),

        // One address alone must not stop a service for everybody: that takes several in a row, as of a key that is wrong.
        { Status: 400 or 401 or 403 } => DeliveryOutcome.RetryAt(reply.RetryAfter, ChatAnswer.Code(reply)) with { IsOurs = true },
        _ => ChatAnswer.Otherwise(reply),
    };

    private static string OriginOf(Uri endpoint) => endpoint.IsDefaultPort
        ? $"{endpoint.Scheme}://{endpoint.IdnHost}"
        : string.Create(CultureInfo.InvariantCulture, $"{endpoint.Scheme}://{endpoint.IdnHost}:{endpoint.Port}");

    // What is no longer worth saying is not shown either, to whoever was offline meanwhile.
    private static string Seconds(TimeSpan left) => Math.Max(0L, (long)left.TotalSeconds).ToString(CultureInfo.InvariantCulture);

    private static string UrgencyOf(string severity) => severity switch
    {
        Severities.Urgent => "high",
        Severities.Info => "low",
        _ => "normal",
    };
}
