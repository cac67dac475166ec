using System.Text.RegularExpressions;

namespace Relais.Tests.Architecture;

/// <summary>One file of the product: where it lies, what it says, and which types it declares.</summary>
internal sealed partial record SourceFile
{
    public const string Root = "Program";

    /// <param name="path">From the repository's root, with slashes: `functions/Alerts/Alert.cs`.</param>
    public SourceFile(string path, string text)
    {
        Path = path;
        WithoutComments = CSharpText.WithoutComments(text);
        Code = CSharpText.CodeAlone(text);
        Types = [.. TypeDeclaration().Matches(Code).Select(match => match.Groups["name"].Value).Distinct()];
    }

    public string Path { get; }

    public string WithoutComments { get; }

    public string Code { get; }

    public IReadOnlyList<string> Types { get; }

    /// <summary>The folders between `functions` and the file.</summary>
    public IReadOnlyList<string> Folders => Path.Split('/')[1..^1];

    /// <summary>The first of them; `Program` for what lies in none.</summary>
    public string Room => Folders.Count == 0 ? Root : Folders[0];

    /// <summary>Every file of the product.</summary>
    public static IReadOnlyList<SourceFile> All { get; } = [.. Read()];

    private static IEnumerable<SourceFile> Read()
    {
        var functions = System.IO.Path.Combine(Repository.Root, "functions");
        return Directory.EnumerateFiles(functions, "*.cs", SearchOption.AllDirectories)
            .Select(path => (Whole: path, Short: System.IO.Path.GetRelativePath(Repository.Root, path).Replace('\\', '/')))
            .Where(file => !file.Short.StartsWith("functions/bin/", StringComparison.Ordinal) && !file.Short.StartsWith("functions/obj/", StringComparison.Ordinal))
            .OrderBy(file => file.Short, StringComparer.Ordinal)
            .Select(file => new SourceFile(file.Short, File.ReadAllText(file.Whole)));
    }

    [GeneratedRegex(@"\b(?:class|struct|interface|enum|record(?:\s+(?:class|struct))?|delegate\s+[\w<>.?\[\]]+)\s+(?<name>[A-Z]\w*)")]
    private static partial Regex TypeDeclaration();
}
