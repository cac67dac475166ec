using System.Globalization;
using System.Text;

namespace Relais.Campaigns;

/// <summary>Finds the hashtags of a post by the rule of the network that coined them (twitter-text 3).</summary>
public static class HashtagScanner
{
    // Code points that are neither letter, mark nor digit, and belong into words all the same: joiners, hyphens and
    // quotation marks of Hebrew, sound marks of Japanese, the syllable marks of Tibetan, the middle dot of Catalan.
    private static readonly HashSet<int> WordSigns =
    [
        '_', 0x200C, 0x200D, 0xA67E, 0x05BE, 0x05F3, 0x05F4, 0xFF5E, 0x301C, 0x309B, 0x309C, 0x30A0, 0x30FB, 0x3003, 0x0F0B, 0x0F0C, 0x00B7,
    ];

    /// <summary>Every hashtag of the text, in order. Tags inside URLs are left out.</summary>
    public static IReadOnlyList<HashtagSpan> Scan(string text)
    {
        var runes = text.EnumerateRunes().ToArray();
        var found = new List<HashtagSpan>();
        var urls = UrlSpans.Find(runes);
        var url = 0;
        var taken = 0;
        for (var start = 0; start < runes.Length; start++)
        {
            if (!IsSign(runes[start]) || !MayStand(runes, start, taken) || BodyEnd(runes, start) is not { } end)
            {
                continue;
            }

            taken = end;
            while (url < urls.Count && urls[url].End.Value <= start)
            {
                url++;
            }

            if (!IsSpoiled(runes, end) && !(url < urls.Count && urls[url].Start.Value <= start))
            {
                found.Add(new HashtagSpan(Hashtag.Of(Join(runes.AsSpan(start + 1, end - start - 1))), start, end));
            }

            start = end - 1;
        }

        return found;
    }

    internal static bool IsSign(Rune rune) => rune.Value is '#' or 0xFF03;

    internal static bool IsBody(Rune rune) => IsLetterOrMark(rune)
        || Rune.GetUnicodeCategory(rune) == UnicodeCategory.DecimalDigitNumber
        || WordSigns.Contains(rune.Value);

    internal static bool IsLetterOrMark(Rune rune) => Rune.IsLetter(rune) || Rune.GetUnicodeCategory(rune)
        is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark;

    // A sign inside a word is none; neither is one whose forerunner an earlier tag has already taken.
    private static bool MayStand(Rune[] runes, int sign, int taken)
    {
        if (sign == 0)
        {
            return true;
        }

        var before = runes[sign - 1];
        return sign - 1 >= taken && (before.Value is 0xFE0E or 0xFE0F || (before.Value != '&' && !IsBody(before)));
    }

    // Null when no tag begins here: a keycap emoji, or nothing with a letter in it.
    private static int? BodyEnd(Rune[] runes, int sign)
    {
        var end = sign + 1;
        if (end == runes.Length || runes[end].Value is 0xFE0F or 0x20E3)
        {
            return null;
        }

        var lettered = false;
        for (; end < runes.Length && IsBody(runes[end]); end++)
        {
            lettered |= IsLetterOrMark(runes[end]);
        }

        return lettered ? end : null;
    }

    // #tag#tag is no tag, and #https://… is an address that somebody put a sign before.
    private static bool IsSpoiled(Rune[] runes, int end) => end < runes.Length
        && (IsSign(runes[end]) || (end + 2 < runes.Length && runes[end].Value == ':' && runes[end + 1].Value == '/' && runes[end + 2].Value == '/'));

    private static string Join(ReadOnlySpan<Rune> runes)
    {
        var text = new StringBuilder(runes.Length);
        foreach (var rune in runes)
        {
            text.Append(rune.ToString());
        }

        return text.ToString();
    }
}
