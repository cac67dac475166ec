using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using Relais.Http;

namespace Relais.Notifications.Channels;

/// <summary>Posts into a channel of Slack through an incoming webhook.</summary>
public sealed partial class SlackChannel(OutboundHttp http, OutboundSettings outbound, Wording wording) : IChannel
{
    // Block Kit: the text of a header; of a section, and of an element of a context.
    private const int MostTitleChars = 150;
    private const int MostBodyChars = 3_000;

    private static readonly string[] GoneWords =
        ["no_service", "invalid_token", "channel_is_archived", "channel_not_found", "team_disabled", "no_active_hooks", "no_team", "user_not_found"];

    private static readonly string[] RefusedWords =
        ["invalid_payload", "no_text", "too_many_attachments", "action_prohibited", "posting_to_general_channel_denied"];

    public string Name => "slack";

    public string? RejectAddress(string address) => ChatRequest.Reject(
        address,
        outbound,
        static url => url is { Host: "hooks.slack.com", Query: "" } && Hook().IsMatch(url.AbsolutePath),
        "must be the webhook URL of a Slack app: https://hooks.slack.com/services/…");

    public string? RejectSecret(string? secret) => secret is null ? null : ChatRequest.NoSecret;

    public string? CreateSecret() => null;

    public Destination DestinationOf(Recipient recipient) => ChatRequest.DestinationOf(Name, recipient.Address);

    public WrittenText Preview(Notification notification, Recipient recipient)
    {
        var words = wording.Of(notification, recipient);
        var message = Shape(words);
        var body = message.Blocks.FirstOrDefault(block => block.Type == "section")?.Text?.Text ?? "";
        var isCut = message.Text != InertText.Html(words.Title) || body != InertText.Html(words.Body);
        return WrittenText.OfPart(message, SlackJson.Default.SlackMessage, message.Text, $"{body}\n{string.Join(" · ", message.Blocks[^1].Elements!.Select(element => element.Text))}".Trim(), body.Length, MostBodyChars, isCut);
    }

    public async Task<DeliveryOutcome> SendAsync(Notification notification, Recipient recipient, CancellationToken cancellationToken)
    {
        using var request = ChatRequest.Of(HttpMethod.Post, recipient.Address, Shape(wording.Of(notification, recipient)), SlackJson.Default.SlackMessage);
        return Judge(await http.SendAsync(request, cancellationToken));
    }

    private static DeliveryOutcome Judge(OutboundReply reply)
    {
        // The same word comes with one status here and another there: the word decides.
        var word = reply.Text().Trim();
        return reply.IsSuccessStatus ? (reply.Failure is not null || word == "ok" ? DeliveryOutcome.Sent : DeliveryOutcome.RetryAt(null, ChatAnswer.NotOk))
            : GoneWords.Contains(word) ? DeliveryOutcome.Refused(HealthRule.Gone)
            : RefusedWords.Contains(word) ? DeliveryOutcome.Refused(ChatAnswer.Code(reply))
            : ChatAnswer.OfHook(reply, 404);
    }

    // What people wrote stands in plain_text, where Slack reads no marks; only our own links are mrkdwn.
    private static SlackMessage Shape(Words words)
    {
        var title = Cut.ToFit(words.Title, text => InertText.Html(text).Length <= MostTitleChars);
        var body = Cut.ToFit(words.Body, text => InertText.Html(text).Length <= MostBodyChars);
        var links = LinkTo(words.Manage, words.ManageLabel);
        if (words.Url is not null && $"{LinkTo(words.Url, words.UrlLabel)} · {links}" is var both && both.Length <= MostBodyChars)
        {
            // Half an address leads nowhere: one that is too long when escaped is left out.
            links = both;
        }

        List<SlackBlock> blocks = [new("header", Text: Plain(title))];
        if (body.Length > 0)
        {
            blocks.Add(new("section", Text: Plain(body)));
        }

        blocks.Add(new("context", Elements: [new("mrkdwn", links), Plain(words.When)]));
        return new SlackMessage(InertText.Html(title), UnfurlLinks: false, UnfurlMedia: false, blocks);
    }

    private static SlackText Plain(string text) => new("plain_text", InertText.Html(text), Emoji: false);

    private static string LinkTo(string url, string label) => $"<{InertText.Html(InertText.Link(url))}|{label}>";

    [GeneratedRegex(@"\A/services/[A-Za-z0-9]+/[A-Za-z0-9]+/[A-Za-z0-9]+\z")]
    private static partial Regex Hook();
}

/// <summary>A message in blocks; its text is what a notification on the phone shows.</summary>
internal sealed record SlackMessage(string Text, bool UnfurlLinks, bool UnfurlMedia, IReadOnlyList<SlackBlock> Blocks);

internal sealed record SlackBlock(string Type, SlackText? Text = null, IReadOnlyList<SlackText>? Elements = null);

internal sealed record SlackText(string Type, string Text, bool? Emoji = null);

[JsonSerializable(typeof(SlackMessage))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
internal sealed partial class SlackJson : JsonSerializerContext;
