using System.Globalization;
using System.Net;
using Relais.Http;

namespace Relais.Notifications.Smtp;

/// <summary>One e-mail address as mail servers are told it: the domain in ASCII and in lower case, the part before it as it was typed.</summary>
internal sealed record Mailbox
{
    private const int MostLocalBytes = 64; // RFC 5321, 4.5.3.1.1
    private const int MostBytes = 254; // RFC 5321, 4.5.3.1.3: 256 with the angle brackets
    private const string Rule = "must be one e-mail address, such as name@example.org.";

    // RFC 5322, 3.2.3: what a name may hold without quotes, beside letters and digits. Quoted names are nobody's in real life.
    private const string NameMarks = "!#$%&'*+-/=?^_`{|}~.";

    private static readonly IdnMapping Ascii = new() { UseStd3AsciiRules = true };

    private Mailbox(string local, string domain) => (Local, Domain) = (local, domain);

    public string Local { get; }

    public string Domain { get; }

    /// <summary>The whole address.</summary>
    public string Text => $"{Local}@{Domain}";

    /// <summary>Whether only servers can take it that know the extension SMTPUTF8.</summary>
    public bool NeedsUtf8 => !System.Text.Ascii.IsValid(Local);

    /// <summary>Reads an address that somebody typed.</summary>
    /// <returns>Null and the address, or why it is none, in words that do not repeat it.</returns>
    public static string? Reject(string text, out Mailbox mailbox)
    {
        mailbox = null!;
        var at = text.LastIndexOf('@');
        if (text.Length > MostBytes || at < 1 || !IsLocal(text[..at]) || DomainOf(text[(at + 1)..]) is not { } domain)
        {
            return Rule;
        }

        mailbox = new Mailbox(text[..at], domain);
        return System.Text.Encoding.UTF8.GetByteCount(mailbox.Text) > MostBytes ? Rule : null;
    }

    // Records print all that they hold; an address must not reach a log by accident.
    public override string ToString() => "mailbox";

    private static bool IsLocal(string local) =>
        System.Text.Encoding.UTF8.GetByteCount(local) <= MostLocalBytes
        && local[0] != '.' && local[^1] != '.' && !local.Contains("..", StringComparison.Ordinal)
        && local.EnumerateRunes().All(rune => rune.IsAscii ? char.IsAsciiLetterOrDigit((char)rune.Value) || NameMarks.Contains((char)rune.Value) : IsLetter(rune));

    // What has no shape of its own, or turns the direction of what follows, makes an address look like another; half a pair is read as U+FFFD.
    private static bool IsLetter(System.Text.Rune rune) => System.Text.Rune.IsLetterOrDigit(rune)
        || System.Text.Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark;

    private static string? DomainOf(string domain)
    {
        try
        {
            var ascii = domain.Length > 0 ? Ascii.GetAscii(domain).ToLowerInvariant() : "";

            // The same names as of hosts that may be called: whole, and none of an inner network.
            return !IPAddress.TryParse(ascii, out _) && UrlRules.Reject($"https://{ascii}/", allowLoopback: false) is null && !ascii.EndsWith('.') ? ascii : null;
        }
        catch (ArgumentException)
        {
            return null; // a name that international domain names do not allow
        }
    }
}
