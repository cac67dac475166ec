using System.Globalization;
using System.Text;

namespace Relais.Campaigns;

/// <summary>Single characters as a sentence names them: `- (U+002D)`, and only by number when there is nothing to see.</summary>
internal static class CharacterName
{
    private const int MostNamed = 5;

    public static string Of(Rune rune) => IsVisible(rune) ? $"{rune} (U+{rune.Value:X4})" : $"U+{rune.Value:X4}";

    public static string Of(IReadOnlyList<Rune> runes) =>
        string.Join(", ", runes.Take(MostNamed).Select(Of)) + (runes.Count > MostNamed ? ", …" : "");

    // A mark would sit on what stands before it, and some letters of Korean are blank.
    private static bool IsVisible(Rune rune) => rune.Value is not (0x115F or 0x1160 or 0x3164 or 0xFFA0) && Rune.GetUnicodeCategory(rune) is not (
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.SpaceSeparator or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        or UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark
        or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned);
}
