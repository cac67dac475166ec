using System.Text;

namespace Relais.Campaigns;

/// <summary>Letters of a hashtag that are not what they seem: not to be seen, of another alphabet, or dressed up.</summary>
internal static class HashtagLetters
{
    private static readonly (string En, string Fr, Func<int, bool> Holds)[] Alphabets =
    [
        ("Latin", "latin", value => value is (>= 'A' and <= 'Z') or (>= 'a' and <= 'z') or (>= 0xC0 and <= 0x2AF) or (>= 0x1E00 and <= 0x1EFF)),
        ("Greek", "grec", value => value is (>= 0x370 and <= 0x3FF) or (>= 0x1F00 and <= 0x1FFF)),
        ("Cyrillic", "cyrillique", value => value is (>= 0x400 and <= 0x52F) or (>= 0x1C80 and <= 0x1C8F) or (>= 0xA640 and <= 0xA69F)),
        ("Armenian", "arménien", value => value is >= 0x530 and <= 0x58F),
        ("Cherokee", "cherokee", value => value is (>= 0x13A0 and <= 0x13FF) or (>= 0xAB70 and <= 0xABBF)),
    ];

    // Cyrillic, then Greek: those that most typefaces draw like the Latin letter below them.
    private const string Foreign = "аеорсухіјѕһԁԛԝАВЕКМНОРСТУХІЈЅοναιρυκχΑΒΕΖΗΙΚΜΝΟΡΤΥΧ";
    private const string Familiar = "aeopcyxijshdqwABEKMHOPCTYXIJSovaipukxABEZHIKMNOPTYX";

    public static IEnumerable<HashtagNote> NotesOf(string shown)
    {
        var runes = shown.EnumerateRunes().ToArray();
        if (runes.Where((rune, at) => IsInvisible(runes, at)).Distinct().ToArray() is { Length: > 0 } unseen)
        {
            yield return Invisible(CharacterName.Of(unseen));
        }

        var found = Alphabets.Select(alphabet => (alphabet.En, alphabet.Fr, Letters: runes.Where(rune => Rune.IsLetter(rune) && alphabet.Holds(rune.Value)).ToArray()))
            .Where(alphabet => alphabet.Letters.Length > 0).OrderByDescending(alphabet => alphabet.Letters.Length).ToArray();
        if (found.Length > 1)
        {
            var (most, least) = (found[0], found[^1]);
            var names = CharacterName.Of(least.Letters.Distinct().ToArray());
            yield return new(
                "mixed-alphabets",
                new(
                    $"It mixes alphabets whose letters look alike: among {most.En} letters it holds {least.En} ones, {names}. Typed by hand, it is another hashtag.",
                    $"Il mêle des alphabets qui se ressemblent\u00a0: dans l'alphabet {most.Fr}, des lettres de l'alphabet {least.Fr}, {names}. Retapé à la main, c'est un autre hashtag."));
        }

        if (runes.Any(IsStyled))
        {
            var plain = shown.Normalize(NormalizationForm.FormKC);
            yield return new(
                "styled-letters",
                new(
                    $"It is dressed up with letters made for formulas or for Chinese print; a screen reader spells them or leaves them out. Plainly written it is #{plain}.",
                    $"Ses lettres sont faites pour les formules ou l'imprimerie chinoise\u00a0; un lecteur d'écran les épelle ou les omet. En lettres ordinaires, c'est #{plain}."));
        }
    }

    /// <summary>What two hashtags have in common that look the same, though they are not.</summary>
    public static string LooksOf(Hashtag hashtag) => Hashtag.Fold(string.Concat(
        hashtag.Shown.Normalize(NormalizationForm.FormD).Select(letter => Foreign.IndexOf(letter, StringComparison.Ordinal) is >= 0 and var at ? Familiar[at] : letter)));

    private static HashtagNote Invisible(string names) => new(
        "invisible",
        new(
            $"It holds what nobody sees ({names}): whoever types it by hand leaves that out, and some networks end the hashtag there.",
            $"Il contient ce que personne ne voit ({names})\u00a0: qui le retape à la main l'omet, et certains réseaux arrêtent le hashtag à cet endroit."));

    // Joiners are spelling in Arabic and in the scripts of India and South-East Asia, and a selector may follow any emoji digit.
    private static bool IsInvisible(Rune[] runes, int at) => runes[at].Value switch
    {
        0x200C or 0x200D => at == 0 || runes[at - 1].Value is not ((>= 0x600 and <= 0x109F) or (>= 0x1780 and <= 0x18AF)),
        0x034F or 0x115F or 0x1160 or 0x3164 or 0xFFA0 or (>= 0xFE00 and <= 0xFE0F) or (>= 0xE0100 and <= 0xE01EF) => true,
        _ => false,
    };

    private static bool IsStyled(Rune rune) => Rune.IsLetter(rune) && rune.Value is (>= 0x1D400 and <= 0x1D7FF) or (>= 0xFF21 and <= 0xFF3A) or (>= 0xFF41 and <= 0xFF5A);
}
