using System.Globalization;
using Azure;
using Relais.Storage.Tables;

namespace Relais.Alerts;

/// <summary>Keeps which versions of alerts still have something to be said: a row before there is a message, taken away when the last delivery has ended.</summary>
public sealed class OpenAlerts([FromKeyedServices(AlertStore.TableName)] TableClient table)
{
    /// <summary>Written before the alert itself, so that no crash leaves an alert that nobody is told of.</summary>
    public Task OpenAsync(FanOutDue due, DateTimeOffset now, CancellationToken cancellationToken) => table.UpsertEntityAsync(
        new TableEntity(Partition, Key(due)) { ["Campaign"] = due.CampaignId, ["AlertId"] = due.AlertId, ["Version"] = due.Version, ["Since"] = now },
        TableUpdateMode.Merge,
        cancellationToken);

    /// <summary>Null when this version has been said to the end, or was never opened.</summary>
    public async Task<OpenAlert?> FindAsync(FanOutDue due, CancellationToken cancellationToken)
    {
        var row = await table.GetEntityIfExistsAsync<TableEntity>(Partition, Key(due), cancellationToken: cancellationToken);
        return row.HasValue ? Decode(row.Value!) : null;
    }

    public async Task<IReadOnlyList<OpenAlert>> ListAsync(CancellationToken cancellationToken)
    {
        var open = new List<OpenAlert>();
        await foreach (var row in table.QueryAsync<TableEntity>(TableClient.CreateQueryFilter($"PartitionKey eq {Partition}"), cancellationToken: cancellationToken))
        {
            open.Add(Decode(row));
        }

        return open;
    }

    public Task MarkFannedOutAsync(FanOutDue due, CancellationToken cancellationToken) =>
        table.UpdateEntityAsync(new TableEntity(Partition, Key(due)) { ["FannedOut"] = true }, ETag.All, TableUpdateMode.Merge, cancellationToken);

    public Task CloseAsync(FanOutDue due, CancellationToken cancellationToken) =>
        table.DeleteEntityAsync(Partition, Key(due), cancellationToken: cancellationToken);

    // No campaign's id begins with a tilde, so this partition is nobody's.
    private const string Partition = "~open";

    private static string Key(FanOutDue due) => string.Create(CultureInfo.InvariantCulture, $"{due.AlertId}.{due.Version}");

    private static OpenAlert Decode(TableEntity row) => new(
        new FanOutDue(row.GetString("Campaign")!, row.GetString("AlertId")!, row.GetInt32("Version")!.Value),
        row.GetDateTimeOffset("Since")!.Value,
        row.GetBoolean("FannedOut") ?? false);
}

/// <summary>A version of an alert that is still being said, and whether its whole audience has been planned.</summary>
public sealed record OpenAlert(FanOutDue Due, DateTimeOffset Since, bool FannedOut);
