using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Relais.Secrets;
using Relais.Storage.Tables;

namespace Relais.Intake;

/// <summary>The rows of one inlet: a thing each, what is private of it closed, and one with all that they count.</summary>
internal sealed class SubmissionRows(Seal seal, KeyedHash hash)
{
    public const string SumsKey = "sums";
    private const string DeedPrefix = "deed~";
    private const string DuePrefix = "due~";
    private const string Purpose = "submission";

    // 128 bits: no two things of one inlet by chance.
    private const int KeyHexChars = 32;

    /// <summary>By which name a thing is found without its provider's: whoever has the table but not the keys cannot try out names.</summary>
    public static string DeedKey(Inlet inlet, string key) => DeedPrefix + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(inlet.Salt), Encoding.UTF8.GetBytes(key)))[..KeyHexChars];

    public static string DeedKeyOf(string id) => DeedPrefix + id;

    /// <summary>The row that says that something is to be done for a thing: kept together with it, taken away once it is done.</summary>
    public static string DueKey(string deedKey) => DuePrefix + deedKey[DeedPrefix.Length..];

    public static string IdOf(string deedKey) => deedKey[DeedPrefix.Length..];

    public static string DeedKeyOfDue(string dueKey) => DeedPrefix + dueKey[DuePrefix.Length..];

    public static string AllDeeds { get; } = TableClient.CreateQueryFilter($"RowKey ge {DeedPrefix} and RowKey lt {DeedPrefix + "~"}");

    public static string DeedsAfter(string inletId, string after) => TableClient.CreateQueryFilter($"PartitionKey eq {inletId} and RowKey gt {DeedPrefix + after} and RowKey lt {DeedPrefix + "~"}");

    public static string DuesOf(string inletId) => TableClient.CreateQueryFilter($"PartitionKey eq {inletId} and RowKey ge {DuePrefix} and RowKey lt {DuePrefix + "~"}");

    public TableEntity Encode(string inletId, string key, Deed deed)
    {
        var state = deed.State.What;
        return new TableEntity(inletId, key)
        {
            ["Kind"] = state.Kind.ToString(),
            ["Standing"] = state.Standing.ToString(),
            ["Test"] = state.IsTest,
            ["At"] = deed.State.At,
            ["Minor"] = deed.Money?.What.Minor,
            ["Currency"] = deed.Money?.What.Currency,
            ["MoneyAt"] = deed.Money?.At,
            ["Refunded"] = deed.Refunded?.What.Minor,
            ["RefundedAt"] = deed.Refunded?.At,
            ["Amounts"] = deed.Amounts is { } amounts ? JsonSerializer.Serialize(amounts.What.ByUnit, IntakeRowsJson.Default.IReadOnlyDictionaryStringInt64) : null,
            ["AmountsAt"] = deed.Amounts?.At,
            ["Private"] = seal.Close(JsonSerializer.Serialize(new PrivateFields(deed.Key, deed.Email, deed.Words), IntakeRowsJson.Default.PrivateFields), PlaceOf(inletId, key)),
            ["SpokenAt"] = deed.SpokenAt,
            ["Who"] = deed.Email is { What.Address: var email } ? hash.Of(Purpose, NameOf(email)) : null,
            ["Erased"] = deed.IsErased,
            ["Struck"] = deed.IsStruck,
        };
    }

    /// <summary>By which names whoever has this address is found.</summary>
    public IReadOnlyList<string> NamesOf(string email) => hash.AllOf(Purpose, NameOf(email));

    public bool IsCurrent(TableEntity row) => seal.IsCurrent(row.GetString("Private")!);

    /// <summary>The same thing, with nothing of who did it and what was said; null where nothing is.</summary>
    public TableEntity? WithoutWords(TableEntity row) => row.GetBoolean("Erased") == true ? null : Encode(row.PartitionKey, row.RowKey, Decode(row).Erase());

    /// <summary>The same thing, closed with the newest key; null where it is, or where nobody can open it.</summary>
    public TableEntity? ClosedAnew(TableEntity row) => IsCurrent(row) || Open(row) is null ? null : Encode(row.PartitionKey, row.RowKey, Decode(row));

    // However it is typed.
    private static string NameOf(string email) => email.Trim().ToLowerInvariant();

    public Deed Decode(TableEntity row)
    {
        // What a lost key closed is lost; what was counted is not, and the next call about the thing goes on from it.
        var words = Open(row) ?? new PrivateFields("", null, null);
        return new Deed(
            words.Key,
            new(new DeedState(Enum.Parse<SubmissionKind>(row.GetString("Kind")!), Enum.Parse<SubmissionStanding>(row.GetString("Standing")!), row.GetBoolean("Test")!.Value), row.GetDateTimeOffset("At")!.Value),
            row.GetDateTimeOffset("MoneyAt") is { } moneyAt ? new(new Money(row.GetInt64("Minor")!.Value, row.GetString("Currency")!), moneyAt) : null,
            row.GetDateTimeOffset("AmountsAt") is { } amountsAt ? new(new DeedAmounts(JsonSerializer.Deserialize(row.GetString("Amounts")!, IntakeRowsJson.Default.IReadOnlyDictionaryStringInt64)!), amountsAt) : null,
            row.GetDateTimeOffset("RefundedAt") is { } refundedAt ? new(new DeedRefund(row.GetInt64("Refunded")!.Value), refundedAt) : null,
            words.Email,
            words.Words)
        {
            IsErased = row.GetBoolean("Erased") == true,
            IsStruck = row.GetBoolean("Struck") == true,
        };
    }

    private PrivateFields? Open(TableEntity row)
    {
        try
        {
            return JsonSerializer.Deserialize(seal.Open(row.GetString("Private")!, PlaceOf(row.PartitionKey, row.RowKey)), IntakeRowsJson.Default.PrivateFields)!;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    public static TableEntity Encode(string inletId, Sums sums) => Encode(inletId, SumsKey, sums);

    public static TableEntity Encode(string partition, string key, Sums sums)
    {
        var row = new TableEntity(partition, key);
        LongText.Put(row, "Counts", JsonSerializer.Serialize(sums.Counts, IntakeRowsJson.Default.IReadOnlyDictionaryStringInt64));
        return row;
    }

    public static Sums DecodeSums(TableEntity row) => new(JsonSerializer.Deserialize(LongText.Get(row, "Counts")!, IntakeRowsJson.Default.IReadOnlyDictionaryStringInt64)!);

    private static string PlaceOf(string inletId, string key) => $"submission/{inletId}/{key}";
}

/// <summary>What of a thing is private, and the name that its provider has for it.</summary>
internal sealed record PrivateFields(string Key, Said<DeedEmail>? Email, Said<DeedWords>? Words);

[JsonSerializable(typeof(PrivateFields))]
[JsonSerializable(typeof(IReadOnlyDictionary<string, long>))]
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
internal sealed partial class IntakeRowsJson : JsonSerializerContext;
