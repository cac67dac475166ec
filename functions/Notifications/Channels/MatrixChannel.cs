using System.Text;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using Relais.Http;

namespace Relais.Notifications.Channels;

/// <summary>Writes into a room of Matrix as the operator's account; a repeat has the same transaction, so that the server drops it.</summary>
public sealed partial class MatrixChannel(OutboundHttp http, Wording wording, MatrixSettings settings) : IChannel
{
    // Matrix, "Size limits": an event has 65,536 bytes at most; signatures and all else that servers add are in it.
    private const int MostBytes = 60_000;

    public string Name => "matrix";

    public string? RejectAddress(string address) => RoomId().IsMatch(address) && Encoding.UTF8.GetByteCount(address) <= 255
        ? null
        : "must be the internal id of a room (in its settings, under Advanced): !abc:example.org";

    public string? RejectSecret(string? secret) => secret is null ? null : "must be left out: the operator's account writes.";

    public string? CreateSecret() => null;

    public Destination DestinationOf(Recipient recipient) => new($"{Name}:{settings.Host}");

    public string SampleAddress => "!preview:example.org";

    public WrittenText Preview(Notification notification, Recipient recipient)
    {
        var words = wording.Of(notification, recipient);
        var message = Shape(notification, words);
        return WrittenText.OfPart(
            message, MatrixJson.Default.MatrixMessage, null, message.Body, SizeOf(message.Body, message.FormattedBody), MostBytes, message.Body != Say(words, words.Body), WrittenText.Bytes);
    }

    public async Task<DeliveryOutcome> SendAsync(Notification notification, Recipient recipient, CancellationToken cancellationToken)
    {
        var message = Shape(notification, wording.Of(notification, recipient));
        var (room, transaction) = (Uri.EscapeDataString(recipient.Address), Uri.EscapeDataString(notification.DeliveryId(recipient.Id)));
        using var request = ChatRequest.Of(
            HttpMethod.Put, $"{settings.Homeserver}/_matrix/client/v3/rooms/{room}/send/m.room.message/{transaction}", message, MatrixJson.Default.MatrixMessage);
        request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + settings.Token);
        return Judge(await http.SendAsync(request, cancellationToken));
    }

    // The address is to blame only where the room is refused to us; whatever else keeps our account out is the operator's to see to.
    private static DeliveryOutcome Judge(OutboundReply reply) => (reply.Status, ChatAnswer.Read(reply, "errcode")) switch
    {
        (403, "M_FORBIDDEN") or (404, "M_NOT_FOUND") => DeliveryOutcome.Refused(HealthRule.Gone),
        (401 or 403, _) => DeliveryOutcome.OurFault(ChatAnswer.TokenRefused),
        (404, _) => DeliveryOutcome.OurFault("no homeserver"),
        _ => ChatAnswer.OfServer(reply),
    };

    private static MatrixMessage Shape(Notification notification, Words words)
    {
        var body = Cut.ToFit(words.Body, text => SizeOf(Say(words, text), SayHtml(words, text)) <= MostBytes);

        // Phones make no sound for a notice, as long as their owner does not ask for it.
        var type = notification.Severity == Severities.Info ? "m.notice" : "m.text";
        return new MatrixMessage(type, Say(words, body), "org.matrix.custom.html", SayHtml(words, body), new());
    }

    private static int SizeOf(string plain, string html) => Encoding.UTF8.GetByteCount(plain) + Encoding.UTF8.GetByteCount(html);

    private static string Say(Words words, string body) =>
        words.Title + "\n\n"
        + (body.Length == 0 ? "" : body + "\n\n")
        + (words.Url is null ? "" : $"{words.UrlLabel}: {words.Url}\n")
        + $"{words.ManageLabel}: {words.Manage}\n{words.When}";

    private static string SayHtml(Words words, string body) =>
        $"<strong>{Html(words.Title)}</strong><br><br>"
        + (body.Length == 0 ? "" : Html(body) + "<br><br>")
        + (words.Url is null ? "" : LinkTo(words.Url, words.UrlLabel) + " · ")
        + $"{LinkTo(words.Manage, words.ManageLabel)} · {Html(words.When)}";

    private static string Html(string text) => InertText.Html(text).Replace("\n", "<br>", StringComparison.Ordinal);

    private static string LinkTo(string url, string label) => $"<a href=\"{InertText.Html(InertText.Link(url))}\">{label}</a>";

    // With the server's name, or, in rooms of version 12 and later, without one.
    [GeneratedRegex(@"\A![A-Za-z0-9._~=/+$-]+(?::[A-Za-z0-9.-]+(?::[0-9]{1,5})?)?\z")]
    private static partial Regex RoomId();
}

/// <summary>A message that mentions nobody, whatever its text may look like.</summary>
internal sealed record MatrixMessage(
    [property: JsonPropertyName("msgtype")] string Type,
    string Body,
    string Format,
    string FormattedBody,
    [property: JsonPropertyName("m.mentions")] MatrixMentions Mentions);

internal sealed record MatrixMentions;

[JsonSerializable(typeof(MatrixMessage))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
internal sealed partial class MatrixJson : JsonSerializerContext;
