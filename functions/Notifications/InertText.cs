using System.Text;

namespace Relais.Notifications;

/// <summary>Makes a text that somebody wrote harmless: what cannot be seen goes, and what a service would take for marks of its own stands there as text.</summary>
public static class InertText
{
    /// <summary>A space without width: between two characters that a service would read together, where it knows no other way to say that they are text.</summary>
    public const string Gap = "\u200B";

    // What ends a link's address in one service's way of writing links or another's. All of it may be written as a percent sign and two digits (RFC 3986, 2.1).
    private const string EndsLinks = "<>\"'|()[]{}\\^`*";

    /// <summary>Without control characters, without what is no character, and without marks that turn the direction of text; composed (NFC), and with `\n` for every line break.</summary>
    public static string Plain(string text)
    {
        var plain = new StringBuilder(text.Length);
        foreach (var rune in text.Replace("\r\n", "\n", StringComparison.Ordinal).EnumerateRunes())
        {
            switch (rune.Value)
            {
                case '\n' or '\r' or 0x2028 or 0x2029:
                    plain.Append('\n');
                    break;
                case '\t':
                    plain.Append(' ');
                    break;
                case (>= 0x202A and <= 0x202E) or (>= 0x2066 and <= 0x2069) or 0xFFFE or 0xFFFF:
                    break;
                default:
                    plain.Append(Rune.IsControl(rune) ? "" : rune.ToString());
                    break;
            }
        }

        return plain.ToString().Normalize(NormalizationForm.FormC);
    }

    /// <summary>With other characters in the place of some: of each one of <paramref name="marks"/>, what is written instead.</summary>
    public static string Mark(string text, string marks, Func<char, string> instead)
    {
        if (text.AsSpan().IndexOfAny(marks) < 0)
        {
            return text;
        }

        var marked = new StringBuilder(text.Length + 16);
        foreach (var character in text)
        {
            _ = marks.Contains(character, StringComparison.Ordinal) ? marked.Append(instead(character)) : marked.Append(character);
        }

        return marked.ToString();
    }

    /// <summary>As HTML writes it; the same three signs are all that Slack and Telegram ask for.</summary>
    public static string Html(string text) => Mark(text, "&<>", static mark => mark switch { '&' => "&amp;", '<' => "&lt;", _ => "&gt;" });

    /// <summary>An address that stands in a link: nothing in it can end the link.</summary>
    public static string Link(string url) => Mark(url, EndsLinks, static mark => $"%{(int)mark:X2}");
}
