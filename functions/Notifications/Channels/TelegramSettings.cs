using System.Text.RegularExpressions;

namespace Relais.Notifications.Channels;

/// <summary>The bot that writes to people on Telegram, as its operator got it from BotFather.</summary>
/// <param name="Token">Whoever has it is the bot: secret.</param>
public sealed partial record TelegramSettings(string Token)
{
    private const string TokenSetting = "Telegram:BotToken";

    /// <summary>The bot's id: the part of the token that everybody may know.</summary>
    public string BotId => Token[..Token.IndexOf(':')];

    /// <summary>Reads the setting; null where nobody has set it.</summary>
    /// <exception cref="InvalidOperationException">It is no token; the message does not repeat it.</exception>
    public static TelegramSettings? Read(IConfiguration configuration) =>
        configuration[TokenSetting] is not { Length: > 0 } token ? null
        : Form().IsMatch(token) ? new TelegramSettings(token)
        : throw new InvalidOperationException($"{TokenSetting}: must be the token of a bot as BotFather gives it: digits, a colon, and some 35 letters, digits, dashes and underscores.");

    /// <summary>Without the token, which no log may hold.</summary>
    public override string ToString() => $"{nameof(TelegramSettings)} {{ {BotId} }}";

    [GeneratedRegex(@"\A[0-9]{1,20}:[A-Za-z0-9_-]{20,100}\z")]
    private static partial Regex Form();
}
