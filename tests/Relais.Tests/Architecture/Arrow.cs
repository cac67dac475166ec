using System.Text.RegularExpressions;

namespace Relais.Tests.Architecture;

/// <summary>One room that names another, and the place where it does.</summary>
/// <param name="Place">File and line: `functions/Alerts/Alert.cs:4`.</param>
internal sealed partial record Arrow(string From, string To, string Place)
{
    // The folder whose names every file has without saying so, by the one global using that there is.
    private static readonly string[] Everywhere = ["Hosting", "Worker"];

    /// <summary>Every arrow between the rooms of these files, told by `using` lines, by whole names, by names without their first part, and by what is named everywhere.</summary>
    public static IReadOnlyList<Arrow> Of(IReadOnlyList<SourceFile> files)
    {
        var reachable = files.GroupBy(file => file.Room).ToDictionary(
            room => room.Key,
            room => room.SelectMany(file => file.Types.Concat(file.Folders.Skip(1))).ToHashSet(StringComparer.Ordinal),
            StringComparer.Ordinal);
        var everywhere = files.Where(file => file.Folders.SequenceEqual(Everywhere))
            .SelectMany(file => file.Types)
            .SelectMany(type => new[] { type, type.EndsWith("Attribute", StringComparison.Ordinal) ? type[..^"Attribute".Length] : type })
            .ToHashSet(StringComparer.Ordinal);
        return [.. files.SelectMany(file => Named(file, reachable, everywhere)
            .Where(named => named.Room != file.Room)
            .Select(named => new Arrow(file.Room, named.Room, $"{file.Path}:{CSharpText.LineOf(file.Code, named.At)}")))];
    }

    private static IEnumerable<(string Room, int At)> Named(SourceFile file, Dictionary<string, HashSet<string>> reachable, HashSet<string> everywhere)
    {
        foreach (Match match in WholeName().Matches(file.Code))
        {
            yield return (match.Groups["room"].Value, match.Index);
        }

        foreach (Match match in DottedName().Matches(file.Code))
        {
            var (room, name) = (match.Groups["room"].Value, match.Groups["name"].Value);
            if (reachable.TryGetValue(room, out var types) && types.Contains(name))
            {
                yield return (room, match.Index);
            }
        }

        foreach (Match match in Attribute().Matches(file.Code).Concat(TypedParameter().Matches(file.Code)))
        {
            if (everywhere.Contains(match.Groups["name"].Value))
            {
                yield return (Everywhere[0], match.Index);
            }
        }
    }

    // Relais.Storage.Tables, but not the file's own `namespace Relais.Alerts;`.
    [GeneratedRegex(@"(?<!namespace\s+)\bRelais\.(?<room>[A-Z]\w*)")]
    private static partial Regex WholeName();

    // Campaigns.Campaign: inside the namespace Relais.Alerts this finds the other room without any using.
    [GeneratedRegex(@"(?<![\w.])(?<room>[A-Z]\w*)\.(?<name>[A-Z]\w*)")]
    private static partial Regex DottedName();

    [GeneratedRegex(@"\[(?<name>[A-Z]\w*)\(")]
    private static partial Regex Attribute();

    [GeneratedRegex(@"(?<=[(,\s\]])(?<name>[A-Z]\w*)\s+[a-z]\w*\s*[,)]")]
    private static partial Regex TypedParameter();
}
