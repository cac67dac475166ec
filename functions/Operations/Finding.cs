using System.Globalization;
using System.Text.Json.Serialization;

namespace Relais.Operations;

/// <summary>One thing that whoever runs the installation should know: the fact in a sentence, and what to do about it in another.</summary>
/// <param name="Id">Stays the same from version to version: docs/operations.md has a row for each.</param>
/// <param name="About">One word: `settings`, `storage`, `mail`.</param>
/// <param name="Says">Never holds an address of somebody, a secret, or words that a person wrote.</param>
public sealed record Finding(string Id, FindingLevel Level, string About, string Says, string Do)
{
    // Of things of one kind so many are named; how many there are is said of all.
    private const int MostNamed = 5;

    /// <summary>Where more is told of it, from the repository's root.</summary>
    public string Link { get; } = "docs/operations.md#doctor";

    public static Finding Error(string id, string about, string says, string whatToDo) => new(id, FindingLevel.Error, about, says, whatToDo);

    public static Finding Warning(string id, string about, string says, string whatToDo) => new(id, FindingLevel.Warning, about, says, whatToDo);

    public static Finding Note(string id, string about, string says, string whatToDo) => new(id, FindingLevel.Note, about, says, whatToDo);

    /// <summary>`1 message`, `2 messages`.</summary>
    /// <param name="things">Of several, where that is more than an s behind it.</param>
    public static string Count(long number, string thing, string? things = null) => string.Create(CultureInfo.InvariantCulture, $"{number:#,0} {(number == 1 ? thing : things ?? thing + "s")}");

    /// <summary>An instant as sentences name it.</summary>
    public static string Time(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);

    /// <summary>The first few of several names, and how many there are besides.</summary>
    public static string Names(IReadOnlyCollection<string> names) =>
        string.Join(", ", names.Take(MostNamed)) + (names.Count > MostNamed ? $" and {names.Count - MostNamed} more" : "");
}

/// <summary>How much a finding matters.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<FindingLevel>))]
public enum FindingLevel
{
    /// <summary>Something does not work.</summary>
    [JsonStringEnumMemberName("error")]
    Error,

    /// <summary>Something does not work for some, or soon will not.</summary>
    [JsonStringEnumMemberName("warning")]
    Warning,

    /// <summary>Something is so on purpose, or nearly right.</summary>
    [JsonStringEnumMemberName("note")]
    Note,
}
