namespace Relais.Intake.Signing;

/// <summary>Ways of signing, and of asking first, among which an inlet chooses whose provider leaves that to it: by the words of the API.</summary>
internal static class SignatureChoice
{
    /// <summary>Where nothing was chosen.</summary>
    public const string Usual = "standard-webhooks";

    public const string Slack = "slack";
    public const string X = "x";
    public const string WebSub = "websub";
    public const string Twilio = "twilio";

    /// <summary>Signs nothing: it is chosen for its question alone, and known by the address or a bearer token.</summary>
    public const string EventGrid = "event-grid";

    private static readonly Dictionary<string, SignatureScheme?> All = new(StringComparer.Ordinal)
    {
        [Usual] = Schemes.StandardWebhooks,
        [Slack] = Schemes.Slack,
        [X] = Schemes.X,
        [WebSub] = Schemes.WebSub,
        ["github"] = Schemes.GitHub,
        [Twilio] = Schemes.Twilio,
        [EventGrid] = null,
    };

    /// <summary>Why a word is none of these, as a predicate; null when it is one.</summary>
    public static string? Reject(string word) => All.ContainsKey(word) ? null : $"must be one of: {string.Join(", ", All.Keys.Order(StringComparer.Ordinal))}.";

    /// <summary>How it signs; null where it does not.</summary>
    /// <param name="word">One of these, or null for the usual one.</param>
    public static SignatureScheme? SchemeOf(string? word) => All.GetValueOrDefault(word ?? Usual);

    /// <summary>Answers what the chosen kind of site asks before it pushes; nothing of what is asked comes back from an inlet that chose another.</summary>
    public static Greeting? Greet(IncomingCall call, Inlet inlet) => inlet.Signature switch
    {
        Slack => Handshakes.Slack(call),
        X => XChallenge.Answer(call, inlet.SecretsAt(call.ReceivedAt)),
        WebSub => WebSubIntent.Answer(call, inlet.Topic is { } topic ? [("subscribe", topic)] : []),
        EventGrid => Handshakes.EventGrid(call),
        _ => null,
    };
}
