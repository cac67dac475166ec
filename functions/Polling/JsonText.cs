using System.Text.Json;

namespace Relais.Polling;

/// <summary>Texts within JSON of any shape, read without a word where there is none.</summary>
internal static class JsonText
{
    /// <summary>The text under a name; null when there is none.</summary>
    public static string? Find(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var found) ? Of(found) : null;

    /// <summary>The text that this is; null when it is none.</summary>
    public static string? Of(JsonElement element)
    {
        try
        {
            return element.ValueKind == JsonValueKind.String ? element.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            return null; // half a surrogate pair, written as an escape
        }
    }
}
