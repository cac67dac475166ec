using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Relais.Campaigns;

/// <summary>A hashtag as it was typed, and as it is matched.</summary>
public sealed record Hashtag
{
    /// <summary>The longest tag that a campaign may carry; networks have no common limit, and no tag in use comes near.</summary>
    public const int MaxCodePoints = 100;

    // A few letters stand for whole phrases when folded (U+FDFA); the fold must still fit into a table's key.
    private const int MaxFoldedCharacters = 200;

    private const string NoLetter = "must hold at least one letter.";

    internal static readonly string TooLong = $"must not be longer than {MaxCodePoints} characters.";

    private Hashtag(string shown, string folded)
    {
        Shown = shown;
        Folded = folded;
    }

    /// <summary>As typed, without the sign.</summary>
    public string Shown { get; }

    /// <summary>What two spellings of the same tag have in common: compare these, ordinally.</summary>
    public string Folded { get; }

    /// <summary>Reads one hashtag, with or without its sign; the whole text must be it.</summary>
    /// <param name="text">As typed; space around it is left out.</param>
    /// <param name="hashtag">The tag.</param>
    /// <param name="reason">Why it is none, as a predicate for the user: <c>must hold at least one letter.</c></param>
    public static bool TryParse(string text, [NotNullWhen(true)] out Hashtag? hashtag, [NotNullWhen(false)] out string? reason)
    {
        hashtag = null;
        var runes = text.Trim().EnumerateRunes().ToArray();
        var body = runes is [var first, ..] && HashtagScanner.IsSign(first) ? runes[1..] : runes;
        reason = Reject(body);
        if (reason is not null)
        {
            return false;
        }

        var tag = Of(string.Concat(body));
        reason = tag.Folded.Length > MaxFoldedCharacters ? TooLong
            : tag.Folded.EnumerateRunes().Any(HashtagScanner.IsLetterOrMark) ? null
            : NoLetter;
        if (reason is not null)
        {
            return false;
        }

        hashtag = tag;
        return true;
    }

    /// <summary>The form in which spellings meet: <c>BoîteÀOutils</c> and <c>boiteaoutils</c> give one. Folding twice is folding once.</summary>
    public static string Fold(string tag) => HashtagFolding.Fold(tag);

    /// <summary>A tag that the scanner has found, and which is therefore one.</summary>
    internal static Hashtag Of(string shown) => new(shown, Fold(shown));

    private static string? Reject(Rune[] body)
    {
        if (body.Length == 0)
        {
            return "must not be empty.";
        }

        if (body.Length > MaxCodePoints)
        {
            return TooLong;
        }

        if (!Array.TrueForAll(body, HashtagScanner.IsBody) || body[0].Value is 0xFE0F or 0x20E3)
        {
            return "must be one hashtag: letters, digits and underscores without spaces.";
        }

        return Array.Exists(body, HashtagScanner.IsLetterOrMark) ? null : NoLetter;
    }
}
