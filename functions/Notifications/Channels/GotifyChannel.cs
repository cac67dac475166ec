using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using Relais.Http;

namespace Relais.Notifications.Channels;

/// <summary>Pushes through an application of a Gotify server.</summary>
public sealed partial class GotifyChannel(OutboundHttp http, OutboundSettings outbound, Wording wording) : IChannel
{
    // Gotify states no limit. A body of this house has 4,000 characters at most, which may all be escaped.
    private const int MostChars = 16_000;

    // CommonMark, 2.4: a backslash before punctuation makes it text.
    private const string Marks = "\\`*_{}[]()<>#!|~&";

    public string Name => "gotify";

    public string? RejectAddress(string address) => ChatRequest.Reject(
        address,
        outbound,
        static url => url.Query.Length == 0 && !url.AbsolutePath.TrimEnd('/').EndsWith("/message", StringComparison.Ordinal),
        "must be the address of a Gotify server, without /message: https://gotify.example.org");

    // The server is everybody's; the application's token is one person's.
    public string Canonical(string address, string? secret) => $"{new Uri(address).AbsoluteUri.TrimEnd('/')}|{secret}";

    public string? RejectSecret(string? secret) => secret is not null && Token().IsMatch(secret) ? null : "must be the token of an application of Gotify.";

    public string? CreateSecret() => null;

    public Destination DestinationOf(Recipient recipient) => ChatRequest.DestinationOf(Name, recipient.Address);

    public WrittenText Preview(Notification notification, Recipient recipient)
    {
        var words = wording.Of(notification, recipient);
        var message = Shape(notification, words);
        return WrittenText.OfPart(
            message, GotifyJson.Default.GotifyMessage, message.Title, message.Message, message.Message.Length, MostChars, message.Message != Say(words, words.Body));
    }

    public async Task<DeliveryOutcome> SendAsync(Notification notification, Recipient recipient, CancellationToken cancellationToken)
    {
        var message = Shape(notification, wording.Of(notification, recipient));
        using var request = ChatRequest.Of(HttpMethod.Post, recipient.Address.TrimEnd('/') + "/message", message, GotifyJson.Default.GotifyMessage);
        request.Headers.TryAddWithoutValidation("X-Gotify-Key", recipient.Secret);
        return ChatAnswer.OfServer(await http.SendAsync(request, cancellationToken), 401, 403);
    }

    private static GotifyMessage Shape(Notification notification, Words words)
    {
        var body = Cut.ToFit(words.Body, text => Say(words, text).Length <= MostChars);
        return new GotifyMessage(
            words.Title, Say(words, body), PriorityOf(notification.Severity), new(new("text/markdown"), words.Url is null ? null : new(new(words.Url))));
    }

    private static string Say(Words words, string body) =>
        (body.Length == 0 ? "" : Escape(body) + "\n\n")
        + (words.Url is null ? "" : LinkTo(words.Url, words.UrlLabel) + " · ")
        + $"{LinkTo(words.Manage, words.ManageLabel)} · {Escape(words.When)}";

    private static string LinkTo(string url, string label) => $"[{label}]({InertText.Link(url)})";

    // Two spaces make a line break of one.
    private static string Escape(string text) => InertText.Mark(text, Marks, static mark => "\\" + mark).Replace("\n", "  \n", StringComparison.Ordinal);

    // Gotify for Android: from 8 on it makes itself heard whatever the phone is doing, from 4 on with a sound.
    private static int PriorityOf(string severity) => severity switch { Severities.Urgent => 8, Severities.Info => 2, _ => 5 };

    [GeneratedRegex(@"\A[A-Za-z0-9._-]{1,200}\z")]
    private static partial Regex Token();
}

/// <summary>A message of Gotify, in Markdown.</summary>
internal sealed record GotifyMessage(string Title, string Message, int Priority, GotifyExtras Extras);

internal sealed record GotifyExtras(
    [property: JsonPropertyName("client::display")] GotifyDisplay Display,
    [property: JsonPropertyName("client::notification")] GotifyTap? Tap);

internal sealed record GotifyDisplay(string ContentType);

internal sealed record GotifyTap(GotifyClick Click);

internal sealed record GotifyClick(string Url);

[JsonSerializable(typeof(GotifyMessage))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
internal sealed partial class GotifyJson : JsonSerializerContext;
