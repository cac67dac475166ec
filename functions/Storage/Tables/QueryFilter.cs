using System.Globalization;

namespace Relais.Storage.Tables;

/// <summary>Values as literals of a table query.</summary>
// rest/api/storageservices/querying-tables-and-entities
internal static class QueryFilter
{
    public static string Format(FormattableString filter)
    {
        ArgumentNullException.ThrowIfNull(filter);
        return string.Format(CultureInfo.InvariantCulture, filter.Format, [.. filter.GetArguments().Select(Literal)]);
    }

    private static string Literal(object? value) => value switch
    {
        string text => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'",
        char letter => Literal(letter.ToString()),
        bool truth => truth ? "true" : "false",
        int number => number.ToString(CultureInfo.InvariantCulture),
        long number => number.ToString(CultureInfo.InvariantCulture) + "L",
        double number when double.IsFinite(number) => Double(number),
        Guid guid => $"guid'{guid:D}'",
        DateTimeOffset instant => $"datetime'{instant.UtcDateTime.ToString("o", CultureInfo.InvariantCulture)}'",
        DateTime { Kind: DateTimeKind.Utc } instant => $"datetime'{instant.ToString("o", CultureInfo.InvariantCulture)}'",
        byte[] bytes => $"X'{Convert.ToHexStringLower(bytes)}'",
        BinaryData bytes => $"X'{Convert.ToHexStringLower(bytes.ToMemory().Span)}'",
        null => throw new ArgumentException("A filter cannot compare with null: a property that is absent meets no comparison."),
        _ => throw new ArgumentException($"A filter cannot hold {value} of type {value.GetType().Name}."),
    };

    // Without a point or an exponent it would be a 32-bit whole number.
    private static string Double(double number)
    {
        var text = number.ToString("R", CultureInfo.InvariantCulture);
        return text.AsSpan().ContainsAny('.', 'E') ? text : text + ".0";
    }
}
