using System.Globalization;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Relais.Http;
using Relais.Secrets;

namespace Relais.Notifications.Channels;

/// <summary>The operator's bot as people and Telegram meet it: the link that opens it, where what is written to it goes, and how that stands.</summary>
public sealed class TelegramBot(OutboundHttp http, KeyedHash hash, PublicAddress address, TelegramSettings? settings = null)
{
    /// <summary>The header by which Telegram shows that it was us who told it where to call (Bot API, setWebhook).</summary>
    public const string SecretHeader = "X-Telegram-Bot-Api-Secret-Token";

    private const string Purpose = "telegram/updates";

    // As much of Telegram's words as an operator needs.
    private const int MostReasonChars = 200;

    /// <summary>Whether there is a bot at all.</summary>
    public bool IsSet => settings is not null;

    /// <summary>Its public name without the @; null where nobody has said it, so that no link can lead there.</summary>
    public string? Name => settings?.BotName;

    private string UpdatesUrl => $"{address.Root}/api/telegram/updates";

    /// <summary>A link that opens the bot, with a button that sends it <c>/start</c> and the code.</summary>
    /// <param name="code">At most 64 letters, digits, dashes and underscores (Bots, deep linking).</param>
    public string LinkTo(string code) => $"https://t.me/{Name}?start={code}";

    /// <summary>Whether a call comes from Telegram, on behalf of this bot: under any key of the ring, so that turning keys breaks nothing at once.</summary>
    public bool Trusts(string secret) => settings is not null && hash.Matches(Purpose, settings.BotId, secret);

    /// <summary>Has Telegram bring what is written to the bot here; null when it does, else the setting or the party at fault and why.</summary>
    public async Task<FieldError?> ConnectAsync(CancellationToken cancellationToken)
    {
        if (Refuse() is { } fault)
        {
            return fault;
        }

        // A name that is another bot's would send people, and their codes, to a stranger.
        var me = await CallAsync("getMe", new TelegramNothing(), cancellationToken);
        if (FaultOf(me) is { } unknown)
        {
            return unknown;
        }

        if (Name is { } name && !string.Equals(ChatAnswer.Read(me, "result", "username"), name, StringComparison.OrdinalIgnoreCase))
        {
            return new FieldError(TelegramSettings.NameSetting, "is not the name of the bot that the token belongs to.");
        }

        using var request = RequestOf("setWebhook", new TelegramWebhook(UpdatesUrl, hash.Of(Purpose, settings!.BotId), ["message", "my_chat_member"]), TelegramBotJson.Default.TelegramWebhook);
        return FaultOf(await http.SendAsync(request, cancellationToken));
    }

    /// <summary>How it stands with Telegram; or who is at fault, and why, that nobody knows.</summary>
    public async Task<(TelegramStanding? Standing, FieldError? Fault)> LookAsync(CancellationToken cancellationToken)
    {
        if (settings is null)
        {
            return (null, Refuse());
        }

        var reply = await CallAsync("getWebhookInfo", new TelegramNothing(), cancellationToken);
        if (FaultOf(reply) is { } fault)
        {
            return (null, fault);
        }

        long? Number(string name) => long.TryParse(ChatAnswer.Read(reply, "result", name), CultureInfo.InvariantCulture, out var number) ? number : null;
        return (
            new TelegramStanding(
                ChatAnswer.Read(reply, "result", "url") == UpdatesUrl,
                Number("pending_update_count") ?? 0,
                Number("last_error_date") is { } seconds and > 0 and < 100_000_000_000 ? DateTimeOffset.FromUnixTimeSeconds(seconds) : null,
                ChatAnswer.Read(reply, "result", "last_error_message") is { } why ? Shortened(why) : null),
            null);
    }

    private FieldError? Refuse() => settings is null ? new FieldError(TelegramSettings.TokenSetting, "must be set first.")
        : !address.Root.StartsWith("https://", StringComparison.Ordinal) ? new FieldError(PublicAddress.Setting, "must begin with https://: Telegram calls nothing else.")
        : null;

    // Telegram's own words say best what it does not like; they hold nothing of the token, which stands in the address of the call alone.
    private static FieldError? FaultOf(OutboundReply reply) => reply switch
    {
        { IsSuccessStatus: true, Failure: null } when ChatAnswer.Read(reply, "ok") == "true" => null,
        { Status: 401 or 404 } => new FieldError(TelegramSettings.TokenSetting, "is not known to Telegram."),
        { Status: > 0, Failure: null } => new FieldError("telegram", $"refused: {Shortened(ChatAnswer.Read(reply, "description") ?? ChatAnswer.Code(reply))}"),
        _ => new FieldError("telegram", $"{reply.Describe()}."),
    };

    private static string Shortened(string words) => Cut.ToCharacters(InertText.Plain(words), MostReasonChars);

    private async Task<OutboundReply> CallAsync(string method, TelegramNothing body, CancellationToken cancellationToken)
    {
        using var request = RequestOf(method, body, TelegramBotJson.Default.TelegramNothing);
        return await http.SendAsync(request, cancellationToken);
    }

    private HttpRequestMessage RequestOf<T>(string method, T body, JsonTypeInfo<T> type) =>
        ChatRequest.Of(HttpMethod.Post, $"https://api.telegram.org/bot{settings!.Token}/{method}", body, type);
}

/// <summary>How the bot stands with Telegram.</summary>
/// <param name="IsConnected">Whether what is written to it is brought here, and not elsewhere or nowhere.</param>
/// <param name="Pending">How many updates wait to be brought.</param>
/// <param name="LastErrorAt">When bringing one last failed; null for never.</param>
/// <param name="LastError">Why, in Telegram's words.</param>
public sealed record TelegramStanding(bool IsConnected, long Pending, DateTimeOffset? LastErrorAt, string? LastError);

/// <summary>The body of setWebhook.</summary>
internal sealed record TelegramWebhook(string Url, string SecretToken, IReadOnlyList<string> AllowedUpdates);

/// <summary>The body of what is only asked.</summary>
internal sealed record TelegramNothing;

[JsonSerializable(typeof(TelegramWebhook))]
[JsonSerializable(typeof(TelegramNothing))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
internal sealed partial class TelegramBotJson : JsonSerializerContext;
