using System.Globalization;
using System.Text;

namespace Relais.Campaigns;

/// <summary>What each network makes of a hashtag: by the source that asks it, else by the rules below, for people publish there whether or not it is asked.</summary>
internal static class HashtagNetworks
{
    // twitter-text 3, its configuration: a post is 280 of these units, and a character outside the ranges below takes two of them.
    private const int MostUnitsOnX = 280;

    // Lexicons app.bsky.richtext.facet and app.bsky.feed.searchPosts: a tag is 64 graphemes and 640 bytes at most.
    private const int MostGraphemesOnBluesky = 64;
    private const int MostBytesOnBluesky = 640;

    private static readonly Dictionary<string, Func<string, NetworkReading>> Known = new(StringComparer.Ordinal)
    {
        ["x"] = ReadAsX,
        ["bluesky"] = ReadAsBluesky,
    };

    /// <summary>By the names of the networks; a source that says nothing of hashtags is none.</summary>
    public static IEnumerable<(string Network, NetworkReading Reading)> Read(string body, IReadOnlyCollection<SourceKind> kinds)
    {
        var rules = new SortedDictionary<string, Func<string, NetworkReading>>(Known, StringComparer.Ordinal);
        foreach (var kind in kinds.Where(kind => kind.Read is not null))
        {
            rules[kind.Name] = kind.Read!;
        }

        foreach (var (network, read) in rules)
        {
            var (reading, spell) = (read(body), kinds.FirstOrDefault(kind => kind.Name == network)?.Spell);
            yield return reading.Reasons.Count == 0 && spell is not null && Hashtag.TryParse(body, out var hashtag, out _) && spell(hashtag) is { Count: > 1 } spellings
                ? (network, reading with { Notes = [.. reading.Notes, KeptApart(spellings)] })
                : (network, reading);
        }
    }

    private static NetworkReading ReadAsX(string body)
    {
        if (HashtagFaults.InShape(body).ToArray() is { Length: > 0 } faults)
        {
            return new(faults, []);
        }

        var units = 1 + body.Normalize().EnumerateRunes().Sum(UnitsOnX);
        return new(units > MostUnitsOnX ? [TooLongForX(units)] : [], []);
    }

    // bluesky-social/atproto, packages/api/src/rich-text/util.ts, TAG_REGEX: anything but space and invisible joiners, one character of it neither
    // digit nor punctuation; punctuation at the end is taken off.
    private static NetworkReading ReadAsBluesky(string body)
    {
        var runes = body.EnumerateRunes().ToArray();
        var end = Array.FindIndex(runes, rune => Rune.IsWhiteSpace(rune) || rune.Value is 0x00AD or 0x2060 or 0x200B or 0x200C or 0x200D or 0x20E2);
        List<HashtagNote> reasons = [];
        if (runes.Length > 0 && runes[0].Value is (0xFE0F or 0x20E3))
        {
            reasons.Add(HashtagNote.EndsEarly("Bluesky", runes[0]));
        }
        else if (runes.All(rune => rune.Value is >= '0' and <= '9' || Rune.IsPunctuation(rune) || Rune.IsWhiteSpace(rune)))
        {
            reasons.Add(HashtagNote.NoLetter("Bluesky"));
        }
        else if (end >= 0 || Rune.IsPunctuation(runes[^1]))
        {
            reasons.Add(HashtagNote.EndsEarly("Bluesky", end >= 0 ? runes[end] : runes[^1]));
        }

        var (graphemes, bytes) = (new StringInfo(body).LengthInTextElements, Encoding.UTF8.GetByteCount(body));
        if (graphemes > MostGraphemesOnBluesky || bytes > MostBytesOnBluesky)
        {
            reasons.Add(TooLongForBluesky(graphemes, bytes));
        }

        return new(reasons, []);
    }

    private static int UnitsOnX(Rune rune) =>
        rune.Value is <= 0x10FF or (>= 0x2000 and <= 0x200D) or (>= 0x2010 and <= 0x201F) or (>= 0x2032 and <= 0x2037) ? 1 : 2;

    private static HashtagNote KeptApart(IReadOnlyList<string> spellings)
    {
        var (all, toutes) = (string.Join(" and ", spellings.Select(spelling => "#" + spelling)), string.Join(" et ", spellings.Select(spelling => "#" + spelling)));
        return new(
            "kept-apart",
            new(
                $"This network keeps {all} apart. Relais asks for each; people there may find only what is spelled as they search.",
                $"Ce réseau distingue {toutes}. Relais demande chacun\u00a0; on n'y trouve parfois que ce qui s'écrit comme on le cherche."));
    }

    private static HashtagNote TooLongForX(int units) => new(
        "too-long",
        new(
            $"With its # it takes {units} of the {MostUnitsOnX} characters of a post on X, as X counts them.",
            $"Avec son #, il prend {units} des {MostUnitsOnX} caractères d'une publication sur X, comptés comme X le fait."));

    private static HashtagNote TooLongForBluesky(int graphemes, int bytes) => new(
        "too-long",
        new(
            $"Bluesky takes {MostGraphemesOnBluesky} characters and {MostBytesOnBluesky} bytes at most; it has {graphemes} and {bytes}.",
            $"Bluesky admet au plus {MostGraphemesOnBluesky} caractères et {MostBytesOnBluesky} octets\u00a0; il en a {graphemes} et {bytes}."));
}
