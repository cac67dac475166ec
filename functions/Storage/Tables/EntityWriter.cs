using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Relais.Storage.Tables;

/// <summary>Turns one row into the JSON that the table service takes, and refuses what it would refuse.</summary>
internal static class EntityWriter
{
    // One row goes in ASCII, \u escapes for the rest: the emulator decodes its body piece by piece and breaks a letter that two pieces share.
    private static readonly JsonWriterOptions Ascii = new() { Encoder = JavaScriptEncoder.Default, SkipValidation = true };

    // A transaction's rows go in UTF-8 (but for emoji): together they may be 4 MiB, and its body is decoded as a whole.
    private static readonly JsonWriterOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    public static ReadOnlyMemory<byte> Write(ITableEntity entity)
    {
        var body = new ArrayBufferWriter<byte>(512);
        using var json = new Utf8JsonWriter(body, Ascii);
        Write(json, entity);
        json.Flush();
        return body.WrittenMemory;
    }

    /// <summary>Writes the rows of one transaction, one after another.</summary>
    public static Utf8JsonWriter Parts(IBufferWriter<byte> output) => new(output, Compact);

    public static void WritePart(Utf8JsonWriter json, ITableEntity entity)
    {
        json.Reset();
        Write(json, entity);
        json.Flush();
    }

    private static void Write(Utf8JsonWriter json, ITableEntity entity)
    {
        var row = entity as TableEntity ?? EntityShape.Of(entity.GetType()).ToTableEntity(entity);
        EntityLimits.CheckKey(nameof(ITableEntity.PartitionKey), row.PartitionKey);
        EntityLimits.CheckKey(nameof(ITableEntity.RowKey), row.RowKey);
        var limits = new EntityLimits(row.PartitionKey, row.RowKey);
        json.WriteStartObject();
        json.WriteString("PartitionKey"u8, row.PartitionKey);
        json.WriteString("RowKey"u8, row.RowKey);
        foreach (var (name, value) in row.Properties)
        {
            if (value is not null && !IsSystem(name))
            {
                limits.Count(name, value);
                WriteProperty(json, name, value);
            }
        }

        json.WriteEndObject();
    }

    // The key is written first, the rest is the table's to set.
    private static bool IsSystem(string name) =>
        name is nameof(ITableEntity.PartitionKey) or nameof(ITableEntity.RowKey) or nameof(ITableEntity.Timestamp) or TableEntity.ETagKey;

    private static void WriteProperty(Utf8JsonWriter json, string name, object value)
    {
        switch (value)
        {
            case string text:
                json.WriteString(name, text);
                break;
            case bool truth:
                json.WriteBoolean(name, truth);
                break;
            case int number:
                json.WriteNumber(name, number);
                break;
            case long number:
                WriteType(json, name, "Edm.Int64"u8);
                json.WritePropertyName(name);
                WriteQuoted(json, number);
                break;
            case double number:
                WriteType(json, name, "Edm.Double"u8);
                WriteDouble(json, name, number);
                break;
            case DateTimeOffset instant:
                WriteType(json, name, "Edm.DateTime"u8);
                json.WriteString(name, instant.UtcDateTime);
                break;
            case DateTime instant:
                WriteType(json, name, "Edm.DateTime"u8);
                json.WriteString(name, instant);
                break;
            case Guid guid:
                WriteType(json, name, "Edm.Guid"u8);
                json.WriteString(name, guid);
                break;
            case byte[] bytes:
                WriteType(json, name, "Edm.Binary"u8);
                json.WriteBase64String(name, bytes);
                break;
            case BinaryData bytes:
                WriteType(json, name, "Edm.Binary"u8);
                json.WriteBase64String(name, bytes.ToMemory().Span);
                break;
            default:
                throw new ArgumentException($"The property {name} is a {value.GetType().Name}, which no table holds.", nameof(value));
        }
    }

    private static void WriteType(Utf8JsonWriter json, string name, ReadOnlySpan<byte> type)
    {
        const string Suffix = "@odata.type";
        Span<char> annotation = stackalloc char[name.Length + Suffix.Length];
        name.CopyTo(annotation);
        Suffix.CopyTo(annotation[name.Length..]);
        json.WriteString(annotation, type);
    }

    private static void WriteQuoted(Utf8JsonWriter json, long number)
    {
        Span<byte> digits = stackalloc byte[20];
        number.TryFormat(digits, out var written, provider: System.Globalization.CultureInfo.InvariantCulture);
        json.WriteStringValue(digits[..written]);
    }

    private static void WriteDouble(Utf8JsonWriter json, string name, double number)
    {
        if (double.IsFinite(number))
        {
            json.WriteNumber(name, number);
        }
        else
        {
            json.WriteString(name, double.IsNaN(number) ? "NaN"u8 : number > 0 ? "Infinity"u8 : "-Infinity"u8);
        }
    }
}
