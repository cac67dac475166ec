using Azure;
using Relais.Notifications;
using Relais.Storage.Tables;

namespace Relais.Alerts;

/// <summary>Keeps alerts: one row each, and beside them what decides over them, in the campaign's partition, so that each decision is one transaction.</summary>
public sealed class AlertStore([FromKeyedServices(AlertStore.TableName)] TableClient table)
{
    public const string TableName = "alerts";

    /// <summary>What decides over a campaign's alerts now.</summary>
    public async Task<AlertBoard> ReadBoardAsync(string campaignId, CancellationToken cancellationToken)
    {
        var board = new AlertBoard(campaignId);
        await foreach (var row in table.QueryAsync<TableEntity>(AlertRows.BoardOf(campaignId), cancellationToken: cancellationToken))
        {
            AlertRows.Read(row, board);
        }

        return board;
    }

    public async Task<Alert?> FindAsync(string campaignId, string alertId, CancellationToken cancellationToken) =>
        (await ReadAsync(campaignId, alertId, cancellationToken))?.Alert;

    /// <summary>Alerts that must be there, in the order of their ids as given.</summary>
    public async Task<IReadOnlyList<Alert>> FindAllAsync(string campaignId, IEnumerable<string> alertIds, CancellationToken cancellationToken)
    {
        var alerts = new List<Alert>();
        foreach (var id in alertIds)
        {
            alerts.Add(await FindAsync(campaignId, id, cancellationToken) ?? throw new InvalidOperationException($"{id} is named by another alert and is none."));
        }

        return alerts;
    }

    /// <summary>The event that was raised with this mark, or null.</summary>
    public async Task<Alert?> FindEventAsync(string campaignId, string once, CancellationToken cancellationToken)
    {
        var row = await table.GetEntityIfExistsAsync<TableEntity>(campaignId, AlertRows.EventKey(once), cancellationToken: cancellationToken);
        return row.HasValue ? await FindAsync(campaignId, row.Value!.GetString("AlertId")!, cancellationToken) : null;
    }

    /// <summary>A campaign's alerts, newest first.</summary>
    public async Task<IReadOnlyList<Alert>> ListAsync(string campaignId, string after, int most, CancellationToken cancellationToken)
    {
        var alerts = new List<Alert>();
        await foreach (var row in table.QueryAsync<TableEntity>(AlertRows.AlertsAfter(campaignId, after), maxPerPage: most, cancellationToken: cancellationToken))
        {
            alerts.Add(AlertRows.DecodeAlert(row));
            if (alerts.Count == most)
            {
                break;
            }
        }

        return alerts;
    }

    /// <summary>How many alerts a campaign has had and how many fire now, and what became of all deliveries that have ended with their version.</summary>
    public async Task<AlertTotals> TotalsAsync(string campaignId, CancellationToken cancellationToken) =>
        (await ReadBoardAsync(campaignId, cancellationToken)).Totals;

    /// <summary>Writes a decision down; false when something that it rests on has changed since the board was read.</summary>
    public Task<bool> CommitAsync(AlertBoard board, AlertChange change, CancellationToken cancellationToken)
    {
        var actions = new List<TableTransactionAction>();
        foreach (var (alert, etag) in change.Alerts)
        {
            actions.Add(etag is { } version
                ? new(TableTransactionActionType.UpdateReplace, AlertRows.Encode(alert), version)
                : new(TableTransactionActionType.Add, AlertRows.Encode(alert)));
        }

        if (change.Group is { } group)
        {
            var row = AlertRows.Encode(board.CampaignId, group);
            var stood = board.GroupRows.TryGetValue(group.Key, out var standing);
            actions.Add(!stood ? new(TableTransactionActionType.Add, row)
                : change.GroupEnds ? new(TableTransactionActionType.Delete, row, standing.ETag)
                : new(TableTransactionActionType.UpdateReplace, row, standing.ETag));
        }

        if (change.Began is { } began)
        {
            actions.Add(new(TableTransactionActionType.Add, began.Once is { } once
                ? new TableEntity(board.CampaignId, AlertRows.EventKey(once)) { ["AlertId"] = began.Id }
                : AlertRows.Encode(board.CampaignId, new FiringAlert(began.Id, began.Labels), began.Fingerprint)));
            var totals = new TableEntity(board.CampaignId, AlertRows.TotalsKey) { ["Alerts"] = board.Totals.Alerts + 1 };
            actions.Add(board.TotalsETag is { } counted ? new(TableTransactionActionType.UpdateMerge, totals, counted) : new(TableTransactionActionType.Add, totals));
        }

        if (change.Ended is { } fingerprint)
        {
            var key = new TableEntity(board.CampaignId, AlertRows.FiringKey(fingerprint));
            actions.Add(new(TableTransactionActionType.Delete, key, board.FiringRows[fingerprint].ETag));
        }

        return SubmitAsync(actions, cancellationToken);
    }

