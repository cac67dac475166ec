using System.Text.Json.Serialization;

namespace Relais.Operations.Backups;

/// <summary>What a backup is made of: gzip of lines, each of them JSON. A head, each table's name before its rows, an end with their numbers and a checksum of all that stands before it.</summary>
/// <remarks>A row is spelled as the table service itself takes it (`odata=minimalmetadata`), so that each value keeps its type.</remarks>
internal static class BackupForm
{
    /// <summary>Goes up when an older version of Relais would misread what a newer one writes.</summary>
    public const int Format = 1;

    public const string Kind = "relais backup";

    // A row is 1 MiB at most, two bytes a character (Table Storage data model); JSON spells a character with six bytes at most: 3 MiB. The rest is for names.
    public const int MaxLineBytes = 4 * 1024 * 1024;

    public static ReadOnlySpan<byte> RowBegins => "{\"PartitionKey\":"u8;

    public static ReadOnlySpan<byte> TableBegins => "{\"table\":"u8;

    public static ReadOnlySpan<byte> EndBegins => "{\"rows\":"u8;
}

/// <summary>The first line.</summary>
/// <param name="Kind">What tells a backup from any other file.</param>
/// <param name="App">The version of Relais that wrote it.</param>
/// <param name="At">When it was begun.</param>
/// <param name="Keys">Names of the keys under which its closed texts may be, the newest first; never the keys. Empty where whoever made it had none at hand.</param>
internal sealed record BackupHead(string Kind, int Format, string App, DateTimeOffset At, IReadOnlyList<string> Keys);

/// <summary>The line before a table's rows.</summary>
/// <param name="Table">Its name without a prefix.</param>
internal sealed record BackupTable(string Table);

/// <summary>The last line.</summary>
/// <param name="Rows">How many each table has.</param>
/// <param name="Sha256">Of all lines before it, their ends among them.</param>
internal sealed record BackupEnd(IReadOnlyDictionary<string, long> Rows, string Sha256);

[JsonSerializable(typeof(BackupHead))]
[JsonSerializable(typeof(BackupTable))]
[JsonSerializable(typeof(BackupEnd))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
internal sealed partial class BackupJson : JsonSerializerContext;
