using Relais.Notifications.Channels;

namespace Relais.Operations.Checks;

/// <summary>Whether Telegram knows the operator's bot and brings here what people write to it: one request to Telegram, where a bot is set.</summary>
internal sealed class TelegramCheck(TelegramBot bot, TimeProvider time) : ICheck
{
    private const string About = "telegram";

    public static readonly DeclaredCheck Declaration = new(About, "whether Telegram knows the bot and brings here what is written to it, where one is set", NeedsStorage: false);

    // Telegram remembers its last failure for ever.
    private static readonly TimeSpan Recent = TimeSpan.FromHours(1);

    public async Task<IReadOnlyList<Finding>> LookAsync(CancellationToken cancellationToken)
    {
        if (!bot.IsSet)
        {
            return [];
        }

        var (standing, fault) = await bot.LookAsync(cancellationToken);
        return standing is null
            ? [Finding.Error("telegram-refused", About, $"Telegram was asked about the bot: {fault!.Field} {fault.Detail}", "Set Telegram:BotToken to the token that BotFather shows, and look whether this app may call api.telegram.org.")]
            : [.. Of(standing, bot.Name is not null, time.GetUtcNow())];
    }

    /// <param name="isNamed">Whether people join by a link to the bot.</param>
    internal static IEnumerable<Finding> Of(TelegramStanding standing, bool isNamed, DateTimeOffset now)
    {
        if (!standing.IsConnected)
        {
            yield return new Finding(
                "telegram-not-connected",
                isNamed ? FindingLevel.Warning : FindingLevel.Note,
                About,
                isNamed ? "Telegram does not bring here what people write to the bot: nobody can join by it, and /stop is not heard." : "Telegram does not bring here what people write to the bot: /stop is not heard.",
                "Connect it: POST /api/channels/telegram/connect, with a key of scope admin.");
        }
        else if (standing is { Pending: > 0, LastErrorAt: { } at } && at > now - Recent)
        {
            yield return Finding.Warning(
                "telegram-waits",
                About,
                $"Telegram could not bring here {Finding.Count(standing.Pending, "message")} that people wrote to the bot, last at {Finding.Time(at)}.",
                "GET /api/channels/telegram/connect says why in Telegram's words; look whether the public address answers from outside.");
        }
    }
}
