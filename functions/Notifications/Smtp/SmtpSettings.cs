using System.Globalization;

namespace Relais.Notifications.Smtp;

/// <summary>How the connection to the mail server is kept from being read.</summary>
internal enum SmtpSecurity
{
    /// <summary>Not at all: for a server on this machine, or in a network of one's own.</summary>
    None,

    /// <summary>It begins in the clear and goes on encrypted, or not at all.</summary>
    StartTls,

    /// <summary>Encrypted from the first byte.</summary>
    Tls,
}

/// <summary>The operator's mail server, and in whose name mail is sent, as the configuration under <c>Smtp:</c> sets them.</summary>
/// <param name="FromName">The name that stands before the sender's address; empty for none.</param>
/// <param name="Rate">How many mails the server takes; null where nobody has said.</param>
internal sealed record SmtpSettings(string Host, int Port, SmtpSecurity Security, string? User, string? Password, string FromName, Mailbox From, SendRate? Rate)
{
    private const string HostName = "Smtp:Host";
    private const string PortName = "Smtp:Port";
    private const string SecurityName = "Smtp:Security";
    private const string UserName = "Smtp:User";
    private const string PasswordName = "Smtp:Password";
    private const string FromSetting = "Smtp:From";
    private const string RateName = "Smtp:RatePerSecond";
    private const double MostPerSecond = 10_000;
    private const int LongestNameChars = 100;

    /// <summary>The longest wait for a name, a connection and its encryption together.</summary>
    public TimeSpan ConnectLimit { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The longest wait for one answer. RFC 5321 (4.5.3.2) would wait five minutes, for servers that nobody pays; the same mail is tried again under the same id.</summary>
    public TimeSpan AnswerLimit { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Reads the settings; null where no mail server is set.</summary>
    /// <exception cref="InvalidOperationException">A setting cannot be used; the message says which, and repeats none.</exception>
    public static SmtpSettings? Read(IConfiguration configuration)
    {
        var (host, from, user, password) = (Given(configuration[HostName]), Given(configuration[FromSetting]), Given(configuration[UserName]), Given(configuration[PasswordName]));
        if (host is null && from is null)
        {
            return null;
        }

        var security = SecurityOf(Given(configuration[SecurityName]));
        return host is null || from is null ? throw Wrong($"settings {HostName} and {FromSetting}", "must be set together, or neither")
            : Uri.CheckHostName(host) == UriHostNameType.Unknown ? throw Wrong($"setting {HostName}", "must be the name of a host alone, such as smtp.example.org")
            : (user is null) != (password is null) ? throw Wrong($"settings {UserName} and {PasswordName}", "must be set together, or neither")
            : user is not null && security == SmtpSecurity.None && !IsThisMachine(host) ? throw Wrong($"setting {SecurityName}", "must not be none where a password is sent to another machine")
            : SenderOf(from) is not { } sender ? throw Wrong($"setting {FromSetting}", "must be an address, or a name and an address: Relais <relais@example.org>")
            : new SmtpSettings(host, PortOf(Given(configuration[PortName]), security), security, user, password, sender.Name, sender.Mailbox, RateOf(Given(configuration[RateName])));
    }

    /// <summary>Without the password, which no log may hold.</summary>
    public override string ToString() => $"mail server {Host}";

    private static SmtpSecurity SecurityOf(string? text) => text?.ToLowerInvariant() switch
    {
        null or "starttls" => SmtpSecurity.StartTls,
        "tls" => SmtpSecurity.Tls,
        "none" => SmtpSecurity.None,
        _ => throw Wrong($"setting {SecurityName}", "must be none, starttls or tls"),
    };

    // RFC 6409 and RFC 8314: 587 and 465 for those who hand mail in; 25 is between servers.
    private static int PortOf(string? text, SmtpSecurity security) =>
        text is null ? (security switch { SmtpSecurity.Tls => 465, SmtpSecurity.None => 25, _ => 587 })
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is > 0 and <= ushort.MaxValue ? port
        : throw Wrong($"setting {PortName}", "must be a port, 1 to 65535");

    private static SendRate? RateOf(string? text) =>
        text is null ? null
        : double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var rate) && rate is > 0 and <= MostPerSecond ? new SendRate(rate, (int)Math.Ceiling(rate))
        : throw Wrong($"setting {RateName}", "must be a number of mails a second, above 0 and at most 10,000");

    private static (string Name, Mailbox Mailbox)? SenderOf(string text)
    {
        var (name, address) = text.EndsWith('>') && text.LastIndexOf('<') is >= 0 and var at ? (text[..at].Trim().Trim('"').Trim(), text[(at + 1)..^1].Trim()) : ("", text);
        return name.Length <= LongestNameChars && !name.Any(char.IsControl) && Mailbox.Reject(address, out var mailbox) is null && !mailbox.NeedsUtf8 ? (name, mailbox) : null;
    }

    private static bool IsThisMachine(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (System.Net.IPAddress.TryParse(host, out var address) && System.Net.IPAddress.IsLoopback(address));

    private static InvalidOperationException Wrong(string what, string rule) => new($"The {what} {rule}.");

    private static string? Given(string? setting) => setting?.Trim() is { Length: > 0 } text ? text : null;
}
