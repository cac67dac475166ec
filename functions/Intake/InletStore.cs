using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using Azure;
using Relais.Secrets;
using Relais.Storage.Tables;

namespace Relais.Intake;

/// <summary>Keeps a campaign's inlets, what their sites sign with closed; those in use are remembered for some seconds, so that a call costs no reading.</summary>
public sealed partial class InletStore([FromKeyedServices(InletStore.TableName)] TableClient table, Seal seal, KeyRing ring, TimeProvider time)
{
    public const string TableName = "inlets";

    // How long another instance may still take calls as an inlet was before it was changed.
    private static readonly TimeSpan Remembered = TimeSpan.FromSeconds(5);

    // Somebody who tries out addresses must not fill the memory: what is not there is never remembered.
    private readonly ConcurrentDictionary<(string Campaign, string Id), (Inlet Inlet, DateTimeOffset Until)> known = [];

    public async Task PutAsync(Inlet inlet, CancellationToken cancellationToken)
    {
        await table.UpsertEntityAsync(Encode(inlet), TableUpdateMode.Replace, cancellationToken);
        known.TryRemove((inlet.CampaignId, inlet.Id), out _);
    }

    /// <summary>Takes an inlet away, and with it what its site signs with; that it was there is remembered, so that what was counted still is.</summary>
    public Task<Inlet?> CloseAsync(string campaignId, string id, CancellationToken cancellationToken) => ChangeAsync(
        campaignId, id, inlet => inlet with { Secrets = [], Bearer = null, Salt = "", Map = new Dictionary<string, string>(), ClosedAt = time.GetUtcNow() }, cancellationToken);

    /// <summary>Changes an inlet as it stands, again if somebody else changed it meanwhile; null when there is none, or it was taken away.</summary>
    public async Task<Inlet?> ChangeAsync(string campaignId, string id, Func<Inlet, Inlet> change, CancellationToken cancellationToken)
    {
        while (Form().IsMatch(id) && await table.GetEntityIfExistsAsync<TableEntity>(campaignId, id, cancellationToken: cancellationToken) is { HasValue: true } row && Decode(row.Value!) is { ClosedAt: null } inlet)
        {
            try
            {
                var changed = change(inlet);
                await table.UpdateEntityAsync(Encode(changed), row.Value!.ETag, TableUpdateMode.Replace, cancellationToken);
                known.TryRemove((campaignId, id), out _);
                return changed;
            }
            catch (RequestFailedException raced) when (raced.Status == 412)
            {
                // Read what stands now and change that.
            }
        }

        return null;
    }

    /// <summary>The one of this address, as it was some seconds ago at the earliest; null when there is none.</summary>
    public async Task<Inlet?> RecallAsync(string campaignId, string id, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (known.TryGetValue((campaignId, id), out var remembered) && remembered.Until > now)
        {
            return remembered.Inlet;
        }

        if (await FindAsync(campaignId, id, cancellationToken) is not { } inlet)
        {
            known.TryRemove((campaignId, id), out _);
            return null;
        }

        known[(campaignId, id)] = (inlet, now + Remembered);
        return inlet;
    }

    /// <summary>The one of this address, which may come from anywhere; null when there is none.</summary>
    /// <param name="alsoClosed">Also where nothing is taken any more.</param>
    public async Task<Inlet?> FindAsync(string campaignId, string id, CancellationToken cancellationToken, bool alsoClosed = false)
    {
        var row = Form().IsMatch(id) ? await table.GetEntityIfExistsAsync<TableEntity>(campaignId, id, cancellationToken: cancellationToken) : null;
        return row is { HasValue: true } && Decode(row.Value!) is var inlet && (alsoClosed || inlet.ClosedAt is null) ? inlet : null;
    }

    /// <summary>The campaign's inlets, oldest first.</summary>
    public async Task<IReadOnlyList<Inlet>> ListAsync(string campaignId, CancellationToken cancellationToken) =>
        [.. (await ListAllAsync(campaignId, cancellationToken)).Where(one => one.ClosedAt is null)];

