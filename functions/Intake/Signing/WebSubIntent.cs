namespace Relais.Intake.Signing;

/// <summary>Answers a hub of WebSub, which asks whether it was really us who asked it for a feed (W3C WebSub, section 5.3).</summary>
internal static class WebSubIntent
{
    private const int MaxChallengeCharacters = 1_024;

    /// <summary>The answer; null when the call is no such question.</summary>
    /// <param name="pending">What we have asked of this hub: `subscribe` or `unsubscribe`, and the feed's own address.</param>
    public static Greeting? Answer(IncomingCall call, IReadOnlyCollection<(string Mode, string Topic)> pending)
    {
        if (!HttpMethods.IsGet(call.Method) || FormFields.Of(call.Url.Query) is not { } fields || !fields.Any(field => field.Name == "hub.mode"))
        {
            return null;
        }

        if (fields.Only("hub.mode") is not { } mode || fields.Only("hub.topic") is not { } topic)
        {
            return NotOurs;
        }

        // It says no: there is nothing to confirm.
        if (mode == "denied")
        {
            return Handshakes.Plain("");
        }

        return pending.Contains((mode, topic)) && fields.Only("hub.challenge") is { Length: > 0 and <= MaxChallengeCharacters } challenge && !challenge.Any(char.IsControl)
            ? Handshakes.Plain(challenge)
            : NotOurs;
    }

    private static Greeting NotOurs { get; } = new(StatusCodes.Status404NotFound, "text/plain", "");
}
