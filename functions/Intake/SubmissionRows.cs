using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Relais.Secrets;
using Relais.Storage.Tables;

namespace Relais.Intake;

/// <summary>The rows of one inlet: a thing each, what is private of it closed, and one with all that they count.</summary>
internal sealed class SubmissionRows(Seal seal)
{
    public const string SumsKey = "sums";

    // 128 bits: no two things of one inlet by chance.
    private const int KeyHexChars = 32;

    public static string DeedKey(string key) => "deed~" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)))[..KeyHexChars];

    public TableEntity Encode(string inletId, Deed deed)
    {
        var (last, key) = (deed.Last, DeedKey(deed.Last.Key));
        var row = new TableEntity(inletId, key)
        {
            ["Kind"] = last.Kind.ToString(),
            ["At"] = last.At,
            ["Standing"] = last.Standing.ToString(),
            ["Test"] = last.IsTest,
            ["Minor"] = last.Money?.Minor,
            ["Currency"] = last.Money?.Currency,
            ["Refunded"] = deed.Refunded,
            ["Content"] = deed.Seal,
        };
        row["Amounts"] = last.Amounts.Count == 0 ? null : JsonSerializer.Serialize(last.Amounts, IntakeRowsJson.Default.IReadOnlyDictionaryStringInt64);
        row["Private"] = seal.Close(JsonSerializer.Serialize(new PrivateFields(last.Key, last.Contact, last.Title, last.Text, last.Url), IntakeRowsJson.Default.PrivateFields), PlaceOf(inletId, key));
        return row;
    }

    /// <param name="key">The name that its provider has for it.</param>
    public Deed Decode(TableEntity row, string key)
    {
        var fields = Open(row);
        var last = new Submission(Enum.Parse<SubmissionKind>(row.GetString("Kind")!), key, row.GetDateTimeOffset("At")!.Value)
        {
            Standing = Enum.Parse<SubmissionStanding>(row.GetString("Standing")!),
            IsTest = row.GetBoolean("Test")!.Value,
            Money = row.GetInt64("Minor") is { } minor ? new Money(minor, row.GetString("Currency")!) : null,
            Amounts = row.GetString("Amounts") is { } amounts ? JsonSerializer.Deserialize(amounts, IntakeRowsJson.Default.IReadOnlyDictionaryStringInt64)! : new Dictionary<string, long>(),
            Contact = fields.Contact,
            Title = fields.Title,
            Text = fields.Text,
            Url = fields.Url,
        };
        return new Deed(last, row.GetInt64("Refunded")!.Value, row.GetString("Content")!);
    }

    // What the lost key closed is lost; what was counted is not, and the next call about the thing goes on from it.
    private PrivateFields Open(TableEntity row)
    {
        try
        {
            return JsonSerializer.Deserialize(seal.Open(row.GetString("Private")!, PlaceOf(row.PartitionKey, row.RowKey)), IntakeRowsJson.Default.PrivateFields)!;
        }
        catch (CryptographicException)
        {
            return new PrivateFields("", null, null, null, null);
        }
    }

    public static TableEntity Encode(string inletId, Sums sums) => new(inletId, SumsKey)
    {
        ["Counts"] = JsonSerializer.Serialize(sums.Counts, IntakeRowsJson.Default.IReadOnlyDictionaryStringInt64),
    };

    public static Sums DecodeSums(TableEntity row) => new(JsonSerializer.Deserialize(row.GetString("Counts")!, IntakeRowsJson.Default.IReadOnlyDictionaryStringInt64)!);

    private static string PlaceOf(string inletId, string key) => $"submission/{inletId}/{key}";
}

/// <summary>What of a thing is private, and the name that its provider has for it.</summary>
internal sealed record PrivateFields(string Key, Contact? Contact, string? Title, string? Text, string? Url);

[JsonSerializable(typeof(PrivateFields))]
[JsonSerializable(typeof(IReadOnlyDictionary<string, long>))]
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
internal sealed partial class IntakeRowsJson : JsonSerializerContext;