    /// <summary>An alert with the version of its row, to be changed by <see cref="CommitAsync"/>.</summary>
    public async Task<StoredAlert?> ReadAsync(string campaignId, string alertId, CancellationToken cancellationToken) =>
        await FindRowAsync(campaignId, AlertRows.AlertKey(alertId), cancellationToken) is { } row ? new StoredAlert(AlertRows.DecodeAlert(row), row.ETag) : null;

    /// <summary>Changes an alert as it stands, again if somebody else changed it meanwhile; null when there is none, or when the change answers null.</summary>
    public async Task<Alert?> ChangeAsync(string campaignId, string alertId, Func<Alert, Alert?> change, CancellationToken cancellationToken)
    {
        while (await ReadAsync(campaignId, alertId, cancellationToken) is { } stored)
        {
            if (change(stored.Alert) is not { } changed)
            {
                return null;
            }

            if (await SubmitAsync([new(TableTransactionActionType.UpdateReplace, AlertRows.Encode(changed), stored.ETag!.Value)], cancellationToken))
            {
                return changed;
            }
        }

        return null;
    }

    /// <summary>Writes down what became of a version whose deliveries have all ended, or, with null, that some are tried again; a second time changes nothing.</summary>
    public async Task<bool> CloseAsync(string campaignId, string alertId, int version, DeliveryCounts? counts, CancellationToken cancellationToken)
    {
        if (await ReadAsync(campaignId, alertId, cancellationToken) is not { } stored || stored.Alert.Told(version) is not { } telling)
        {
            return true;
        }

        if (telling.Deliveries == counts)
        {
            return true;
        }

        var totals = (await FindRowAsync(campaignId, AlertRows.TotalsKey, cancellationToken))!;
        var sum = AlertRows.ClosedOf(totals) + (counts ?? DeliveryCounts.None) - (telling.Deliveries ?? DeliveryCounts.None);
        return await SubmitAsync(
            [
                new(TableTransactionActionType.UpdateReplace, AlertRows.Encode(stored.Alert.With(telling with { Deliveries = counts })), stored.ETag!.Value),
                new(TableTransactionActionType.UpdateMerge, new TableEntity(campaignId, AlertRows.TotalsKey) { ["Closed"] = AlertRows.Encode(sum) }, totals.ETag),
            ],
            cancellationToken);
    }

    public Task PutAsync(string campaignId, RhythmWish wish, CancellationToken cancellationToken) =>
        table.UpsertEntityAsync(AlertRows.Encode(campaignId, wish), TableUpdateMode.Replace, cancellationToken);

    public Task PutAsync(string campaignId, Silence silence, CancellationToken cancellationToken) =>
        table.UpsertEntityAsync(AlertRows.Encode(campaignId, silence), TableUpdateMode.Replace, cancellationToken);

    public Task PutAsync(string campaignId, Inhibition inhibition, CancellationToken cancellationToken) =>
        table.UpsertEntityAsync(AlertRows.Encode(campaignId, inhibition), TableUpdateMode.Replace, cancellationToken);

    public Task RemoveSilenceAsync(string campaignId, string id, CancellationToken cancellationToken) =>
        table.DeleteEntityAsync(campaignId, AlertRows.SilencePrefix + id, cancellationToken: cancellationToken);

    public Task RemoveInhibitionAsync(string campaignId, string id, CancellationToken cancellationToken) =>
        table.DeleteEntityAsync(campaignId, AlertRows.InhibitionPrefix + id, cancellationToken: cancellationToken);

    // False when somebody else did it, or did something else to the same rows, meanwhile: the caller looks at what stands then.
    private async Task<bool> SubmitAsync(IReadOnlyList<TableTransactionAction> actions, CancellationToken cancellationToken)
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
}

/// <summary>An alert and the version of its row; without one it is new.</summary>
public sealed record StoredAlert(Alert Alert, ETag? ETag);

/// <summary>What one decision changes, all of it or nothing.</summary>
public sealed record AlertChange(IReadOnlyList<StoredAlert> Alerts)
{
    public AlertGroup? Group { get; init; }

    /// <summary>Nothing is left of the group that would have to be remembered.</summary>
    public bool GroupEnds { get; init; }

    /// <summary>The alert that begins with it.</summary>
    public Alert? Began { get; init; }

    /// <summary>The fingerprint of the condition that ends with it.</summary>
    public string? Ended { get; init; }
}
