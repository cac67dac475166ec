using System.Text.Json;
using System.Text.RegularExpressions;

namespace Relais.Tests.Infra;

/// <summary>Reads Bicep by its grammar, in Node: the compiler cannot be had here.</summary>
internal static partial class Bicep
{
    private static readonly Lazy<Task<IReadOnlyDictionary<string, BicepFile>>> Whole = new(() => ReadAsync(Path.Combine(Repository.Root, "infra")));

    /// <summary>Every file of infra/, by its path below it.</summary>
    public static Task<IReadOnlyDictionary<string, BicepFile>> AllAsync() => Whole.Value;

    public static string TextOf(string path) => File.ReadAllText(Path.Combine(Repository.Root, "infra", path));

    /// <summary>The same for texts that lie nowhere.</summary>
    public static async Task<IReadOnlyDictionary<string, BicepFile>> ParseAsync(IReadOnlyDictionary<string, string> texts)
    {
        var folder = Directory.CreateTempSubdirectory("bicep");
        try
        {
            foreach (var (path, text) in texts)
            {
                var file = Path.Combine(folder.FullName, path);
                Directory.CreateDirectory(Path.GetDirectoryName(file)!);
                await File.WriteAllTextAsync(file, text);
            }

            return await ReadAsync(folder.FullName);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>Every name that an expression below this value uses.</summary>
    public static IEnumerable<string> Names(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object when value.TryGetProperty("expression", out var expression) => Name().Matches(expression.GetString()!).Select(match => match.Value),
        JsonValueKind.Object => value.EnumerateObject().SelectMany(property => Names(property.Value)),
        JsonValueKind.Array => value.EnumerateArray().SelectMany(Names),
        _ => [],
    };

    private static async Task<IReadOnlyDictionary<string, BicepFile>> ReadAsync(string folder)
    {
        Skip.IfNot(Directory.Exists(Path.Combine(Repository.Root, "node_modules", "tree-sitter-bicep")), "The package tree-sitter-bicep is not installed: run npm ci.");
        var read = await NodeScript.RunAsync("Infra/bicep.mjs", "web-tree-sitter", folder);
        return read.Deserialize<Dictionary<string, BicepFile>>(JsonSerializerOptions.Web)!;
    }

    [GeneratedRegex(@"(?<![.\w'])[A-Za-z_]\w*")]
    private static partial Regex Name();
}
