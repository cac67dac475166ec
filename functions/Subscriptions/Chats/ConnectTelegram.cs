using Microsoft.AspNetCore.Http.HttpResults;
using Relais.Access;
using Relais.Hosting;
using Relais.Http;
using Relais.Notifications.Channels;

namespace Relais.Subscriptions.Chats;

/// <summary>Connects the operator's bot with this installation, so that people join and stop by writing to it, and shows how that stands.</summary>
public static class ConnectTelegram
{
    public static void MapConnectTelegram(this IEndpointRouteBuilder routes)
    {
        var connect = routes.MapFunction(nameof(ConnectTelegram), "api/channels/telegram/connect").WithTags("Telegram");
        connect.MapGet("", ShowAsync).WithSummary("How the bot stands with Telegram: asked there and then.");
        connect.MapPost("", ConnectAsync).WithMetadata(new RequiredScope(OrganiserKey.Admin)).WithSummary("Has Telegram bring here what is written to the bot; for keys of scope admin.");
    }

    private static async Task<Results<Ok<TelegramShown>, ProblemHttpResult>> ConnectAsync(TelegramBot bot, CancellationToken cancellationToken) =>
        await bot.ConnectAsync(cancellationToken) is { } fault ? Problem.Conflict(fault.Field, fault.Detail) : await ShowAsync(bot, cancellationToken);

    private static async Task<Results<Ok<TelegramShown>, ProblemHttpResult>> ShowAsync(TelegramBot bot, CancellationToken cancellationToken)
    {
        var (standing, fault) = await bot.LookAsync(cancellationToken);
        return standing is null
            ? Problem.Conflict(fault!.Field, fault.Detail)
            : TypedResults.Ok(new TelegramShown(bot.Name, standing.IsConnected, standing.Pending, standing.LastErrorAt, standing.LastError));
    }
}

/// <summary>How the bot stands with Telegram.</summary>
/// <param name="Bot">Its public name without the @; null where nobody has set it: then people are asked for the number of their chat.</param>
/// <param name="Connected">Whether what is written to it is brought here.</param>
/// <param name="Pending">How many updates wait to be brought.</param>
/// <param name="LastErrorAt">When bringing one last failed; null for never.</param>
/// <param name="LastError">Why, in Telegram's words.</param>
public sealed record TelegramShown(string? Bot, bool Connected, long Pending, DateTimeOffset? LastErrorAt, string? LastError);
