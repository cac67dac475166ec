using System.Globalization;
using System.Text.Json;
using Relais.Http;

namespace Relais.Notifications;

/// <summary>What the answer of a chat or push service means, where all of them mean the same by it (docs/channels.md).</summary>
internal static class ChatAnswer
{
    /// <summary>The status was one of success, and the answer itself does not say that it was.</summary>
    public const string NotOk = "not ok";

    /// <summary>The service does not accept the token of this installation.</summary>
    public const string TokenRefused = "token refused";

    private const int MostDepth = 16;

    /// <summary>Of a service that counts the calls of all who use it from here: a limit is one of the whole destination.</summary>
    /// <param name="gone">By which statuses, beside 410, it says that the address is no more.</param>
    public static DeliveryOutcome OfServer(OutboundReply reply, params ReadOnlySpan<int> gone) => reply switch
    {
        { Status: 429 } or { Status: 503, RetryAfter: not null } => DeliveryOutcome.Limited(reply.RetryAfter, Code(reply)),
        { IsSuccessStatus: true } => DeliveryOutcome.Sent,
        { Status: 410 } => DeliveryOutcome.Refused(HealthRule.Gone),
        { Status: > 0 } when gone.Contains(reply.Status) => DeliveryOutcome.Refused(HealthRule.Gone),

        // Redirects are not followed, and what the request itself cannot change is not asked again.
        { Status: 400 or 413 or 415 or 422 or 501 or 505 or 507 or (>= 300 and < 400) } => DeliveryOutcome.Refused(Code(reply)),
        _ => Otherwise(reply),
    };

    /// <summary>Of a status that says nothing for good, and where no answer came.</summary>
    public static DeliveryOutcome Otherwise(OutboundReply reply) => reply switch
    {
        { Status: > 0 } => DeliveryOutcome.RetryAt(reply.RetryAfter, Code(reply)),
        { Failure: OutboundFailure.Blocked } => DeliveryOutcome.Refused("blocked"),
        { Failure: { } failure } => DeliveryOutcome.RetryAt(null, failure.ToString().ToLowerInvariant()),
        _ => throw new InvalidOperationException("A reply has neither a status nor a failure."),
    };

    /// <summary>Of a service that counts for each address apart: one that is asked too often, be it by others, holds up nobody else.</summary>
    public static DeliveryOutcome OfHook(OutboundReply reply, params ReadOnlySpan<int> gone) =>
        reply.Status == 429 ? DeliveryOutcome.RetryAt(reply.RetryAfter, Code(reply)) : OfServer(reply, gone);

    /// <summary>The text at a place in a JSON answer, by the names on the way there; null where there is none, or no JSON.</summary>
    public static string? Read(OutboundReply reply, params ReadOnlySpan<string> way)
    {
        try
        {
            using var json = JsonDocument.Parse(reply.Text(), new JsonDocumentOptions { MaxDepth = MostDepth });
            var at = json.RootElement;
            foreach (var name in way)
            {
                if (at.ValueKind != JsonValueKind.Object || !at.TryGetProperty(name, out at))
                {
                    return null;
                }
            }

            return at.ValueKind switch
            {
                JsonValueKind.String => at.GetString(),
                JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => at.GetRawText(),
                _ => null,
            };
        }
        catch (Exception nothing) when (nothing is JsonException or InvalidOperationException)
        {
            return null; // a page of HTML, JSON that was cut, or a text of half pairs
        }
    }

    /// <summary>The status, as a reason.</summary>
    public static string Code(OutboundReply reply) => reply.Status.ToString(CultureInfo.InvariantCulture);
}
