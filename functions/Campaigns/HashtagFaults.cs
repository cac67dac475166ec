using System.Text;

namespace Relais.Campaigns;

/// <summary>Why a text is no hashtag: all reasons at once, each with a word for machines.</summary>
internal static class HashtagFaults
{
    private static readonly HashtagNote Empty = new("empty", new("There is nothing after the #.", "Il n'y a rien après le #."));
    private static readonly HashtagNote Several = new("several", new("A second # begins another hashtag.", "Un second # commence un autre hashtag."));

    private static readonly HashtagNote Space = new(
        "space", new("A space ends a hashtag: only what stands before it would be one.", "Une espace termine un hashtag\u00a0: seul ce qui la précède en serait un."));

    private static readonly HashtagNote Keycap = new(
        "keycap", new("The # and what follows it make an emoji.", "Le # et ce qui le suit forment un émoji."));

    private static readonly HashtagNote DigitsOnly = new(
        "digits-only", new("It holds digits only; a hashtag needs a letter.", "Il ne contient que des chiffres\u00a0; un hashtag a besoin d'une lettre."));

    private static readonly HashtagNote UnderscoresOnly = new(
        "underscores-only", new("It holds underscores only; a hashtag needs a letter.", "Il ne contient que des tirets bas\u00a0; un hashtag a besoin d'une lettre."));

    private static readonly HashtagNote NoLetter = new(
        "no-letter", new("It holds no letter; a hashtag needs one.", "Il ne contient aucune lettre\u00a0; un hashtag en a besoin d'une."));

    private static readonly HashtagNote TooLong = new(
        "too-long",
        new(
            $"It is longer than {Hashtag.MaxCodePoints} characters, the most that Relais follows.",
            $"Il dépasse {Hashtag.MaxCodePoints} caractères, le plus que Relais puisse suivre."));

    /// <summary>What Relais refuses it for; empty exactly when a campaign may carry it.</summary>
    /// <param name="text">As typed, with or without its sign.</param>
    public static IReadOnlyList<HashtagNote> Of(string text)
    {
        if (Hashtag.TryParse(text, out _, out var reason))
        {
            return [];
        }

        var faults = InShape(BodyOf(text)).ToList();
        if (reason == Hashtag.TooLong || BodyOf(text).EnumerateRunes().Count() > Hashtag.MaxCodePoints)
        {
            faults.Add(TooLong);
        }

        // Marks that stand alone are letters to the rule of the networks, and nothing once they are folded.
        return faults.Count > 0 ? faults : [NoLetter];
    }

    /// <summary>What it is no hashtag for by the rule of the network that coined them, which knows no greatest length (twitter-text 3).</summary>
    public static IEnumerable<HashtagNote> InShape(string body)
    {
        var runes = body.EnumerateRunes().ToArray();
        if (runes.Length == 0)
        {
            yield return Empty;
            yield break;
        }

        if (runes.Any(HashtagScanner.IsSign))
        {
            yield return Several;
        }

        if (runes.Any(Rune.IsWhiteSpace))
        {
            yield return Space;
        }

        if (runes.Where(rune => !HashtagScanner.IsBody(rune) && !HashtagScanner.IsSign(rune) && !Rune.IsWhiteSpace(rune)).Distinct().ToArray() is { Length: > 0 } strange)
        {
            yield return Characters(CharacterName.Of(strange));
        }

        if (runes[0].Value is 0xFE0F or 0x20E3)
        {
            yield return Keycap;
        }

        if (!runes.Any(HashtagScanner.IsLetterOrMark))
        {
            yield return runes.All(Rune.IsDigit) ? DigitsOnly : runes.All(rune => rune.Value == '_') ? UnderscoresOnly : NoLetter;
        }
    }

    /// <summary>What stands after the sign, if there is one; space around the whole is left out.</summary>
    public static string BodyOf(string text)
    {
        var plain = text.Trim();
        return plain.Length > 0 && HashtagScanner.IsSign(plain.EnumerateRunes().First()) ? plain[1..] : plain;
    }

    private static HashtagNote Characters(string names) => new(
        "character",
        new(
            $"It holds what ends a hashtag: {names}. Only letters, digits and underscores belong into one.",
            $"Il contient ce qui termine un hashtag\u00a0: {names}. Seuls les lettres, les chiffres et les tirets bas en font partie."));
}
