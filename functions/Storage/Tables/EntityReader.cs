using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Relais.Storage.Tables;

/// <summary>Turns the JSON of one row, or of one page of rows, into entities.</summary>
internal sealed class EntityReader
{
    // Longer texts are not expected to be those of the row before.
    private const int MaxRepeatedBytes = 64;

    // Rows of one page have mostly the same properties in the same order: a name is decoded once and then found again by its place.
    private readonly List<Column> columns = [];
    private readonly Dictionary<string, EdmType> annotated = new(StringComparer.Ordinal);
    private int expected;
    private int capacity = 8;

    public static TableEntity Read(ReadOnlyMemory<byte> json)
    {
        var reader = new Utf8JsonReader(json.Span);
        reader.Read();
        return new EntityReader().ReadEntity(ref reader);
    }

    public static List<TableEntity> ReadPage(ReadOnlyMemory<byte> json)
    {
        var page = new List<TableEntity>();
        var rows = new EntityReader();
        var reader = new Utf8JsonReader(json.Span);
        reader.Read();
        var found = false;
        while (reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
        {
            var isValue = reader.ValueTextEquals("value"u8);
            reader.Read();
            if (!isValue || reader.TokenType is not JsonTokenType.StartArray)
            {
                reader.Skip();
                continue;
            }

            found = true;
            while (reader.Read() && reader.TokenType is JsonTokenType.StartObject)
            {
                page.Add(rows.ReadEntity(ref reader));
            }
        }

        // Anything else with status 200 is not the table service: an empty page would be a lie.
        return found ? page : throw new JsonException("The answer to a table query holds no rows, not even none.");
    }

    private TableEntity ReadEntity(ref Utf8JsonReader reader)
    {
        var entity = new TableEntity(capacity);
        annotated.Clear();
        expected = 0;
        while (reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
        {
            if (!reader.ValueIsEscaped && reader.ValueSpan.EndsWith("@odata.type"u8))
            {
                var owner = ColumnOf(reader.ValueSpan[..^"@odata.type".Length]).Name;
                reader.Read();
                Annotate(entity, owner, TypeOf(ref reader));
            }
            else if (reader.ValueSpan.StartsWith("odata."u8) || reader.ValueSpan.Contains((byte)'@'))
            {
                var isETag = reader.ValueTextEquals("odata.etag"u8);
                reader.Read();
                if (isETag && reader.TokenType is JsonTokenType.String)
                {
                    entity.SetRead(TableEntity.ETagKey, reader.GetString());
                }

                reader.Skip();
            }
            else
            {
                var column = reader.ValueIsEscaped ? new Column([], reader.GetString()!) : ColumnOf(reader.ValueSpan);
                reader.Read();
                if (reader.TokenType is not JsonTokenType.Null)
                {
                    entity.SetRead(column.Name, Value(ref reader, AnnotatedType(column.Name), column));
                }
            }
        }

        capacity = entity.Count;
        return entity;
    }

    // Timestamp comes without an annotation.
    private EdmType AnnotatedType(string name) =>
        annotated.Count > 0 && annotated.Remove(name, out var told) ? told
        : name == nameof(TableEntity.Timestamp) ? EdmType.DateTime
        : EdmType.None;

    private void Annotate(TableEntity entity, string owner, EdmType type)
    {
        // The annotation comes first in practice; the protocol does not promise it.
        if (entity.TryGetValue(owner, out var early))
        {
            entity.SetRead(owner, early switch
            {
                string text => FromText(text, type),
                int number when type is EdmType.Double => (double)number,
                int number when type is EdmType.Int64 => (long)number,
                _ => early,
            });
        }
        else
        {
            annotated[owner] = type;
        }
    }

    private Column ColumnOf(ReadOnlySpan<byte> utf8)
    {
        for (var tried = 0; tried < columns.Count; tried++)
        {
            var place = (expected + tried) % columns.Count;
            if (utf8.SequenceEqual(columns[place].Utf8))
            {
                expected = place;
                return columns[place];
            }
        }

        var column = new Column(utf8.ToArray(), Encoding.UTF8.GetString(utf8));
        columns.Add(column);
        expected = columns.Count - 1;
        return column;
    }

    private static EdmType TypeOf(ref Utf8JsonReader reader) =>
        reader.ValueTextEquals("Edm.Int64"u8) ? EdmType.Int64
        : reader.ValueTextEquals("Edm.Double"u8) ? EdmType.Double
        : reader.ValueTextEquals("Edm.DateTime"u8) ? EdmType.DateTime
        : reader.ValueTextEquals("Edm.Guid"u8) ? EdmType.Guid
        : reader.ValueTextEquals("Edm.Binary"u8) ? EdmType.Binary
        : EdmType.Other;

    private static object? Value(ref Utf8JsonReader reader, EdmType type, Column column)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.True:
                return true;
            case JsonTokenType.False:
                return false;
            case JsonTokenType.Number:
                return Number(ref reader, type);
            case JsonTokenType.String:
                return type switch
                {
                    EdmType.None or EdmType.Other => Text(ref reader, column),
                    EdmType.Binary => reader.TryGetBytesFromBase64(out var bytes) ? bytes : reader.GetString(),
                    EdmType.Guid => reader.TryGetGuid(out var guid) ? guid : reader.GetString(),
                    EdmType.DateTime when reader.TryGetDateTimeOffset(out var instant) => instant.ToUniversalTime(),
                    _ => FromText(reader.GetString()!, type),
                };
            default:
                reader.Skip();
                return null;
        }
    }

    // A partition key, a channel, a language: mostly that of the row before, and then the same text.
    private static string Text(ref Utf8JsonReader reader, Column column)
    {
        if (reader.ValueSpan.Length > MaxRepeatedBytes)
        {
            return reader.GetString()!;
        }

        return column.Text = column.Text is { } before && reader.ValueTextEquals(before) ? before : reader.GetString()!;
    }

    private static object Number(ref Utf8JsonReader reader, EdmType type)
    {
        if (type is EdmType.Int64 && reader.TryGetInt64(out var wide))
        {
            return wide;
        }

        // 2 is a whole number; 2.0 and 2e0 are not, nor is what no 32 bits hold.
        return type is not EdmType.Double && !reader.ValueSpan.ContainsAny(".eE"u8) && reader.TryGetInt32(out var whole)
            ? whole
            : (object)reader.GetDouble();
    }

    private static object FromText(string text, EdmType type)
    {
        const DateTimeStyles Utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
        var culture = CultureInfo.InvariantCulture;
        return type switch
        {
            EdmType.Int64 when long.TryParse(text, NumberStyles.AllowLeadingSign, culture, out var number) => number,
            EdmType.Double when text == "Infinity" => double.PositiveInfinity,
            EdmType.Double when text == "-Infinity" => double.NegativeInfinity,
            EdmType.Double when double.TryParse(text, NumberStyles.Float, culture, out var number) => number,
            EdmType.DateTime when DateTimeOffset.TryParse(text, culture, Utc, out var instant) => instant,
            EdmType.Guid when Guid.TryParse(text, out var guid) => guid,
            EdmType.Binary => Convert.FromBase64String(text),
            _ => text,
        };
    }

    private sealed class Column(byte[] utf8, string name)
    {
        public byte[] Utf8 => utf8;

        public string Name => name;

        /// <summary>The last short text that stood here.</summary>
        public string? Text { get; set; }
    }
}
