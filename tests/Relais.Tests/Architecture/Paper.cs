using System.Text.RegularExpressions;

namespace Relais.Tests.Architecture;

/// <summary>One page of the house papers: its tables, its links, its headings.</summary>
/// <param name="Path">From the repository's root, with slashes.</param>
internal sealed partial record Paper(string Path, string Text)
{
    /// <summary>Every page that people read: those in the root, in docs and in .github.</summary>
    public static IReadOnlyList<Paper> All { get; } = [.. Find()];

    public static Paper Read(string path) => new(path, File.ReadAllText(System.IO.Path.Combine(Repository.Root, path)));

    /// <summary>The rows of every table whose first columns have these headings, their cells trimmed.</summary>
    public IReadOnlyList<string[]> Table(params string[] headings)
    {
        var rows = new List<string[]>();
        var inside = false;
        foreach (var line in Text.Split('\n'))
        {
            var cells = line.StartsWith('|') ? line.Trim().Trim('|').Split('|', StringSplitOptions.TrimEntries) : [];
            if (cells.Length < headings.Length)
            {
                inside = false;
            }
            else if (!inside)
            {
                inside = cells.Take(headings.Length).SequenceEqual(headings, StringComparer.Ordinal);
            }
            else if (!cells[0].All(character => character is '-' or ':'))
            {
                rows.Add(cells);
            }
        }

        return rows.Count > 0 ? rows : throw new InvalidOperationException($"{Path} has no table that begins with the columns {string.Join(" and ", headings)}.");
    }

    /// <summary>What its links point to, but for addresses on the network.</summary>
    public IEnumerable<string> Links() => Link().Matches(Prose())
        .Select(match => match.Groups["target"].Value)
        .Where(target => !target.Contains("://", StringComparison.Ordinal) && !target.StartsWith("mailto:", StringComparison.Ordinal));

    /// <summary>Its headings as links name them.</summary>
    public IEnumerable<string> Anchors() => Heading().Matches(Prose())
        .Select(match => NotInAnchors().Replace(match.Groups["text"].Value.Trim().ToLowerInvariant(), "").Replace(' ', '-'));

    private string Prose() => Fence().Replace(Text, "");

    private static IEnumerable<Paper> Find()
    {
        var root = Repository.Root;
        var inside = new[] { "docs", ".github" }.Select(folder => System.IO.Path.Combine(root, folder)).Where(Directory.Exists)
            .SelectMany(folder => Directory.EnumerateFiles(folder, "*.md", SearchOption.AllDirectories));
        return Directory.EnumerateFiles(root, "*.md").Concat(inside)
            .Select(path => System.IO.Path.GetRelativePath(root, path).Replace('\\', '/'))
            .Order(StringComparer.Ordinal)
            .Select(Read);
    }

    [GeneratedRegex(@"\]\((?<target>[^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"^#{1,6} (?<text>.+)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"[^\w\- ]")]
    private static partial Regex NotInAnchors();

    [GeneratedRegex(@"^```.*?^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fence();
}
