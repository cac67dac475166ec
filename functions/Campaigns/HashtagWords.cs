using System.Globalization;
using System.Text;

namespace Relais.Campaigns;

/// <summary>The words that a hashtag is made of, and how they are written as one so that they can still be told apart.</summary>
internal static class HashtagWords
{
    /// <summary>Split at whatever belongs into no hashtag: spaces, hyphens, apostrophes.</summary>
    public static IReadOnlyList<string> Split(string text)
    {
        var (words, word) = (new List<string>(), new StringBuilder());
        foreach (var rune in text.EnumerateRunes())
        {
            if (HashtagScanner.IsBody(rune))
            {
                word.Append(rune.ToString());
            }
            else if (word.Length > 0)
            {
                words.Add(word.ToString());
                word.Clear();
            }
        }

        return word.Length > 0 ? [.. words, word.ToString()] : words;
    }

    /// <summary>Split where a capital begins a word: `ONUFemmes` is `ONU` and `Femmes`.</summary>
    public static IReadOnlyList<string> SplitAtCapitals(string body)
    {
        // A letter and its marks stay together.
        var letters = new List<string>();
        foreach (var rune in body.EnumerateRunes())
        {
            if (letters.Count > 0 && Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark)
            {
                letters[^1] += rune.ToString();
            }
            else
            {
                letters.Add(rune.ToString());
            }
        }

        var (words, word) = (new List<string>(), new StringBuilder());
        for (var at = 0; at < letters.Count; at++)
        {
            if (at > 0 && IsUpper(letters[at]) && letters[at - 1] != "_" && (!IsUpper(letters[at - 1]) || (at + 1 < letters.Count && IsLower(letters[at + 1]))))
            {
                words.Add(word.ToString());
                word.Clear();
            }

            word.Append(letters[at]);
        }

        return word.Length > 0 ? [.. words, word.ToString()] : words;
    }

    /// <summary>The words of a text that one after the other make the hashtag; none when they do not, or when it is one of them alone.</summary>
    public static IReadOnlyList<string> Find(string text, string folded)
    {
        var words = Split(text);
        var bare = words.Select(Hashtag.Fold).ToArray();
        for (var first = 0; first < bare.Length; first++)
        {
            var length = 0;
            for (var last = first; last < bare.Length && length < folded.Length; last++)
            {
                length += bare[last].Length;
                if (last > first && length == folded.Length && string.Concat(bare[first..(last + 1)]) == folded)
                {
                    return [.. words.Skip(first).Take(last + 1 - first)];
                }
            }
        }

        return [];
    }

    /// <summary>Each word with a capital; what is all in capitals is taken for plain words.</summary>
    public static IReadOnlyList<string> Capitalise(IReadOnlyList<string> words)
    {
        var shouted = words.Count > 1 && words.Any(word => word.EnumerateRunes().Count(Rune.IsUpper) > 1) && !words.Any(word => word.EnumerateRunes().Any(Rune.IsLower));
        return [.. words.Select(word => Capitalise(shouted ? word.ToLowerInvariant() : word))];
    }

    /// <summary>Whether capitals can tell words apart in it at all.</summary>
    public static bool HasCase(string text) => text.EnumerateRunes().Any(rune => Rune.IsUpper(rune) || IsCased(rune));

    private static string Capitalise(string word)
    {
        var first = word.EnumerateRunes().First();
        return IsCased(first) ? Rune.ToUpperInvariant(first) + word[first.Utf16SequenceLength..] : word;
    }

    private static bool IsUpper(string letter) => Rune.IsUpper(letter.EnumerateRunes().First());

    private static bool IsLower(string letter) => Rune.IsLower(letter.EnumerateRunes().First());

    // Georgian has capitals that nobody begins a word with.
    private static bool IsCased(Rune rune) => Rune.IsLower(rune) && Rune.ToUpperInvariant(rune) != rune && rune.Value is not (>= 0x10D0 and <= 0x10FF);
}
