using System.Text.RegularExpressions;

namespace Relais.Notifications.Channels;

/// <summary>The bot that writes to people on Telegram, as its operator got it from BotFather.</summary>
/// <param name="Token">Whoever has it is the bot: secret.</param>
/// <param name="BotName">Its public name without the @, by which links lead to it; null where nobody has set it.</param>
public sealed partial record TelegramSettings(string Token, string? BotName = null)
{
    internal const string TokenSetting = "Telegram:BotToken";
    internal const string NameSetting = "Telegram:BotName";

    /// <summary>The bot's id: the part of the token that everybody may know.</summary>
    public string BotId => Token[..Token.IndexOf(':')];

    /// <summary>Reads the settings; null where nobody has set a token.</summary>
    /// <exception cref="InvalidOperationException">They are no bot; the message does not repeat them.</exception>
    public static TelegramSettings? Read(IConfiguration configuration)
    {
        var (token, name) = (configuration[TokenSetting] ?? "", configuration[NameSetting] ?? "");
        if (token.Length == 0)
        {
            return name.Length == 0 ? null : throw new InvalidOperationException($"{TokenSetting}: must be set too, as {NameSetting} is.");
        }

        return !Form().IsMatch(token) ? throw new InvalidOperationException($"{TokenSetting}: must be the token of a bot as BotFather gives it: digits, a colon, and some 35 letters, digits, dashes and underscores.")
            : name.Length > 0 && !NameForm().IsMatch(name) ? throw new InvalidOperationException($"{NameSetting}: must be the bot's name without the @: a letter, then 3 to 31 letters, digits and underscores.")
            : new TelegramSettings(token, name.Length == 0 ? null : name);
    }

    /// <summary>Without the token, which no log may hold.</summary>
    public override string ToString() => $"{nameof(TelegramSettings)} {{ {BotId} }}";

    [GeneratedRegex(@"\A[0-9]{1,20}:[A-Za-z0-9_-]{20,100}\z")]
    private static partial Regex Form();

    // Telegram, usernames: 5 to 32 characters, four of those that are bought.
    [GeneratedRegex(@"\A[A-Za-z][A-Za-z0-9_]{3,31}\z")]
    private static partial Regex NameForm();
}
