using System.Globalization;
using System.Text.Json;
using System.Text.Unicode;

namespace Relais.Intake.Bodies;

/// <summary>JSON that a stranger sent, or a place in it. Where there is nothing, or something else than what is asked for, it answers null; it never throws.</summary>
internal readonly struct JsonBody
{
    private const int MostDepth = 32; // as Http's RequestJson has it; System.Text.Json alone would allow 64
    private const int LongestTextChars = 64 * 1024;

    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = MostDepth, AllowDuplicateProperties = false };

    private readonly JsonElement element;

    private JsonBody(JsonElement element) => this.element = element;

    /// <summary>A text, or a number or a yes or no as it is spelled; null for all else, and for what is too long.</summary>
    public string? Text => element.ValueKind switch
    {
        JsonValueKind.String => Unescaped(element),
        JsonValueKind.Number when element.GetRawText() is { Length: <= LongestTextChars } number => number,
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        _ => null,
    };

    /// <summary>As <see cref="Text"/>, and the texts of a list behind each other.</summary>
    public string? Words => element.ValueKind != JsonValueKind.Array
        ? Text
        : string.Join(", ", Items.Select(item => item.Text).OfType<string>()) is { Length: > 0 and <= LongestTextChars } words ? words : null;

    /// <summary>A whole number, without a point and without an exponent, also where it is sent as a text.</summary>
    public long? Whole =>
        Text is { } text && long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) ? whole : null;

    public bool? Flag => element.ValueKind switch { JsonValueKind.True => true, JsonValueKind.False => false, _ => null };

    public bool IsObject => element.ValueKind == JsonValueKind.Object;

    public bool IsArray => element.ValueKind == JsonValueKind.Array;

    /// <summary>Those of a list; none where this is no list.</summary>
    public IEnumerable<JsonBody> Items => IsArray ? element.EnumerateArray().Select(item => new JsonBody(item)) : [];

    /// <summary>What an object holds, in its order; none where this is no object.</summary>
    public IEnumerable<(string Name, JsonBody Value)> Members =>
        IsObject ? element.EnumerateObject().Select(member => (member.Name, new JsonBody(member.Value))) : [];

    public JsonBody this[string name] => IsObject && element.TryGetProperty(name, out var found) ? new JsonBody(found) : default;

    /// <summary>Null where it is no JSON as RFC 8259 has it, holds a name twice or is nested too deep.</summary>
    public static JsonBody? Read(ReadOnlyMemory<byte> bytes)
    {
        var json = bytes.Span.StartsWith("\uFEFF"u8) ? bytes[3..] : bytes; // some programs begin every file with this mark
        if (!Utf8.IsValid(json.Span))
        {
            return null;
        }

        try
        {
            using var document = JsonDocument.Parse(json, Strict);
            TryNames(json.Span);
            return new JsonBody(document.RootElement.Clone());
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            return null; // it was cut, is no JSON, or has a name of half pairs
        }
    }

    /// <summary>The texts at a place as maps name it: a JSON pointer, or the name of a member.</summary>
    public string? Find(string place) => (place.StartsWith('/') ? At(place) : this[place]).Words;

    /// <summary>The place that a JSON pointer (RFC 6901) leads to.</summary>
    public JsonBody At(string pointer)
    {
        var at = this;
        foreach (var token in pointer.Split('/').Skip(1))
        {
            at = at.Step(token.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal));
        }

        return pointer.Length == 0 || pointer[0] == '/' ? at : default;
    }

    private JsonBody Step(string token)
    {
        if (!IsArray)
        {
            return this[token];
        }

        var isIndex = int.TryParse(token, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && (token.Length == 1 || token[0] != '0');
        return isIndex && index < element.GetArrayLength() ? new JsonBody(element[index]) : default;
    }

    // A name that cannot be unescaped would throw wherever it is compared; one that can is compared without.
    private static void TryNames(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = MostDepth });
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.PropertyName && reader.ValueIsEscaped)
            {
                reader.GetString();
            }
        }
    }

    private static string? Unescaped(JsonElement element)
    {
        try
        {
            return element.GetString() is { Length: <= LongestTextChars } text ? text : null;
        }
        catch (InvalidOperationException)
        {
            return null; // a text that was cut in the middle of a character must not cost the whole call
        }
    }
}
