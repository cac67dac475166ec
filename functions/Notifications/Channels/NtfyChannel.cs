using System.Text;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using Relais.Http;

namespace Relais.Notifications.Channels;

/// <summary>Publishes to a topic of an ntfy server, of which phones make a push notification.</summary>
public sealed partial class NtfyChannel(OutboundHttp http, OutboundSettings outbound, Wording wording, TimeProvider time) : IChannel
{
    // ntfy, "Limitations": a longer message becomes an attachment.
    private const int MostMessageBytes = 4_096;

    // ntfy says of no limit how long it lasts, but one: a request comes back every 5 s, and the messages of a day at midnight (UTC).
    private static readonly TimeSpan WaitAfterLimit = TimeSpan.FromSeconds(30);
    private const string DayIsFull = "42908";

    public string Name => "ntfy";

    public string? RejectAddress(string address) => ChatRequest.Reject(
        address, outbound, static url => Topic().IsMatch(url.PathAndQuery), "must be the address of a topic of ntfy: https://ntfy.sh/your-topic");

    public string? RejectSecret(string? secret) => secret is null || Token().IsMatch(secret) ? null : "must be an access token of ntfy (tk_…), or be left out.";

    public string? CreateSecret() => null;

    public Destination DestinationOf(Recipient recipient) => ChatRequest.DestinationOf(Name, recipient.Address);

    public WrittenText Preview(Notification notification, Recipient recipient)
    {
        var words = wording.Of(notification, recipient);
        var message = Shape(notification, words, new Uri(recipient.Address).AbsolutePath[1..]);
        return WrittenText.OfPart(
            message, NtfyJson.Default.NtfyMessage, message.Title, message.Message, Encoding.UTF8.GetByteCount(message.Message), MostMessageBytes, message.Message != Say(words, words.Body), WrittenText.Bytes);
    }

    public async Task<DeliveryOutcome> SendAsync(Notification notification, Recipient recipient, CancellationToken cancellationToken)
    {
        // As JSON, to the root: in headers, titles would lose their accents.
        var topic = new Uri(recipient.Address);
        var message = Shape(notification, wording.Of(notification, recipient), topic.AbsolutePath[1..]);
        using var request = ChatRequest.Of(HttpMethod.Post, topic.GetLeftPart(UriPartial.Authority) + "/", message, NtfyJson.Default.NtfyMessage);
        if (recipient.Secret is not null)
        {
            request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + recipient.Secret);
        }

        return Judge(await http.SendAsync(request, cancellationToken), recipient.Secret is not null);
    }

    // With a token ntfy counts for the account, and without for whoever calls: for all of us.
    private DeliveryOutcome Judge(OutboundReply reply, bool hasAccount)
    {
        if (reply.Status != 429)
        {
            return ChatAnswer.OfServer(reply, 401, 403);
        }

        var now = time.GetUtcNow();
        var at = ChatAnswer.Read(reply, "code") == DayIsFull ? new DateTimeOffset(now.UtcDateTime.Date.AddDays(1), TimeSpan.Zero) : reply.RetryAfter ?? (now + WaitAfterLimit);
        return hasAccount ? DeliveryOutcome.RetryAt(at, ChatAnswer.Code(reply)) : DeliveryOutcome.Limited(at, ChatAnswer.Code(reply));
    }

    private static NtfyMessage Shape(Notification notification, Words words, string topic)
    {
        var body = Cut.ToFit(words.Body, text => Encoding.UTF8.GetByteCount(Say(words, text)) <= MostMessageBytes);
        List<NtfyAction> actions = [new("view", words.ManageLabel, words.Manage)];
        if (words.Url is not null)
        {
            actions.Insert(0, new("view", words.UrlLabel, words.Url));
        }

        return new NtfyMessage(topic, words.Title, Say(words, body), PriorityOf(notification.Severity), words.Url, actions);
    }

    private static string Say(Words words, string body) => body.Length == 0 ? words.When : $"{body}\n\n{words.When}";

    // ntfy, "Message priority": 1 to 5, 3 the usual one; 5 makes itself heard.
    private static int PriorityOf(string severity) => severity switch { Severities.Urgent => 5, Severities.Info => 2, _ => 3 };

    [GeneratedRegex(@"\A/[A-Za-z0-9_-]{1,64}\z")]
    private static partial Regex Topic();

    [GeneratedRegex(@"\A[A-Za-z0-9_-]{1,200}\z")]
    private static partial Regex Token();
}

/// <summary>A message of ntfy; its text is never read as Markdown.</summary>
internal sealed record NtfyMessage(string Topic, string Title, string Message, int Priority, string? Click, IReadOnlyList<NtfyAction> Actions);

internal sealed record NtfyAction(string Action, string Label, string Url);

[JsonSerializable(typeof(NtfyMessage))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
internal sealed partial class NtfyJson : JsonSerializerContext;
