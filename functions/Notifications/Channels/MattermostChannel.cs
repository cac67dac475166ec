using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using Relais.Http;

namespace Relais.Notifications.Channels;

/// <summary>Posts into a channel of a Mattermost server through an incoming webhook.</summary>
public sealed partial class MattermostChannel(OutboundHttp http, OutboundSettings outbound, Wording wording) : IChannel
{
    // Mattermost, "Message length": what is longer is split into several posts.
    private const int MostChars = 16_383;

    private const string Marks = "\\`*_{}[]()#+!|~$&<>@";

    public string Name => "mattermost";

    public string? RejectAddress(string address) => ChatRequest.Reject(
        address,
        outbound,
        static url => url.Query.Length == 0 && Hook().IsMatch(url.AbsolutePath),
        "must be the URL of an incoming webhook of Mattermost: https://your-server/hooks/…");

    public string? RejectSecret(string? secret) => secret is null ? null : ChatRequest.NoSecret;

    public string? CreateSecret() => null;

    public Destination DestinationOf(Recipient recipient) => ChatRequest.DestinationOf(Name, recipient.Address);

    public WrittenText Preview(Notification notification, Recipient recipient)
    {
        var words = wording.Of(notification, recipient);
        var post = Shape(words);
        return WrittenText.OfPart(post, MattermostJson.Default.MattermostPost, null, post.Text, post.Text.Length, MostChars, post.Text != Say(words, words.Body));
    }

    public async Task<DeliveryOutcome> SendAsync(Notification notification, Recipient recipient, CancellationToken cancellationToken)
    {
        using var request = ChatRequest.Of(HttpMethod.Post, recipient.Address, Shape(wording.Of(notification, recipient)), MattermostJson.Default.MattermostPost);
        return Judge(await http.SendAsync(request, cancellationToken));
    }

    private static DeliveryOutcome Judge(OutboundReply reply) =>
        reply is { IsSuccessStatus: true, Failure: null } && reply.Text().Trim() != "ok" ? DeliveryOutcome.RetryAt(null, ChatAnswer.NotOk)
        : reply.Status == 400 && ChatAnswer.Read(reply, "id") == "web.incoming_webhook.invalid.app_error" ? DeliveryOutcome.Refused(HealthRule.Gone)
        : ChatAnswer.OfServer(reply, 404);

    private static MattermostPost Shape(Words words) => new(Say(words, Cut.ToFit(words.Body, text => Say(words, text).Length <= MostChars)));

    private static string Say(Words words, string body) =>
        $"**{Escape(words.Title)}**\n\n"
        + (body.Length == 0 ? "" : Escape(body) + "\n\n")
        + (words.Url is null ? "" : LinkTo(words.Url, words.UrlLabel) + " · ")
        + $"{LinkTo(words.Manage, words.ManageLabel)} · {Escape(words.When)}";

    private static string LinkTo(string url, string label) => $"[{label}]({InertText.Link(url)})";

    // The server reads Slack's <!channel> and <url|text> before any Markdown, so no backslash helps there; and it finds @all by itself.
    private static string Escape(string text) => InertText.Mark(text, Marks, static mark => mark switch
    {
        '&' => "&amp;",
        '<' => "&lt;",
        '>' => "&gt;",
        '@' => "@" + InertText.Gap,
        _ => "\\" + mark,
    });

    [GeneratedRegex(@"/hooks/[A-Za-z0-9]+\z")]
    private static partial Regex Hook();
}

/// <summary>A post in Markdown.</summary>
internal sealed record MattermostPost(string Text);

[JsonSerializable(typeof(MattermostPost))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
internal sealed partial class MattermostJson : JsonSerializerContext;