    /// <summary>As <see cref="ListAsync"/>, with those that were taken away.</summary>
    public async Task<IReadOnlyList<Inlet>> ListAllAsync(string campaignId, CancellationToken cancellationToken)
    {
        var inlets = new List<Inlet>();
        await foreach (var row in table.QueryAsync<TableEntity>(TableClient.CreateQueryFilter($"PartitionKey eq {campaignId}"), cancellationToken: cancellationToken))
        {
            inlets.Add(Decode(row));
        }

        return [.. inlets.OrderBy(one => one.Since).ThenBy(one => one.Id, StringComparer.Ordinal)];
    }

    /// <summary>Closes anew with the newest key what an older one closed.</summary>
    public async Task TurnAsync(CancellationToken cancellationToken)
    {
        if (ring.Count == 1)
        {
            return;
        }

        await foreach (var row in table.QueryAsync<TableEntity>(cancellationToken: cancellationToken))
        {
            if (seal.IsCurrent(row.GetString("Keys")!) || Decode(row) is not { IsUnreadable: false } inlet)
            {
                continue;
            }

            try
            {
                await table.UpdateEntityAsync(Encode(inlet), row.ETag, TableUpdateMode.Replace, cancellationToken);
            }
            catch (RequestFailedException raced) when (raced.Status == 412)
            {
                // Whoever changed it meanwhile has closed it with the newest key.
            }
        }
    }

    private TableEntity Encode(Inlet inlet) => new(inlet.CampaignId, inlet.Id)
    {
        ["Provider"] = inlet.Provider,
        ["Name"] = inlet.Name,
        ["Kind"] = inlet.Kind.ToString(),
        ["Map"] = JsonSerializer.Serialize(inlet.Map, InletRowsJson.Default.IReadOnlyDictionaryStringString),
        ["Keys"] = seal.Close(JsonSerializer.Serialize(new InletKeys(inlet.Secrets, inlet.Bearer, inlet.Salt), InletRowsJson.Default.InletKeys), PlaceOf(inlet.CampaignId, inlet.Id)),
        ["Since"] = inlet.Since,
        ["Asks"] = inlet.Asks,
        ["Closed"] = inlet.ClosedAt,
        ["Signature"] = inlet.Signature,
        ["Topic"] = inlet.Topic,
        ["Redirect"] = inlet.Redirect,
    };

    private Inlet Decode(TableEntity row)
    {
        var inlet = new Inlet(row.RowKey, row.PartitionKey, row.GetString("Provider")!, row.GetString("Name")!, row.GetDateTimeOffset("Since")!.Value)
        {
            Kind = Enum.Parse<SubmissionKind>(row.GetString("Kind")!),
            Asks = row.GetBoolean("Asks") ?? true,
            ClosedAt = row.GetDateTimeOffset("Closed"),
            Map = JsonSerializer.Deserialize(row.GetString("Map")!, InletRowsJson.Default.IReadOnlyDictionaryStringString)!,
            Signature = row.GetString("Signature"),
            Topic = row.GetString("Topic"),
            Redirect = row.GetString("Redirect"),
        };
        try
        {
            var keys = JsonSerializer.Deserialize(seal.Open(row.GetString("Keys")!, PlaceOf(inlet.CampaignId, inlet.Id)), InletRowsJson.Default.InletKeys)!;
            return inlet with { Secrets = keys.Secrets, Bearer = keys.Bearer, Salt = keys.Salt };
        }
        catch (CryptographicException)
        {
            // Without what its site signs with nothing can be known for the site's own.
            return inlet with { IsUnreadable = true };
        }
    }

    private static string PlaceOf(string campaignId, string id) => $"inlet/{campaignId}/{id}";

    [GeneratedRegex(@"\A[0-9a-f]{32}\z")]
    private static partial Regex Form();
}

/// <summary>What of an inlet is secret.</summary>
internal sealed record InletKeys(IReadOnlyList<InletSecret> Secrets, string? Bearer, string Salt);

[JsonSerializable(typeof(InletKeys))]
[JsonSerializable(typeof(IReadOnlyDictionary<string, string>))]
internal sealed partial class InletRowsJson : JsonSerializerContext;
