namespace Relais.Operations.Checks;

/// <summary>Settings in our sections that nobody reads, with the name that was probably meant. Pure, but for reading the names.</summary>
internal static class SettingsNames
{
    // Two letters swapped, two missing, one too many: more apart, another word was meant.
    private const int MostEdits = 3;

    // A name comes from whoever set it: as much as a line bears.
    private const int LongestNameChars = 80;

    private static readonly HashSet<string> Known = SettingsKnown.Names.Concat(SettingsKnown.OfTheHost).ToHashSet(StringComparer.OrdinalIgnoreCase);

    private static readonly HashSet<string> Sections = SettingsKnown.Names.Select(SectionOf).ToHashSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>A finding for each setting that is set and that nobody reads; values are not looked at.</summary>
    public static IEnumerable<Finding> Misspelt(IConfiguration configuration) => Misspelt(configuration.AsEnumerable().Where(setting => setting.Value is not null).Select(setting => setting.Key));

    public static IEnumerable<Finding> Misspelt(IEnumerable<string> names) =>
        from name in names.Select(name => name.Replace("__", ":", StringComparison.Ordinal)).Distinct(StringComparer.OrdinalIgnoreCase).Order(StringComparer.Ordinal)
        where IsOurs(name) && !Known.Contains(name)
        select Finding.Warning(
            "setting-unknown",
            "settings",
            $"Nobody reads the setting {Shown(name)}{(Nearest(name) is { } meant ? $"; {meant} is the nearest that somebody does" : "")}.",
            "Spell it as docs/configuration.md does, or take it away.");

    /// <summary>The known name that is the fewest letters away; null where none is near.</summary>
    public static string? Nearest(string name)
    {
        var (best, edits) = SettingsKnown.Names.Select(known => (known, Edits(known.ToUpperInvariant(), name.ToUpperInvariant()))).MinBy(one => one.Item2);
        return edits <= MostEdits ? best : null;
    }

    // A section that is misspelt itself looks like somebody else's, unless the whole name is near to one of ours.
    private static bool IsOurs(string name) => name.Contains(':', StringComparison.Ordinal) && (Sections.Contains(SectionOf(name)) || Nearest(name) is not null);

    private static string SectionOf(string name) => name.Split(':')[0];

    private static string Shown(string name) => name.Length <= LongestNameChars ? name : name[..(LongestNameChars - 1)] + "…";

    // Levenshtein: letters put in, taken out or changed.
    private static int Edits(string one, string other)
    {
        var row = Enumerable.Range(0, other.Length + 1).ToArray();
        for (var i = 1; i <= one.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= other.Length; j++)
            {
                var here = Math.Min(Math.Min(row[j], row[j - 1]) + 1, diagonal + (one[i - 1] == other[j - 1] ? 0 : 1));
                diagonal = row[j];
                row[j] = here;
            }
        }

        return row[^1];
    }
}
