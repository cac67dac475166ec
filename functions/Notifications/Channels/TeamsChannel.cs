using System.Text.Json.Serialization;
using Relais.Http;

namespace Relais.Notifications.Channels;

/// <summary>Posts a card into a channel or chat of Microsoft Teams through a workflow that waits for requests.</summary>
public sealed class TeamsChannel(OutboundHttp http, OutboundSettings outbound, Wording wording) : IChannel
{
    // Microsoft Teams, "Limits and specifications": a message of a bot or a webhook, about 28 KB with all its JSON.
    private const int MostBytes = 28_000;

    // What a text block reads as Markdown; and two braces begin a date that it works out.
    private const string Marks = "\\*_[]`{";

    private static readonly string[] Hosts = [".logic.azure.com", ".environment.api.powerplatform.com"];

    // A flow that was switched off or deleted answers 400, with one of these codes.
    private static readonly string[] GoneCodes = ["WorkflowTriggerIsNotEnabled", "WorkflowNotFound", "WorkflowDisabled"];

    public string Name => "teams";

    public string? RejectAddress(string address) => Uri.TryCreate(address, UriKind.Absolute, out var old) && old.Host.EndsWith("webhook.office.com", StringComparison.OrdinalIgnoreCase)
        ? "is a connector of Office 365, which Microsoft has switched off: in Teams, make a workflow that posts when a webhook request is received, and paste its URL."
        : ChatRequest.Reject(
            address,
            outbound,
            static url => Array.Exists(Hosts, host => url.Host.EndsWith(host, StringComparison.Ordinal)) && url.Query.Contains("sig=", StringComparison.Ordinal),
            "must be the whole URL of a Teams workflow, with its sig=: https://….logic.azure.com/… or https://….environment.api.powerplatform.com/…");

    public string? RejectSecret(string? secret) => secret is null ? null : ChatRequest.NoSecret;

    public string? CreateSecret() => null;

    public Destination DestinationOf(Recipient recipient) => ChatRequest.DestinationOf(Name, recipient.Address);

    public WrittenText Preview(Notification notification, Recipient recipient)
    {
        var words = wording.Of(notification, recipient);
        var body = Fit(words);
        var message = Shape(words, body);
        var blocks = message.Attachments[0].Content.Body.Select(block => block.Text).ToArray();
        return WrittenText.OfWhole(message, TeamsJson.Default.TeamsMessage, blocks[0], string.Join("\n\n", blocks[1..]), MostBytes, body != words.Body);
    }

    public async Task<DeliveryOutcome> SendAsync(Notification notification, Recipient recipient, CancellationToken cancellationToken)
    {
        var words = wording.Of(notification, recipient);
        using var request = ChatRequest.Of(HttpMethod.Post, recipient.Address, Shape(words, Fit(words)), TeamsJson.Default.TeamsMessage);
        return Judge(await http.SendAsync(request, cancellationToken));
    }

    private static DeliveryOutcome Judge(OutboundReply reply) =>
        reply.Status == 400 && GoneCodes.Contains(ChatAnswer.Read(reply, "error", "code")) ? DeliveryOutcome.Refused(HealthRule.Gone) : ChatAnswer.OfHook(reply, 401, 403, 404);

    private static string Fit(Words words) => Cut.ToFit(words.Body, text => ChatRequest.BytesOf(Shape(words, text), TeamsJson.Default.TeamsMessage).Length <= MostBytes);

    private static TeamsMessage Shape(Words words, string body)
    {
        List<TeamsBlock> blocks = [new("TextBlock", Escape(words.Title), Wrap: true, Weight: "Bolder", Size: "Medium")];
        if (body.Length > 0)
        {
            blocks.Add(new("TextBlock", Escape(body), Wrap: true));
        }

        blocks.Add(new("TextBlock", Escape(words.When), Wrap: true, Size: "Small", IsSubtle: true));
        List<TeamsAction> actions = [new("Action.OpenUrl", words.ManageLabel, words.Manage)];
        if (words.Url is not null)
        {
            actions.Insert(0, new("Action.OpenUrl", words.UrlLabel, words.Url));
        }

        var card = new TeamsCard("http://adaptivecards.io/schemas/adaptive-card.json", "AdaptiveCard", "1.4", new("Full"), blocks, actions);
        return new TeamsMessage("message", [new("application/vnd.microsoft.card.adaptive", null, card)]);
    }

    // A line break alone is none there.
    private static string Escape(string text) =>
        InertText.Mark(text, Marks, static mark => mark == '{' ? mark + InertText.Gap : "\\" + mark).Replace("\n", "\n\n", StringComparison.Ordinal);
}

/// <summary>A message that is one card.</summary>
internal sealed record TeamsMessage(string Type, IReadOnlyList<TeamsAttachment> Attachments);

internal sealed record TeamsAttachment(string ContentType, string? ContentUrl, TeamsCard Content);

internal sealed record TeamsCard(
    [property: JsonPropertyName("$schema")] string Schema,
    string Type,
    string Version,
    [property: JsonPropertyName("msteams")] TeamsWidth Teams,
    IReadOnlyList<TeamsBlock> Body,
    IReadOnlyList<TeamsAction> Actions);

internal sealed record TeamsWidth(string Width);

internal sealed record TeamsBlock(
    string Type,
    string Text,
    bool Wrap,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Weight = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Size = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] bool? IsSubtle = null);

internal sealed record TeamsAction(string Type, string Title, string Url);

[JsonSerializable(typeof(TeamsMessage))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
internal sealed partial class TeamsJson : JsonSerializerContext;
