using System.Globalization;
using System.Text;
using Relais.Campaigns;

namespace Relais.Polling.Sources;

/// <summary>What Mastodon makes of a text after a `#`: whether the whole is one hashtag there, and else why not.</summary>
internal static class MastodonReading
{
    private const string Network = "Mastodon";

    public static NetworkReading Of(string body)
    {
        var runes = body.EnumerateRunes().ToArray();
        return new(IsName(runes) ? [] : [Reason(runes)], []);
    }

    // mastodon, Tag, HASHTAG_NAME_PAT: words with a letter in them; or with a separator in them that is neither first nor last, and then digits will do.
    private static bool IsName(Rune[] runes) =>
        (Array.TrueForAll(runes, IsWord) && Array.Exists(runes, Rune.IsLetter))
        || (runes.Length >= 3 && IsWord(runes[0]) && IsWord(runes[^1])
            && Array.TrueForAll(runes, rune => IsWord(rune) || IsSeparator(rune))
            && Array.Exists(runes[1..^1], rune => Rune.IsLetter(rune) || IsSeparator(rune)));

    private static HashtagNote Reason(Rune[] runes) =>
        Array.FindIndex(runes, rune => !IsWord(rune) && !IsSeparator(rune)) is >= 0 and var strange ? HashtagNote.EndsEarly(Network, runes[strange])
        : Array.Exists(runes, Rune.IsLetter) ? HashtagNote.EndsEarly(Network, Array.Find(runes, rune => !IsWord(rune)))
        : HashtagNote.NoLetter(Network);

    private static bool IsWord(Rune rune) => HashtagScanner.IsLetterOrMark(rune)
        || Rune.GetUnicodeCategory(rune) is UnicodeCategory.DecimalDigitNumber or UnicodeCategory.ConnectorPunctuation;

    private static bool IsSeparator(Rune rune) => rune.Value is '_' or 0x00B7 or 0x30FB or 0x200C;
}
