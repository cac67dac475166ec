using System.Text.Json;
using System.Text.RegularExpressions;

namespace Relais.Http;

/// <summary>Says in words, and by field, why a JSON body was refused, without repeating what was sent in it.</summary>
internal static partial class JsonFault
{
    private const int MaxFieldCharacters = 100;

    private static readonly (string Fragment, string Detail)[] Expectations =
    [
        ("as a number", "must be a number."),
        ("out of bounds for an Int", "must be a whole number within bounds."),
        ("as a boolean", "must be true or false."),
        ("as a string", "must be a text."),
        ("UTF-16 JSON text", "must be valid Unicode."),
        ("transcode invalid UTF-8", "must be valid Unicode."),
        ("DateTimeOffset format", "must be a time such as 2026-01-31T18:00:00Z."),
        ("converted to System.Collections.Generic.Dictionary", "must be an object."),
        ("converted to System.Collections.Generic.IReadOnlyDictionary", "must be an object."),
        ("converted to System.Collections.Generic.", "must be a list."),
    ];

    public static IReadOnlyList<FieldError> Explain(JsonException fault)
    {
        var field = FieldOf(fault.Path);
        if (fault is RefusedJsonException refused)
        {
            return [new FieldError(Join(field, refused.Child), refused.Message)];
        }

        if (MissingProperties().Match(fault.Message) is { Success: true } missing)
        {
            return [.. missing.Groups["name"].Captures.Select(name => new FieldError(Join(field, name.Value), "is required."))];
        }

        return [Explain(field, fault)];
    }

    // The serializer tells its reasons apart by message only; a test holds each of these messages to its case.
    private static FieldError Explain(string field, JsonException fault)
    {
        var message = fault.Message;
        if (message.Contains("could not be mapped to any .NET member", StringComparison.Ordinal))
        {
            return new FieldError(field, "is not a known field.");
        }

        if (message.StartsWith("Duplicate propert", StringComparison.Ordinal))
        {
            return new FieldError(field, "must not be given twice.");
        }

        if (message.Contains("maximum configured depth", StringComparison.Ordinal))
        {
            return new FieldError("body", $"must not be nested deeper than {RequestJson.MaxDepth} levels.");
        }

        if (message.Contains("allow setting null", StringComparison.Ordinal) || message.Contains("allow null values", StringComparison.Ordinal))
        {
            return new FieldError(field, "must not be null.");
        }

        return fault.InnerException is JsonException
            ? new FieldError("body", $"is not valid JSON (line {fault.LineNumber + 1}, byte {fault.BytePositionInLine + 1}).")
            : new FieldError(field, Expected(fault.InnerException?.Message ?? message));
    }

    private static string Expected(string message)
    {
        var expectation = Array.Find(Expectations, expectation => message.Contains(expectation.Fragment, StringComparison.Ordinal));
        return expectation.Detail ?? "has the wrong type or form.";
    }

    // $.hashtags[1].tag → hashtags[1].tag; unknown names are the caller's own, so they are cut and made harmless.
    private static string FieldOf(string? path)
    {
        var field = (path ?? "$").TrimStart('$').TrimStart('.');
        return field.Length == 0 ? "body" : Cut(field);
    }

    private static string Join(string parent, string child) =>
        Cut(parent == "body" ? child : child.StartsWith('[') ? parent + child : $"{parent}.{child}");

    private static string Cut(string field)
    {
        var plain = string.Concat(field.Select(character => char.IsControl(character) ? '?' : character));
        return plain.Length <= MaxFieldCharacters ? plain : plain[..MaxFieldCharacters] + "…";
    }

    [GeneratedRegex("""missing required properties including: (?:'(?<name>[^']+)'(?:, |; )?)+""", RegexOptions.CultureInvariant)]
    private static partial Regex MissingProperties();
}
