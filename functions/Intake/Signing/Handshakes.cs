using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using System.Text.RegularExpressions;

namespace Relais.Intake.Signing;

/// <summary>Answers what sites ask before they push, where it takes no key: each null when the call is no such question.</summary>
internal static partial class Handshakes
{
    // Slack's have 52 characters, Event Grid's 36.
    private const int MaxChallengeCharacters = 512;
    private const int MaxHostCharacters = 253; // RFC 1035, section 2.3.4

    /// <summary>Text that a stranger chose, and that no browser takes for a page.</summary>
    internal static Greeting Plain(string text) => new(StatusCodes.Status200OK, "text/plain", text, new Dictionary<string, string> { ["X-Content-Type-Options"] = "nosniff" });

    /// <summary>Slack tries the address (`url_verification`), and its certificate (`ssl_check`, which is to do nothing).</summary>
    public static Greeting? Slack(IncomingCall call)
    {
        if (call.MediaType == FormFields.MediaType)
        {
            return Holds(call, "ssl_check"u8) && FormFields.Of(call.Body)?.Only("ssl_check") == "1" ? Plain("") : null;
        }

        var asked = Holds(call, "url_verification"u8) ? Read(call, HandshakesJson.Default.SlackQuestion) : null;
        return asked is { Type: "url_verification", Challenge: { } challenge } && IsEchoable(challenge) ? Json(new SlackAnswer(challenge), HandshakesJson.Default.SlackAnswer) : null;
    }

    /// <summary>Azure Event Grid tries the address, and takes no other status than 200 for a yes.</summary>
    public static Greeting? EventGrid(IncomingCall call)
    {
        var asked = call.Headers["aeg-event-type"].ToString() == "SubscriptionValidation" ? Read(call, HandshakesJson.Default.EventGridQuestionArray) : null;
        return asked is [{ EventType: "Microsoft.EventGrid.SubscriptionValidationEvent", Data.ValidationCode: { } code }] && IsEchoable(code)
            ? Json(new EventGridAnswer(code), HandshakesJson.Default.EventGridAnswer)
            : null;
    }

    /// <summary>Whoever pushes CloudEvents asks whether it may, and how often (CloudEvents HTTP webhook, section 4). No is said by leaving the headers out.</summary>
    public static Greeting? CloudEvents(IncomingCall call, int mostPerMinute)
    {
        var origin = call.Headers["WebHook-Request-Origin"].ToString();
        if (!HttpMethods.IsOptions(call.Method) || origin.Length == 0)
        {
            return null;
        }

        var headers = new Dictionary<string, string> { ["Allow"] = HttpMethods.Post };
        if (origin.Length > MaxHostCharacters || !Origin().IsMatch(origin))
        {
            return new Greeting(StatusCodes.Status405MethodNotAllowed, "text/plain", "", headers);
        }

        var asked = int.TryParse(call.Headers["WebHook-Request-Rate"].ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var rate) && rate > 0 ? rate : mostPerMinute;
        headers["WebHook-Allowed-Origin"] = origin;
        headers["WebHook-Allowed-Rate"] = Math.Min(asked, mostPerMinute).ToString(CultureInfo.InvariantCulture);
        return new Greeting(StatusCodes.Status200OK, "text/plain", "", headers);
    }

    /// <summary>WooCommerce tells the number of a new webhook, unsigned, and switches it off unless it is answered with exactly 200.</summary>
    public static Greeting? WooCommerce(IncomingCall call) =>
        HttpMethods.IsPost(call.Method) && call.MediaType == FormFields.MediaType && call.Headers["X-WC-Webhook-Signature"].Count == 0
        && FormFields.Of(call.Body) is [("webhook_id", var number)] && ulong.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out _)
            ? Plain("")
            : null;

    private static bool Holds(IncomingCall call, ReadOnlySpan<byte> word) => HttpMethods.IsPost(call.Method) && call.Body.Span.IndexOf(word) >= 0;

    private static bool IsEchoable(string challenge) => challenge.Length is > 0 and <= MaxChallengeCharacters && challenge.All(character => character is > ' ' and <= '~');

    private static Greeting Json<T>(T answer, JsonTypeInfo<T> type) =>
        new(StatusCodes.Status200OK, "application/json", JsonSerializer.Serialize(answer, type));

    private static T? Read<T>(IncomingCall call, JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(call.Body.Span, type);
        }
        catch (Exception nothing) when (nothing is JsonException or InvalidOperationException)
        {
            return null; // no JSON, of other types, or a text of half pairs
        }
    }

    [GeneratedRegex(@"^[A-Za-z0-9.\-]+\z")]
    private static partial Regex Origin();
}

internal sealed record SlackQuestion(string? Type, string? Challenge);

internal sealed record SlackAnswer(string Challenge);

internal sealed record EventGridQuestion(string? EventType, EventGridCode? Data);

internal sealed record EventGridCode(string? ValidationCode);

internal sealed record EventGridAnswer(string ValidationResponse);

[JsonSerializable(typeof(SlackQuestion))]
[JsonSerializable(typeof(SlackAnswer))]
[JsonSerializable(typeof(EventGridQuestion[]))]
[JsonSerializable(typeof(EventGridAnswer))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, MaxDepth = 32)]
internal sealed partial class HandshakesJson : JsonSerializerContext;
