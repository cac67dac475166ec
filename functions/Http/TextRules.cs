using System.Globalization;
using System.Text;

namespace Relais.Http;

/// <summary>Says whether a text that a user gave can be kept and shown again, and makes one form of those that look the same.</summary>
public static class TextRules
{
    /// <summary>As <see cref="Reject"/>, with the field at fault named; null when the text is fine.</summary>
    public static FieldError? Check(string field, string? text, int minCharacters, int maxCharacters) =>
        Reject(text, minCharacters, maxCharacters, out _) is { } reason ? new FieldError(field, reason) : null;

    /// <summary>Null when the text is fine, else the reason as a predicate: <c>must not be empty.</c></summary>
    /// <param name="text">As sent; null counts as empty.</param>
    /// <param name="minCharacters">The fewest characters (code points); 0 when the text may be empty.</param>
    /// <param name="maxCharacters">The most characters (code points), after trimming.</param>
    /// <param name="clean">The text trimmed, in Unicode's composed form (NFC), with <c>\n</c> for every line break; empty when refused.</param>
    /// <param name="lines">Whether line breaks and tabs are allowed.</param>
    public static string? Reject(string? text, int minCharacters, int maxCharacters, out string clean, bool lines = false)
    {
        clean = "";
        var plain = (text ?? "").Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n').Trim();

        // Bounded before anything costs: normalising is the only step that is not plainly linear.
        if (plain.Length > 2 * maxCharacters)
        {
            return TooLong(maxCharacters);
        }

        var characters = 0;
        var visible = false;
        for (var index = 0; index < plain.Length;)
        {
            if (Rune.DecodeFromUtf16(plain.AsSpan(index), out var rune, out var length) != System.Buffers.OperationStatus.Done || IsNoCharacter(rune))
            {
                return "must be valid Unicode.";
            }

            if (RejectRune(rune, lines) is { } reason)
            {
                return reason;
            }

            visible |= IsVisible(rune);
            characters++;
            index += length;
        }

        if (minCharacters > 0 && !visible)
        {
            return "must not be empty.";
        }

        if (characters < minCharacters)
        {
            return $"must not be shorter than {minCharacters} characters.";
        }

        if (characters > maxCharacters)
        {
            return TooLong(maxCharacters);
        }

        clean = plain.Normalize(NormalizationForm.FormC);
        return null;
    }

    private static string TooLong(int maxCharacters) => $"must not be longer than {maxCharacters} characters.";

    private static string? RejectRune(Rune rune, bool lines) => rune.Value switch
    {
        '\n' or '\t' when lines => null,
        '\n' or 0x2028 or 0x2029 => lines ? null : "must be a single line.",
        (>= 0x202A and <= 0x202E) or (>= 0x2066 and <= 0x2069) => "must not hold marks that turn the direction of text.",
        _ => Rune.IsControl(rune) ? "must not hold control characters." : null,
    };

    private static bool IsVisible(Rune rune) => Rune.GetUnicodeCategory(rune) is not (
        UnicodeCategory.Format or UnicodeCategory.Control or UnicodeCategory.SpaceSeparator or UnicodeCategory.LineSeparator
        or UnicodeCategory.ParagraphSeparator or UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark
        or UnicodeCategory.OtherNotAssigned);

    private static bool IsNoCharacter(Rune rune) => (rune.Value & 0xFFFE) == 0xFFFE || rune.Value is >= 0xFDD0 and <= 0xFDEF;
}
