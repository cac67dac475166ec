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
        var (key, state) = (DeedKey(deed.Key), deed.State.What);
        return new TableEntity(inletId, key)
        {
            ["Kind"] = state.Kind.ToString(),
            ["Standing"] = state.Standing.ToString(),
            ["Test"] = state.IsTest,
            ["At"] = deed.State.At,
            ["Minor"] = deed.Money?.What.Minor,
            ["Currency"] = deed.Money?.What.Currency,
            ["MoneyAt"] = deed.Money?.At,
            ["Refunded"] = deed.Refunded,
            ["Amounts"] = deed.Amounts is { } amounts ? JsonSerializer.Serialize(amounts.What.ByUnit, IntakeRowsJson.Default.IReadOnlyDictionaryStringInt64) : null,
            ["AmountsAt"] = deed.Amounts?.At,
            ["Private"] = seal.Close(JsonSerializer.Serialize(new PrivateFields(deed.Key, deed.Words?.What), IntakeRowsJson.Default.PrivateFields), PlaceOf(inletId, key)),
            ["WordsAt"] = deed.Words?.At,
        };
    }

    /// <param name="key">The name that its provider has for it.</param>
    public Deed Decode(TableEntity row, string key) => new(
        key,
        new(new DeedState(Enum.Parse<SubmissionKind>(row.GetString("Kind")!), Enum.Parse<SubmissionStanding>(row.GetString("Standing")!), row.GetBoolean("Test")!.Value), row.GetDateTimeOffset("At")!.Value),
        row.GetDateTimeOffset("MoneyAt") is { } moneyAt ? new(new Money(row.GetInt64("Minor")!.Value, row.GetString("Currency")!), moneyAt) : null,
        row.GetDateTimeOffset("AmountsAt") is { } amountsAt ? new(new DeedAmounts(JsonSerializer.Deserialize(row.GetString("Amounts")!, IntakeRowsJson.Default.IReadOnlyDictionaryStringInt64)!), amountsAt) : null,
        row.GetDateTimeOffset("WordsAt") is { } wordsAt && Open(row).Words is { } words ? new(words, wordsAt) : null,
        row.GetInt64("Refunded")!.Value);

    // What the lost key closed is lost; what was counted is not, and the next call about the thing goes on from it.
    private PrivateFields Open(TableEntity row)
    {
        try
        {
            return JsonSerializer.Deserialize(seal.Open(row.GetString("Private")!, PlaceOf(row.PartitionKey, row.RowKey)), IntakeRowsJson.Default.PrivateFields)!;
        }
        catch (CryptographicException)
        {
            return new PrivateFields("", null);
        }
    }

    public static TableEntity Encode(string inletId, Sums sums) => Encode(inletId, SumsKey, sums);

    public static TableEntity Encode(string partition, string key, Sums sums) => new(partition, key)
    {
        ["Counts"] = JsonSerializer.Serialize(sums.Counts, IntakeRowsJson.Default.IReadOnlyDictionaryStringInt64),
    };

    public static Sums DecodeSums(TableEntity row) => new(JsonSerializer.Deserialize(row.GetString("Counts")!, IntakeRowsJson.Default.IReadOnlyDictionaryStringInt64)!);

    private static string PlaceOf(string inletId, string key) => $"submission/{inletId}/{key}";
}

/// <summary>What of a thing is private, and the name that its provider has for it.</summary>
internal sealed record PrivateFields(string Key, DeedWords? Words);

[JsonSerializable(typeof(PrivateFields))]
[JsonSerializable(typeof(IReadOnlyDictionary<string, long>))]
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
internal sealed partial class IntakeRowsJson : JsonSerializerContext;
