using System.Text;

namespace Relais.Campaigns;

/// <summary>Something to know of a hashtag: a word for machines that stays the same, and a sentence for people.</summary>
/// <param name="Code">Lower-case letters and dashes.</param>
public sealed record HashtagNote(string Code, Sentence Text)
{
    /// <summary>A network would read less than the whole, and where it would stop.</summary>
    public static HashtagNote EndsEarly(string network, Rune at) => new(
        "ends-early",
        new(
            $"{network} does not take {CharacterName.Of(at)} into a hashtag there, and would read a part of it at most.",
            $"{network} n'admet pas {CharacterName.Of(at)} à cet endroit d'un hashtag, et n'en lirait au plus qu'une partie."));

    public static HashtagNote NoLetter(string network) => new(
        "no-letter",
        new($"{network} finds no letter in it, and reads no hashtag.", $"{network} n'y trouve aucune lettre, et n'y lit pas de hashtag."));
}

/// <summary>A sentence in English and in French.</summary>
public sealed record Sentence(string En, string Fr);

/// <summary>What a network makes of a text after a `#`.</summary>
/// <param name="Reasons">Why it would not read the whole as one hashtag; empty when it does.</param>
/// <param name="Notes">What else is worth knowing of it there.</param>
public sealed record NetworkReading(IReadOnlyList<HashtagNote> Reasons, IReadOnlyList<HashtagNote> Notes);
