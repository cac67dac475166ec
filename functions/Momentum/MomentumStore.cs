using System.Text.Json;
using System.Text.Json.Serialization;
using Azure;
using Relais.Storage.Tables;

namespace Relais.Momentum;

/// <summary>Keeps how each campaign's momentum stands: one row a campaign, of the same size after a year as on the first day.</summary>
public sealed class MomentumStore([FromKeyedServices(MomentumStore.TableName)] TableClient table)
{
    public const string TableName = "momentum";

    public async Task<Standing> ReadAsync(string campaignId, CancellationToken cancellationToken)
    {
        var row = await table.GetEntityIfExistsAsync<TableEntity>(campaignId, Key, cancellationToken: cancellationToken);
        if (!row.HasValue)
        {
            return Standing.None;
        }

        var document = JsonSerializer.Deserialize(row.Value!.GetString("Document")!, MomentumRowJson.Default.Standing)!;
        return document with { ETag = row.Value.ETag };
    }

    /// <summary>False when somebody else has written since this standing was read.</summary>
    public async Task<bool> WriteAsync(string campaignId, Standing standing, CancellationToken cancellationToken)
    {
        var row = new TableEntity(campaignId, Key) { ["Document"] = JsonSerializer.Serialize(standing, MomentumRowJson.Default.Standing) };
        try
        {
            await (standing.ETag is { } guard
                ? table.UpdateEntityAsync(row, guard, TableUpdateMode.Replace, cancellationToken)
                : table.AddEntityAsync(row, cancellationToken));
            return true;
        }
        catch (RequestFailedException raced) when (raced.Status is 409 or 412)
        {
            return false;
        }
    }

    private const string Key = "standing";
}

/// <summary>The detector's state, its last reading, and up to where it has judged.</summary>
/// <param name="JudgedUntil">The end of the last bin that the detector has seen; null before the first.</param>
public sealed record Standing(DateTimeOffset? JudgedUntil, MomentumState State, MomentumReading? Reading)
{
    public static readonly Standing None = new(null, MomentumState.Empty, null);

    /// <summary>What each question that the campaign asks, or has asked, has brought it.</summary>
    public IReadOnlyDictionary<string, Tally> Tallies { get; init; } = new Dictionary<string, Tally>();

    [JsonIgnore]
    public ETag? ETag { get; init; }
}

[JsonSerializable(typeof(Standing))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
internal sealed partial class MomentumRowJson : JsonSerializerContext;
