using System.Globalization;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using Relais.Http;

namespace Relais.Notifications.Channels;

/// <summary>Writes to a chat on Telegram as the operator's bot.</summary>
public sealed partial class TelegramChannel(OutboundHttp http, Wording wording, TelegramSettings settings) : IChannel
{
    // Bot API, sendMessage: characters of the text once its tags are read; addresses of links do not count.
    private const int MostChars = 4_096;

    // Bots FAQ, "My bot is hitting limits": about 30 messages a second to all chats together. Some are left for answers of the bot's own.
    private static readonly SendRate Rate = new(25, 25);

    // Who wrote to the bot and left is told by 403; these come as 400.
    private static readonly string[] GoneWords = ["chat not found", "user is deactivated", "group chat was deactivated", "PEER_ID_INVALID", "bot was kicked", "bot was blocked"];

    public string Name => "telegram";

    public string? RejectAddress(string address) => ChatId().IsMatch(address) && long.TryParse(address, CultureInfo.InvariantCulture, out _)
        ? null
        : "must be the number of a chat, as the bot sees it: 123456789, or -1001234567890 for a group.";

    public string? RejectSecret(string? secret) => secret is null ? null : "must be left out: the operator's bot writes.";

    public string? CreateSecret() => null;

    public Destination DestinationOf(Recipient recipient) => new($"{Name}:{settings.BotId}", Rate);

    public string SampleAddress => "123456789";

    public WrittenText Preview(Notification notification, Recipient recipient)
    {
        var words = wording.Of(notification, recipient);
        var body = Fit(words);
        var message = Shape(notification, words, body, long.Parse(recipient.Address, CultureInfo.InvariantCulture));
        return WrittenText.OfPart(
            message, TelegramJson.Default.TelegramMessage, null, message.Text, Say(words, body, isHtml: false).Length, MostChars, body != words.Body);
    }

    public async Task<DeliveryOutcome> SendAsync(Notification notification, Recipient recipient, CancellationToken cancellationToken)
    {
        var words = wording.Of(notification, recipient);
        var chat = long.Parse(recipient.Address, CultureInfo.InvariantCulture);
        var message = Shape(notification, words, Fit(words), chat);
        var reply = await PostAsync(message, cancellationToken);

        // A group that grew has another number since, and goes on answering with it.
        return reply.Status == 400 && long.TryParse(ChatAnswer.Read(reply, "parameters", "migrate_to_chat_id"), CultureInfo.InvariantCulture, out var moved) && moved != chat
            ? Judge(await PostAsync(message with { ChatId = moved }, cancellationToken))
            : Judge(reply);
    }

    private async Task<OutboundReply> PostAsync(TelegramMessage message, CancellationToken cancellationToken)
    {
        using var request = ChatRequest.Of(HttpMethod.Post, $"https://api.telegram.org/bot{settings.Token}/sendMessage", message, TelegramJson.Default.TelegramMessage);
        return await http.SendAsync(request, cancellationToken);
    }

    private static DeliveryOutcome Judge(OutboundReply reply) => reply switch
    {
        { IsSuccessStatus: true, Failure: null } when ChatAnswer.Read(reply, "ok") != "true" => DeliveryOutcome.RetryAt(null, ChatAnswer.NotOk),

        // 404 is how a token that never was is refused, and 409 that somebody else uses it.
        { Status: 401 or 404 or 409 } => DeliveryOutcome.OurFault(ChatAnswer.TokenRefused),
        { Status: 400 } when ChatAnswer.Read(reply, "description") is { } why && Array.Exists(GoneWords, word => why.Contains(word, StringComparison.OrdinalIgnoreCase)) =>
            DeliveryOutcome.Refused(HealthRule.Gone),
        _ => ChatAnswer.OfServer(reply, 403),
    };

    private static string Fit(Words words) => Cut.ToFit(words.Body, text => Say(words, text, isHtml: false).Length <= MostChars);

    private static TelegramMessage Shape(Notification notification, Words words, string body, long chat) =>
        new(chat, Say(words, body, isHtml: true), "HTML", new(true), notification.Severity == Severities.Info ? true : null);

    // Names are found in any text: only what stands apart from its @ is none.
    private static string Say(Words words, string body, bool isHtml)
    {
        string Text(string text) => InertText.Mark(text, "@", static mark => mark + InertText.Gap) is var apart && isHtml ? InertText.Html(apart) : apart;
        string Bold(string text) => isHtml ? $"<b>{Text(text)}</b>" : Text(text);
        string LinkTo(string url, string label) => isHtml ? $"<a href=\"{InertText.Html(InertText.Link(url))}\">{label}</a>" : label;
        return Bold(words.Title) + "\n\n"
            + (body.Length == 0 ? "" : Text(body) + "\n\n")
            + (words.Url is null ? "" : LinkTo(words.Url, words.UrlLabel) + " · ")
            + $"{LinkTo(words.Manage, words.ManageLabel)} · {Text(words.When)}";
    }

    [GeneratedRegex(@"\A-?[1-9][0-9]{0,18}\z")]
    private static partial Regex ChatId();
}

/// <summary>The body of sendMessage.</summary>
internal sealed record TelegramMessage(long ChatId, string Text, string ParseMode, TelegramPreview LinkPreviewOptions, bool? DisableNotification);

internal sealed record TelegramPreview(bool IsDisabled);

[JsonSerializable(typeof(TelegramMessage))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
internal sealed partial class TelegramJson : JsonSerializerContext;
