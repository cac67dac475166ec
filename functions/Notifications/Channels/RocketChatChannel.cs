using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using Relais.Http;

namespace Relais.Notifications.Channels;

/// <summary>Posts into a channel of a Rocket.Chat server through an incoming integration.</summary>
public sealed partial class RocketChatChannel(OutboundHttp http, OutboundSettings outbound, Wording wording) : IChannel
{
    // The usual Message_MaxAllowedSize of a server.
    private const int MostChars = 5_000;

    // A backslash makes text of the first five alone (message-parser, "Escaped"); the others are held apart from what they would be read with.
    private const string Marks = "*_~`#@<>$]";

    public string Name => "rocket-chat";

    public string? RejectAddress(string address) => ChatRequest.Reject(
        address,
        outbound,
        static url => url.Query.Length == 0 && Hook().IsMatch(url.AbsolutePath),
        "must be the URL of an incoming integration of Rocket.Chat: https://your-server/hooks/…/…");

    public string? RejectSecret(string? secret) => secret is null ? null : ChatRequest.NoSecret;

    public string? CreateSecret() => null;

    public Destination DestinationOf(Recipient recipient) => ChatRequest.DestinationOf(Name, recipient.Address);

    public WrittenText Preview(Notification notification, Recipient recipient)
    {
        var words = wording.Of(notification, recipient);
        var post = Shape(words);
        return WrittenText.OfPart(post, RocketChatJson.Default.RocketChatPost, null, post.Text, post.Text.Length, MostChars, post.Text != Say(Fitting(words), words.Body));
    }

    public async Task<DeliveryOutcome> SendAsync(Notification notification, Recipient recipient, CancellationToken cancellationToken)
    {
        using var request = ChatRequest.Of(HttpMethod.Post, recipient.Address, Shape(wording.Of(notification, recipient)), RocketChatJson.Default.RocketChatPost);
        return Judge(await http.SendAsync(request, cancellationToken));
    }

    // Faults may come with 200: what the answer says decides, once it is there.
    private static DeliveryOutcome Judge(OutboundReply reply) =>
        reply is { IsSuccessStatus: true, Failure: null }
            ? ChatAnswer.Read(reply, "success") switch
            {
                "true" => DeliveryOutcome.Sent,
                "false" => DeliveryOutcome.Refused(ChatAnswer.NotOk),
                _ => DeliveryOutcome.RetryAt(null, ChatAnswer.NotOk),
            }
            : reply.Status == 400 && ChatAnswer.Read(reply, "error") == "Invalid integration id or token provided." ? DeliveryOutcome.Refused(HealthRule.Gone)
            : ChatAnswer.OfServer(reply, 401, 404);

    private static RocketChatPost Shape(Words words)
    {
        words = Fitting(words);
        return new(Say(words, Cut.ToFit(words.Body, text => Say(words, text).Length <= MostChars)));
    }

    // Half an address leads nowhere: one that is too long when escaped is left out.
    private static Words Fitting(Words words) => Say(words, "").Length <= MostChars ? words : words with { Url = null };

    // The title is not set in bold: within it Rocket.Chat knows no backslash, and the title could end it.
    private static string Say(Words words, string body) =>
        Escape(words.Title) + "\n\n"
        + (body.Length == 0 ? "" : Escape(body) + "\n\n")
        + (words.Url is null ? "" : LinkTo(words.Url, words.UrlLabel) + " · ")
        + $"{LinkTo(words.Manage, words.ManageLabel)} · {Escape(words.When)}";

    private static string LinkTo(string url, string label) => $"[{label}]({InertText.Link(url)})";

    private static string Escape(string text) => InertText.Mark(text, Marks, static mark => mark switch
    {
        '*' or '_' or '~' or '`' or '#' => "\\" + mark,
        '>' => InertText.Gap + mark,
        _ => mark + InertText.Gap,
    });

    // Older servers put the user's id between the integration's and its token.
    [GeneratedRegex(@"/hooks/[^/]+/[^/]+(?:/[^/]+)?\z")]
    private static partial Regex Hook();
}

/// <summary>A message in Rocket.Chat's own marks.</summary>
internal sealed record RocketChatPost(string Text);

[JsonSerializable(typeof(RocketChatPost))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
internal sealed partial class RocketChatJson : JsonSerializerContext;
