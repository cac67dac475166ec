using System.Text.RegularExpressions;

namespace Relais.Intake.Fields;

/// <summary>Who a submission comes from, of what can be an address, a name, a number and a language; all else is left out.</summary>
internal static partial class Contacts
{
    private const int LongestNameCharacters = 200;
    private const int LongestEmailCharacters = 254; // RFC 5321, section 4.5.3.1.3, without the angle brackets

    /// <summary>Null where nothing is known of them.</summary>
    public static Contact? Of(string? email = null, string? name = null, string? phone = null, string? language = null)
    {
        var contact = new Contact(Email(email), Wording.Line(name, LongestNameCharacters), Phone(phone), Language(language));
        return contact == new Contact() ? null : contact;
    }

    /// <summary>One name of its parts; null where there is none of them.</summary>
    public static string? Name(params ReadOnlySpan<string?> parts)
    {
        var name = "";
        foreach (var part in parts)
        {
            name = $"{name} {part}".Trim();
        }

        return name.Length == 0 ? null : name;
    }

    private static string? Email(string? text) =>
        text?.Trim() is { Length: <= LongestEmailCharacters } plain && OneMailbox().IsMatch(plain) ? plain : null;

    // As it was written, without what only makes it easier to read.
    private static string? Phone(string? text)
    {
        var plain = text?.Length > LongestNameCharacters ? "" : Separators().Replace(text ?? "", "");
        return Number().IsMatch(plain) ? plain : null;
    }

    private static string? Language(string? text) =>
        text?.Trim().Replace('_', '-') is { Length: <= 35 } plain && Tag().IsMatch(plain) ? plain.ToLowerInvariant() : null; // RFC 5646, section 4.4.1: 35 characters are enough

    // Whether it is a mailbox, mail itself must tell; this keeps out what cannot be one, and what would be two.
    [GeneratedRegex(@"^[^@\s\p{C}<>()\[\],;:\\""]+@[^@\s\p{C}<>()\[\],;:\\""]+\.[^@\s\p{C}<>()\[\],;:\\""]+\z", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex OneMailbox();

    [GeneratedRegex(@"[\s().\-/\u00A0\u202F]", RegexOptions.CultureInvariant)]
    private static partial Regex Separators();

    [GeneratedRegex(@"^\+?[0-9]{5,20}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Number();

    [GeneratedRegex(@"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*\z", RegexOptions.CultureInvariant)]
    private static partial Regex Tag();
}
