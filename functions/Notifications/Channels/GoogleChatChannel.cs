using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using Relais.Http;

namespace Relais.Notifications.Channels;

/// <summary>Posts a card into a space of Google Chat through its webhook; what is said of one alert stands in one thread.</summary>
public sealed partial class GoogleChatChannel(OutboundHttp http, OutboundSettings outbound, Wording wording) : IChannel
{
    // Google Chat, "Usage limits": the size of a message, cards included.
    private const int MostBytes = 32_000;

    private const string InThread = "&messageReplyOption=REPLY_MESSAGE_FALLBACK_TO_NEW_THREAD";

    public string Name => "google-chat";

    public string? RejectAddress(string address) => ChatRequest.Reject(
        address,
        outbound,
        static url => url.Host == "chat.googleapis.com" && Hook().IsMatch(url.PathAndQuery),
        "must be the whole URL of a Google Chat webhook, with key= and token=: https://chat.googleapis.com/v1/spaces/…/messages?…");

    public string? RejectSecret(string? secret) => secret is null ? null : ChatRequest.NoSecret;

    public string? CreateSecret() => null;

    public Destination DestinationOf(Recipient recipient) => ChatRequest.DestinationOf(Name, recipient.Address);

    public WrittenText Preview(Notification notification, Recipient recipient)
    {
        var words = wording.Of(notification, recipient);
        var body = Fit(notification, words);
        var message = Shape(notification, words, body);
        return WrittenText.OfWhole(
            message, GoogleChatJson.Default.GoogleChatMessage, message.FallbackText, message.Cards[0].Card.Sections[0].Widgets[0].TextParagraph?.Text ?? "", MostBytes, body != words.Body);
    }

    public async Task<DeliveryOutcome> SendAsync(Notification notification, Recipient recipient, CancellationToken cancellationToken)
    {
        var words = wording.Of(notification, recipient);
        var message = Shape(notification, words, Fit(notification, words));
        using var request = ChatRequest.Of(HttpMethod.Post, recipient.Address + InThread, message, GoogleChatJson.Default.GoogleChatMessage);
        return ChatAnswer.OfHook(await http.SendAsync(request, cancellationToken), 401, 403, 404);
    }

    private static string Fit(Notification notification, Words words) =>
        Cut.ToFit(words.Body, text => ChatRequest.BytesOf(Shape(notification, words, text), GoogleChatJson.Default.GoogleChatMessage).Length <= MostBytes);

    // A paragraph reads some HTML; the title and what a phone shows read none, but might still find <users/all>.
    private static GoogleChatMessage Shape(Notification notification, Words words, string body)
    {
        var title = InertText.Mark(words.Title, "<", static mark => mark + InertText.Gap);
        List<GoogleChatButton> buttons = [new(words.ManageLabel, new(new(words.Manage)))];
        if (words.Url is not null)
        {
            buttons.Insert(0, new(words.UrlLabel, new(new(words.Url))));
        }

        List<GoogleChatWidget> widgets = [new(ButtonList: new(buttons))];
        if (body.Length > 0)
        {
            widgets.Insert(0, new(TextParagraph: new(InertText.Html(body).Replace("\n", "<br>", StringComparison.Ordinal))));
        }

        return new GoogleChatMessage(
            title, [new(notification.AlertId, new(new(title, words.When), [new(widgets)]))], new(notification.AlertId));
    }

    [GeneratedRegex(@"\A/v1/spaces/[A-Za-z0-9_-]+/messages\?(?=.*\bkey=)(?=.*\btoken=)")]
    private static partial Regex Hook();
}

/// <summary>A message that is one card.</summary>
internal sealed record GoogleChatMessage(string FallbackText, [property: JsonPropertyName("cardsV2")] IReadOnlyList<GoogleChatNamedCard> Cards, GoogleChatThread Thread);

internal sealed record GoogleChatThread(string ThreadKey);

internal sealed record GoogleChatNamedCard(string CardId, GoogleChatCard Card);

internal sealed record GoogleChatCard(GoogleChatHeader Header, IReadOnlyList<GoogleChatSection> Sections);

internal sealed record GoogleChatHeader(string Title, string Subtitle);

internal sealed record GoogleChatSection(IReadOnlyList<GoogleChatWidget> Widgets);

internal sealed record GoogleChatWidget(GoogleChatParagraph? TextParagraph = null, GoogleChatButtons? ButtonList = null);

internal sealed record GoogleChatParagraph(string Text);

internal sealed record GoogleChatButtons(IReadOnlyList<GoogleChatButton> Buttons);

internal sealed record GoogleChatButton(string Text, GoogleChatClick OnClick);

internal sealed record GoogleChatClick(GoogleChatLink OpenLink);

internal sealed record GoogleChatLink(string Url);

[JsonSerializable(typeof(GoogleChatMessage))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
internal sealed partial class GoogleChatJson : JsonSerializerContext;
