using System.Text.Json;
using Relais.Notifications;
using Relais.Storage.Tables;

namespace Relais.Alerts;

/// <summary>Keeps alerts: one row each and one for each that fires, in the campaign's partition, so that raising and resolving are one transaction.</summary>
public sealed class AlertStore([FromKeyedServices(AlertStore.TableName)] TableClient table)
{
    public const string TableName = "alerts";

    /// <summary>Begins an alert; false when one with the same labels fires already, or when this very alert has been raised before.</summary>
    public async Task<bool> RaiseAsync(Alert alert, CancellationToken cancellationToken)
    {
        while (await FindRowAsync(alert.CampaignId, FiringKey(alert.Fingerprint), cancellationToken) is null
            && await FindRowAsync(alert.CampaignId, AlertKey(alert.Id), cancellationToken) is null)
        {
            var totals = await FindRowAsync(alert.CampaignId, TotalsKey, cancellationToken);
            var counted = new TableEntity(alert.CampaignId, TotalsKey) { ["Alerts"] = (totals?.GetInt32("Alerts") ?? 0) + 1 };
            var raised = await SubmitAsync(
                [
                    new(TableTransactionActionType.Add, Encode(alert)),
                    new(TableTransactionActionType.Add, new TableEntity(alert.CampaignId, FiringKey(alert.Fingerprint)) { ["AlertId"] = alert.Id }),
                    totals is null ? new(TableTransactionActionType.Add, counted) : new(TableTransactionActionType.UpdateMerge, counted, totals.ETag),
                ],
                cancellationToken);
            if (raised)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Ends what fires with this fingerprint; null when nothing does.</summary>
    public async Task<Alert?> ResolveAsync(string campaignId, string fingerprint, DateTimeOffset endsAt, Observation atEnd, CancellationToken cancellationToken)
    {
        while (await FindRowAsync(campaignId, FiringKey(fingerprint), cancellationToken) is { } firing)
        {
            var row = (await FindRowAsync(campaignId, AlertKey(firing.GetString("AlertId")!), cancellationToken))!;
            var resolved = Decode(row) with { EndsAt = endsAt, AtEnd = atEnd };
            var done = await SubmitAsync(
                [
                    new(TableTransactionActionType.UpdateReplace, Encode(resolved), row.ETag),
                    new(TableTransactionActionType.Delete, new TableEntity(campaignId, firing.RowKey), firing.ETag),
                ],
                cancellationToken);
            if (done)
            {
                return resolved;
            }
        }

        return null;
    }

    public async Task<Alert?> FindAsync(string campaignId, string alertId, CancellationToken cancellationToken) =>
        await FindRowAsync(campaignId, AlertKey(alertId), cancellationToken) is { } row ? Decode(row) : null;

    /// <summary>The alert that fires with this fingerprint, or null.</summary>
    public async Task<Alert?> FindFiringAsync(string campaignId, string fingerprint, CancellationToken cancellationToken) =>
        await FindRowAsync(campaignId, FiringKey(fingerprint), cancellationToken) is { } firing
            ? await FindAsync(campaignId, firing.GetString("AlertId")!, cancellationToken)
            : null;

    /// <summary>A campaign's alerts, newest first.</summary>
    public async Task<IReadOnlyList<Alert>> ListAsync(string campaignId, string after, int most, CancellationToken cancellationToken)
    {
        var alerts = new List<Alert>();
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {campaignId} and RowKey gt {AlertKey(after)} and RowKey lt {"alert~~"}");
        await foreach (var row in table.QueryAsync<TableEntity>(filter, maxPerPage: most, cancellationToken: cancellationToken))
        {
            alerts.Add(Decode(row));
            if (alerts.Count == most)
            {
                break;
            }
        }

        return alerts;
    }

    /// <summary>How many alerts a campaign has had and how many fire now, and what became of all deliveries that have ended with their version.</summary>
    public async Task<AlertTotals> TotalsAsync(string campaignId, CancellationToken cancellationToken)
    {
        // What fires and the totals stand side by side: one request reads both.
        var (firing, totals) = (0, (TableEntity?)null);
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {campaignId} and RowKey ge {FiringKey("")} and RowKey le {TotalsKey}");
        await foreach (var row in table.QueryAsync<TableEntity>(filter, cancellationToken: cancellationToken))
        {
            (firing, totals) = row.RowKey == TotalsKey ? (firing, row) : (firing + 1, totals);
        }

        return new AlertTotals(totals?.GetInt32("Alerts") ?? 0, firing, totals?.GetString("Closed") is { } closed ? ReadCounts(closed) : DeliveryCounts.None);
    }

    /// <summary>Writes down what became of a version whose deliveries have all ended; a second time changes nothing.</summary>
    public async Task<bool> CloseAsync(string campaignId, string alertId, int version, DeliveryCounts counts, CancellationToken cancellationToken)
    {
        var row = (await FindRowAsync(campaignId, AlertKey(alertId), cancellationToken))!;
        var alert = Decode(row);
        if (alert.ClosedAs(version) is not null)
        {
            return true;
        }

        var closed = version == Alert.FiringVersion ? alert with { ClosedFiring = counts } : alert with { ClosedResolved = counts };
        var totals = (await FindRowAsync(campaignId, TotalsKey, cancellationToken))!;
        var sum = (totals.GetString("Closed") is { } earlier ? ReadCounts(earlier) : DeliveryCounts.None) + counts;
        return await SubmitAsync(
            [
                new(TableTransactionActionType.UpdateReplace, Encode(closed), row.ETag),
                new(
                    TableTransactionActionType.UpdateMerge,
                    new TableEntity(campaignId, TotalsKey) { ["Closed"] = JsonSerializer.Serialize(sum, AlertRowJson.Default.DeliveryCounts) },
                    totals.ETag),
            ],
            cancellationToken);
    }

    // False when somebody else did it, or did something else to the same rows, meanwhile: the caller looks at what stands then.
    private async Task<bool> SubmitAsync(TableTransactionAction[] actions, CancellationToken cancellationToken)
    {
        try
        {
            await table.SubmitTransactionAsync(actions, cancellationToken);
            return true;
        }
        catch (TableTransactionFailedException raced) when (raced.Status is 409 or 412 || raced is { Status: 404, ErrorCode: "ResourceNotFound" })
        {
            return false;
        }
    }

    private async Task<TableEntity?> FindRowAsync(string partition, string key, CancellationToken cancellationToken)
    {
        var row = await table.GetEntityIfExistsAsync<TableEntity>(partition, key, cancellationToken: cancellationToken);
        return row.HasValue ? row.Value : null;
    }

    private const string TotalsKey = "totals";

    private static string AlertKey(string alertId) => "alert~" + alertId;

    private static string FiringKey(string fingerprint) => "firing~" + fingerprint;

    private static DeliveryCounts ReadCounts(string json) => JsonSerializer.Deserialize(json, AlertRowJson.Default.DeliveryCounts)!;

    private static TableEntity Encode(Alert alert) => new(alert.CampaignId, AlertKey(alert.Id))
    {
        ["Document"] = JsonSerializer.Serialize(alert, AlertRowJson.Default.Alert),
    };

    private static Alert Decode(TableEntity row) => JsonSerializer.Deserialize(row.GetString("Document")!, AlertRowJson.Default.Alert)!;
}

/// <summary>A campaign's alerts so far, those that fire, and the deliveries of those versions whose deliveries have all ended.</summary>
public sealed record AlertTotals(int Alerts, int Firing, DeliveryCounts Closed);
