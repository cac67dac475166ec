using System.Globalization;
using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Relais.Http;

namespace Relais.Notifications.Channels;

/// <summary>Posts a notification as JSON to an address that somebody gave, signed after Standard Webhooks.</summary>
public sealed class WebhookChannel(OutboundHttp http, OutboundSettings outbound, PersonalLinks links, TimeProvider time) : IChannel
{
    public string Name => "webhook";

    public string? RejectAddress(string address) => UrlRules.Reject(address, outbound.AllowLoopback);

    public string? RejectSecret(string? secret) => secret is null || WebhookSecret.TryParse(secret, out _, out _) ? null : "must be whsec_ and 24 to 64 bytes in base64.";

    public string? CreateSecret() => WebhookSecret.Create().Reveal();

    // A host, whatever the paths on it: it is the host that counts calls.
    public Destination DestinationOf(Recipient recipient) => ChatRequest.DestinationOf(Name, recipient.Address);

    public WrittenText Preview(Notification notification, Recipient recipient)
    {
        var body = bodies.GetValue(notification, Shape).In(recipient.Language);
        return new(
            notification.Title.In(recipient.Language), notification.Body.In(recipient.Language), Encoding.UTF8.GetString(body), body.Length, null, WrittenText.Bytes, false);
    }

    public async Task<DeliveryOutcome> SendAsync(Notification notification, Recipient recipient, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var id = notification.DeliveryId(recipient.Id);
        var body = bodies.GetValue(notification, Shape).In(recipient.Language);
        using var request = new HttpRequestMessage(HttpMethod.Post, recipient.Address) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.Add("webhook-id", id);
        request.Headers.Add("webhook-timestamp", now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture));
        request.Headers.Add("webhook-signature", WebhookSignature.Sign(id, now, body, WebhookSecret.Parse(recipient.Secret!)));
        if (recipient.Person is not null)
        {
            // The body is the same for everybody; how one leaves is each one's own.
            request.Headers.Add("List-Unsubscribe", $"<{links.Stop(notification.CampaignId, recipient.Id)}>");
            request.Headers.Add("List-Unsubscribe-Post", "List-Unsubscribe=One-Click");
            request.Headers.Add("Link", $"<{links.Manage(notification.CampaignId, recipient.Id)}>; rel=\"edit-form\"");
        }

        return Judge(await http.SendAsync(request, cancellationToken));
    }

    /// <summary>What an answer means: 2xx is sent, 410 is gone, what the request itself cannot change is refused, all else may pass.</summary>
    internal static DeliveryOutcome Judge(OutboundReply reply) => reply switch
    {
        { Status: 429 } or { Status: 503, RetryAfter: not null } => DeliveryOutcome.Limited(reply.RetryAfter, ChatAnswer.Code(reply)),

        // The status decides also where the rest of the answer was too long or broke off: nobody reads it.
        { Status: >= 200 and < 300 } => DeliveryOutcome.Sent,
        { Status: 410 } => DeliveryOutcome.Refused("gone"),
        { Status: 400 or 413 or 415 or 422 or (>= 300 and < 400) } => DeliveryOutcome.Refused(ChatAnswer.Code(reply)),
        _ => ChatAnswer.Otherwise(reply),
    };

    // Everybody of one language gets the same bytes; only id, time and signature are each one's own.
    private readonly ConditionalWeakTable<Notification, WebhookBytes> bodies = [];

    private static WebhookBytes Shape(Notification notification) => new(Shape(notification, "en"), Shape(notification, "fr"));

    private static byte[] Shape(Notification notification, string language) => JsonSerializer.SerializeToUtf8Bytes(
        new WebhookBody(
            $"alert.{notification.Status}",
            notification.At,
            new WebhookAlert(
                notification.AlertId,
                notification.Version,
                notification.CampaignId,
                notification.CampaignName,
                notification.Kind,
                notification.Severity,
                notification.Status,
                notification.Title.In(language),
                notification.Body.In(language),
                notification.Url,
                notification.ExpiresAt)),
        WebhookJson.Default.WebhookBody);

    private sealed record WebhookBytes(byte[] English, byte[] French)
    {
        public byte[] In(string language) => language == "fr" ? French : English;
    }
}

/// <summary>The body of a webhook: a type, an instant, and the data, as Standard Webhooks proposes.</summary>
internal sealed record WebhookBody(string Type, DateTimeOffset Timestamp, WebhookAlert Data);

internal sealed record WebhookAlert(
    string Id,
    int Version,
    string Campaign,
    string CampaignName,
    string Kind,
    string Severity,
    string Status,
    string Title,
    string Body,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Url,
    DateTimeOffset ExpiresAt);

[JsonSerializable(typeof(WebhookBody))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
internal sealed partial class WebhookJson : JsonSerializerContext;
