using System.Globalization;
using System.Text;

namespace Relais.Campaigns;

/// <summary>Takes from a tag what people leave out or type otherwise when they write the same word on another keyboard.</summary>
/// <remarks>
/// Compatibility forms (full width, ligatures, mathematical letters), case and the shape of digits go, in every script.
/// Marks go where the same word is written with and without them: accents in Latin, Greek and Cyrillic, the optional vowel
/// signs of Arabic and Hebrew, the Arabic stretcher. They stay where they are letters: й ў ї ѓ ќ in Cyrillic, hamza and madda
/// in Arabic, the sound marks of Japanese, and everything in the scripts of India, Tibet and South-East Asia.
/// Letters that only another keyboard has become what people type instead: ß ss, æ ae, œ oe, ø o, ł l, đ d, ı i.
/// Invisible joiners and variation selectors go.
/// </remarks>
internal static class HashtagFolding
{
    private static readonly Dictionary<int, string> Substitutes = new()
    {
        ['ß'] = "ss",
        ['æ'] = "ae",
        ['œ'] = "oe",
        ['ø'] = "o",
        ['ł'] = "l",
        ['đ'] = "d",
        ['ð'] = "d",
        ['þ'] = "th",
        ['ħ'] = "h",
        ['ŧ'] = "t",
        ['ı'] = "i",
    };

    // A base of Cyrillic and the mark that makes another letter of it.
    private static readonly HashSet<(int Base, int Mark)> CyrillicLetters =
        [('и', 0x306), ('у', 0x306), ('і', 0x308), ('г', 0x301), ('к', 0x301)];

    public static string Fold(string tag)
    {
        var source = new StringBuilder(tag.Length);
        foreach (var rune in tag.EnumerateRunes())
        {
            // What no tag holds cannot be normalised either: half surrogate pairs, U+FFFE.
            if (HashtagScanner.IsBody(rune))
            {
                // Both tildes are typed for the same Japanese dash, but only one survives decomposition.
                source.Append(rune.Value == 0xFF5E ? "\u301C" : rune.ToString());
            }
        }

        var folded = new StringBuilder(source.Length);
        var bare = default(Rune);
        foreach (var rune in source.ToString().Normalize(NormalizationForm.FormKD).EnumerateRunes())
        {
            if (!HashtagScanner.IsBody(rune) || IsInvisible(rune))
            {
                continue;
            }

            if (IsMark(rune))
            {
                if (!IsOptional(bare, rune))
                {
                    folded.Append(rune.ToString());
                }

                continue;
            }

            var letters = FoldLetter(Rune.ToLowerInvariant(Rune.ToUpperInvariant(rune)));
            bare = Rune.GetRuneAt(letters, letters.Length - (char.IsLowSurrogate(letters[^1]) ? 2 : 1));
            folded.Append(letters);
        }

        return folded.ToString().Normalize(NormalizationForm.FormC);
    }

    private static string FoldLetter(Rune rune) =>
        Substitutes.TryGetValue(rune.Value, out var substitute) ? substitute
        : Rune.GetUnicodeCategory(rune) == UnicodeCategory.DecimalDigitNumber ? $"{(int)Rune.GetNumericValue(rune)}"
        : rune.ToString();

    private static bool IsMark(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark;

    private static bool IsInvisible(Rune rune) =>
        rune.Value is 0x200C or 0x200D or 0x034F or 0x0640 or (>= 0xFE00 and <= 0xFE0F) or (>= 0xE0100 and <= 0xE01EF);

    private static bool IsOptional(Rune bare, Rune mark) => mark.Value switch
    {
        >= 0x0591 and <= 0x05C7 => true, // Hebrew points
        (>= 0x0610 and <= 0x061A) or (>= 0x064B and <= 0x0652) or (>= 0x0656 and <= 0x065F) or 0x0670 => true, // Arabic vowel signs
        (>= 0x06D6 and <= 0x06ED) or (>= 0x08CA and <= 0x08FF) => true, // Arabic recitation marks
        _ => bare.Value switch
        {
            (>= 0x0400 and <= 0x052F) or (>= 0x1C80 and <= 0x1C8F) or (>= 0xA640 and <= 0xA69F) =>
                !CyrillicLetters.Contains((bare.Value, mark.Value)),
            '_' or (>= '0' and <= '9') or (>= 'a' and <= 'z') => true,
            (>= 0x00C0 and <= 0x02AF) or (>= 0x1D00 and <= 0x1DBF) or (>= 0x1E00 and <= 0x1EFF) => true, // Latin
            (>= 0x2C60 and <= 0x2C7F) or (>= 0xA720 and <= 0xA7FF) or (>= 0xAB30 and <= 0xAB6F) => true, // Latin, the rarer letters
            (>= 0x0370 and <= 0x03FF) or (>= 0x1F00 and <= 0x1FFF) => true, // Greek
            _ => false,
        },
    };
}
