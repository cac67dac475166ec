using System.Text;

namespace Relais.Intake.Fields;

/// <summary>What strangers wrote, made fit to be kept and shown: without what cannot be seen or turns the direction of text, in one form, and not too long.</summary>
internal static class Wording
{
    /// <summary>In one line; null where nothing is left of it.</summary>
    public static string? Line(string? text, int mostCharacters) => Clean(text, mostCharacters, lines: false);

    /// <summary>As it is broken into lines; null where nothing is left of it.</summary>
    public static string? Lines(string? text, int mostCharacters) => Clean(text, mostCharacters, lines: true);

    private static string? Clean(string? text, int mostCharacters, bool lines)
    {
        var kept = new StringBuilder();
        foreach (var rune in (text ?? "").Replace("\r\n", "\n", StringComparison.Ordinal).EnumerateRunes())
        {
            // Normalising can make one of several, never more than it can make several of one: twice as many are enough to cut from.
            if (kept.Length >= 2 * mostCharacters)
            {
                break;
            }

            kept.Append(Plain(rune, lines));
        }

        return Cut(kept.ToString().Normalize(NormalizationForm.FormC).Trim(), mostCharacters) is { Length: > 0 } clean ? clean : null;
    }

    private static string Plain(Rune rune, bool lines) => rune.Value switch
    {
        '\n' or '\r' or 0x2028 or 0x2029 => lines ? "\n" : " ",
        (>= 0x202A and <= 0x202E) or (>= 0x2066 and <= 0x2069) => "",
        (>= 0xFDD0 and <= 0xFDEF) => "",
        var value when (value & 0xFFFE) == 0xFFFE => "",
        _ => Rune.IsControl(rune) ? " " : rune.ToString(),
    };

    private static string Cut(string text, int mostCharacters)
    {
        var characters = 0;
        var end = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            if (++characters > mostCharacters)
            {
                return text[..end].TrimEnd();
            }

            end += rune.Utf16SequenceLength;
        }

        return text;
    }
}
