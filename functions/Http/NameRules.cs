namespace Relais.Http;

/// <summary>Which names can name something at all: those of the paths of the API, and of what a body or a query refers to.</summary>
public static class NameRules
{
    private const int MaxCharacters = 256;

    /// <summary>Null when there could be something of this name, else why not.</summary>
    public static string? Reject(string name) =>
        name.Length is 0 or > MaxCharacters || name.Any(character => IsForbidden(character) || character == '/') ? "can be the name of nothing." : null;

    /// <summary>Whether a path holds a part that can be the name of nothing.</summary>
    internal static bool NamesNothing(string path) => path.Any(IsForbidden) || path.Split('/').Any(name => name.Length > MaxCharacters);

    // What no name of ours holds, and no key of a table may: storage would refuse to look for it, and that is no failure.
    private static bool IsForbidden(char character) => character is '#' or '?' or '\\' || char.IsControl(character);
}
