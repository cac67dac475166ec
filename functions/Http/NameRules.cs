using System.Text.RegularExpressions;

namespace Relais.Http;

/// <summary>Which names can name something at all: those of the paths of the API, and of what a body or a query refers to.</summary>
public static partial class NameRules
{
    private const int MaxCharacters = 256;

    /// <summary>Null when there could be something of this name, else why not.</summary>
    public static string? Reject(string name) =>
        name.Length is 0 or > MaxCharacters || name.Any(character => IsForbidden(character) || character == '/') ? "can be the name of nothing." : null;

    /// <summary>Null when it can name a topic, a cell or an area, else why not.</summary>
    public static string? RejectSlug(string name) => Slug().IsMatch(name) ? null : "must be 1 to 40 lower-case letters, digits and dashes, and begin and end with a letter or digit.";

    /// <summary>Whether a path holds a part that can be the name of nothing.</summary>
    internal static bool NamesNothing(string path) => path.Any(IsForbidden) || path.Split('/').Any(name => name.Length > MaxCharacters);

    // What no name of ours holds, and no key of a table may: storage would refuse to look for it, and that is no failure.
    private static bool IsForbidden(char character) => character is '#' or '?' or '\\' || char.IsControl(character);

    [GeneratedRegex(@"\A[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?\z")]
    private static partial Regex Slug();
}
