using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using Relais.Http;

namespace Relais.Notifications.Channels;

/// <summary>Posts into a channel of Discord through a webhook.</summary>
public sealed partial class DiscordChannel(OutboundHttp http, OutboundSettings outbound, Wording wording) : IChannel
{
    // Discord, "Create Message" and "Embed Limits".
    private const int MostContentChars = 2_000;
    private const int MostDescriptionChars = 4_096;

    // A backslash before a mark makes it text; so no name, channel, date or emoji can be spelled either.
    private const string Marks = "\\*_~|>#[]()`<@:";

    // Discord, "Global Rate Limit": 50 requests a second, counted by the caller's address where none is signed in. Some are left for others there.
    private static readonly SendRate Rate = new(40, 40);

    public string Name => "discord";

    public string? RejectAddress(string address) => ChatRequest.Reject(
        address,
        outbound,
        static url => url.Host is "discord.com" or "discordapp.com" && Hook().IsMatch(url.PathAndQuery),
        "must be the URL of a Discord webhook: https://discord.com/api/webhooks/…");

    public string? RejectSecret(string? secret) => secret is null ? null : ChatRequest.NoSecret;

    public string? CreateSecret() => null;

    public Destination DestinationOf(Recipient recipient) => ChatRequest.DestinationOf(Name, recipient.Address) with { Rate = Rate };

    public WrittenText Preview(Notification notification, Recipient recipient)
    {
        var words = wording.Of(notification, recipient);
        var message = Shape(words);
        var text = message.Embeds[0].Description;
        var isCut = message.Content != Bold(words.Title) || (text != Describe(words, words.Body) && text != Describe(words with { Url = null }, words.Body));
        return WrittenText.OfPart(message, DiscordJson.Default.DiscordMessage, message.Content, $"{text}\n{message.Embeds[0].Footer.Text}", text.Length, MostDescriptionChars, isCut);
    }

    public async Task<DeliveryOutcome> SendAsync(Notification notification, Recipient recipient, CancellationToken cancellationToken)
    {
        // Without the wait, Discord also says yes to what it then does not keep.
        var address = recipient.Address + (recipient.Address.Contains('?') ? "&wait=true" : "?wait=true");
        using var request = ChatRequest.Of(HttpMethod.Post, address, Shape(wording.Of(notification, recipient)), DiscordJson.Default.DiscordMessage);
        return Judge(await http.SendAsync(request, cancellationToken));
    }

    // Where no scope is told, it is Discord's gate that turns our own address away. A webhook that is gone is left alone: whoever goes on is shut out.
    private static DeliveryOutcome Judge(OutboundReply reply) =>
        reply.Header("X-RateLimit-Scope") is "user" or "shared" ? ChatAnswer.OfHook(reply, 401, 403, 404) : ChatAnswer.OfServer(reply, 401, 403, 404);

    private static DiscordMessage Shape(Words words)
    {
        // Half an address leads nowhere: one that is too long when escaped is left out.
        words = Describe(words, "").Length <= MostDescriptionChars ? words : words with { Url = null };
        var title = Cut.ToFit(words.Title, text => Bold(text).Length <= MostContentChars);
        var body = Cut.ToFit(words.Body, text => Describe(words, text).Length <= MostDescriptionChars);
        return new DiscordMessage(Bold(title), [new(Describe(words, body), new(words.When))], new([]));
    }

    private static string Bold(string title) => $"**{Escape(title)}**";

    private static string Describe(Words words, string body) =>
        (body.Length == 0 ? "" : Escape(body) + "\n\n") + (words.Url is null ? "" : LinkTo(words.Url, words.UrlLabel) + " · ") + LinkTo(words.Manage, words.ManageLabel);

    private static string LinkTo(string url, string label) => $"[{label}]({InertText.Link(url)})";

    private static string Escape(string text) => InertText.Mark(text, Marks, static mark => "\\" + mark);

    [GeneratedRegex(@"\A/api(?:/v[0-9]+)?/webhooks/[0-9]+/[A-Za-z0-9_-]+(?:\?thread_id=[0-9]+)?\z")]
    private static partial Regex Hook();
}

/// <summary>A message: its content is what a notification on the phone shows.</summary>
internal sealed record DiscordMessage(string Content, IReadOnlyList<DiscordEmbed> Embeds, DiscordMentions AllowedMentions);

internal sealed record DiscordEmbed(string Description, DiscordFooter Footer);

internal sealed record DiscordFooter(string Text);

internal sealed record DiscordMentions(IReadOnlyList<string> Parse);

[JsonSerializable(typeof(DiscordMessage))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
internal sealed partial class DiscordJson : JsonSerializerContext;
