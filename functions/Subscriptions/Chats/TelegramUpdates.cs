using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Relais.Hosting;
using Relais.Http;
using Relais.Notifications.Channels;

namespace Relais.Subscriptions.Chats;

/// <summary>Takes what people write to the bot, as Telegram brings it: a code joins, `/stop` and blocking the bot stop, all else is told what the bot is for.</summary>
/// <remarks>What makes no sense is answered like all else: Telegram would bring it again and again. What is to be said goes back in the answer itself (Bot API, "Making requests when getting updates").</remarks>
public static class TelegramUpdates
{
    public static void MapTelegramUpdates(this IEndpointRouteBuilder routes)
    {
        var updates = routes.MapFunction(nameof(TelegramUpdates), "api/telegram/updates").AllowAnonymous();
        updates.MapPost("", TakeAsync).ExcludeFromDescription();
    }

    private const string Channel = "telegram";

    // A message has 4,096 characters at most, and may quote another one; with all their marks and names they stay far below this.
    private const int MostBodyBytes = 128 * 1024;

    private static async Task<IResult> TakeAsync(HttpContext context, TelegramBot bot, ChatJoins joins, CancellationToken cancellationToken)
    {
        if (!bot.IsSet)
        {
            return Problem.NotFound("bot");
        }

        if (!bot.Trusts(context.Request.Headers[TelegramBot.SecretHeader].ToString()))
        {
            return Problem.Field(TelegramBot.SecretHeader, "is missing or not the one that was agreed.", StatusCodes.Status401Unauthorized);
        }

        var update = Read(await ReadBodyAsync(context.Request, cancellationToken));

        // To its end, also when Telegram hangs up: who is half stopped would go on being told until it brings the same again.
        var reply = update switch
        {
            { Message: { Chat: { Type: "private", Id: > 0 } chat } message } => await AnswerAsync(chat.Id, message, joins, CancellationToken.None),
            { MyChatMember: { Chat: { Type: "private", Id: > 0 } chat, NewChatMember.Status: "kicked" } } => await LeaveAsync(chat.Id, joins, CancellationToken.None),
            _ => null,
        };
        return reply is null ? TypedResults.Ok() : TypedResults.Json(reply, TelegramUpdatesJson.Default.TelegramReply);
    }

    private static async Task<TelegramReply> AnswerAsync(long chat, TelegramWritten message, ChatJoins joins, CancellationToken cancellationToken)
    {
        var words = (message.Text ?? "").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        var theirs = message.From?.LanguageCode?.StartsWith("fr", StringComparison.OrdinalIgnoreCase) == true ? "fr" : "en";

        // In some clients a command carries the bot's name: /stop@relais_bot.
        switch (words.Length == 0 ? "" : words[0].Split('@')[0].ToLowerInvariant())
        {
            case "/start" when words.Length > 1:
                return await joins.StartAsync(Channel, AddressOf(chat), words[1], cancellationToken) is not { } joined ? TelegramReply.Of(chat, ChatText.Used.In(theirs))
                    : TelegramReply.Of(chat, ChatText.Of(joined).In(joined.Language));
            case "/stop" or "stop":
                return TelegramReply.Of(chat, ChatText.Stopped.In(await joins.StopAsync(Channel, AddressOf(chat), cancellationToken) ?? theirs));
            default:
                return TelegramReply.Of(chat, ChatText.Help.In(theirs));
        }
    }

    // Nobody is left to say it to.
    private static async Task<TelegramReply?> LeaveAsync(long chat, ChatJoins joins, CancellationToken cancellationToken)
    {
        await joins.StopAsync(Channel, AddressOf(chat), cancellationToken);
        return null;
    }

    private static string AddressOf(long chat) => chat.ToString(CultureInfo.InvariantCulture);

    /// <summary>The body; empty when it is larger than any update.</summary>
    private static async Task<ReadOnlyMemory<byte>> ReadBodyAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (request.ContentLength > MostBodyBytes)
        {
            return default;
        }

        var (body, size) = (new byte[(request.ContentLength ?? MostBodyBytes) + 1], 0);
        while (size < body.Length && await request.Body.ReadAsync(body.AsMemory(size), cancellationToken) is > 0 and var count)
        {
            size += count;
        }

        return size > MostBodyBytes ? default : body.AsMemory(0, size);
    }

    private static TelegramUpdate? Read(ReadOnlyMemory<byte> body)
    {
        try
        {
            return JsonSerializer.Deserialize(body.Span, TelegramUpdatesJson.Default.TelegramUpdate);
        }
        catch (Exception nothing) when (nothing is JsonException or InvalidOperationException)
        {
            return null; // no JSON, of other types, or a text of half pairs
        }
    }
}

/// <summary>What Telegram brings: as much of it as concerns us (Bot API, Update).</summary>
internal sealed record TelegramUpdate(TelegramWritten? Message, TelegramMoved? MyChatMember);

internal sealed record TelegramWritten(TelegramChat? Chat, TelegramSender? From, string? Text);

internal sealed record TelegramMoved(TelegramChat? Chat, TelegramMember? NewChatMember);

internal sealed record TelegramChat(long Id, string? Type);

internal sealed record TelegramSender(string? LanguageCode);

internal sealed record TelegramMember(string? Status);

/// <summary>What is said back, as a call of sendMessage in the answer.</summary>
internal sealed record TelegramReply(string Method, long ChatId, string Text, TelegramLinkPreview LinkPreviewOptions)
{
    public static TelegramReply Of(long chat, string text) => new("sendMessage", chat, text, new TelegramLinkPreview(true));
}

internal sealed record TelegramLinkPreview(bool IsDisabled);

[JsonSerializable(typeof(TelegramUpdate))]
[JsonSerializable(typeof(TelegramReply))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
internal sealed partial class TelegramUpdatesJson : JsonSerializerContext;
