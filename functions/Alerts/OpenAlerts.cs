using System.Globalization;
using Azure;
using Relais.Notifications;
using Relais.Storage.Tables;

namespace Relais.Alerts;

/// <summary>
/// Keeps what still has to be done without anybody asking: versions of alerts that are not said to the end, and groups that must be looked at at a known
/// instant. A row before there is a message, taken away when nothing is left to do.
/// </summary>
public sealed class OpenAlerts([FromKeyedServices(AlertStore.TableName)] TableClient table)
{
    /// <summary>Written before the decision itself, so that no crash leaves a version that nobody is told of.</summary>
    public Task OpenAsync(FanOutDue due, DateTimeOffset now, CancellationToken cancellationToken, bool fannedOut = false, string? trace = null)
    {
        var row = new TableEntity(Partition, Key(due)) { ["Campaign"] = due.CampaignId, ["AlertId"] = due.AlertId, ["Version"] = due.Version, ["Since"] = now };
        if (fannedOut)
        {
            row["FannedOut"] = true;
        }

        if (trace is not null)
        {
            row["Trace"] = trace;
        }

        return table.UpsertEntityAsync(row, TableUpdateMode.Merge, cancellationToken);
    }

    /// <summary>Null when this version has been said to the end, or was never opened.</summary>
    public async Task<OpenAlert?> FindAsync(FanOutDue due, CancellationToken cancellationToken)
    {
        var row = await table.GetEntityIfExistsAsync<TableEntity>(Partition, Key(due), cancellationToken: cancellationToken);
        return row.HasValue ? Decode(row.Value!) : null;
    }

    /// <summary>The versions that are not said to the end.</summary>
    public async Task<IReadOnlyList<OpenAlert>> ListAsync(CancellationToken cancellationToken) =>
        (await ListAllAsync(TableClient.CreateQueryFilter($"PartitionKey eq {Partition} and RowKey lt {GroupPrefix}"), cancellationToken)).Versions;

    /// <summary>All that is open: versions, groups with the instant at which each must be looked at, and pages that wait for a second look.</summary>
    public Task<(IReadOnlyList<OpenAlert> Versions, IReadOnlyList<(GroupDue Group, DateTimeOffset At)> Groups, IReadOnlyList<SecondLook> Looks)> ListAllAsync(CancellationToken cancellationToken) =>
        ListAllAsync(TableClient.CreateQueryFilter($"PartitionKey eq {Partition}"), cancellationToken);

    public Task MarkFannedOutAsync(FanOutDue due, CancellationToken cancellationToken) =>
        table.UpdateEntityAsync(new TableEntity(Partition, Key(due)) { ["FannedOut"] = true }, ETag.All, TableUpdateMode.Merge, cancellationToken);

    /// <summary>Takes away what has nothing left to do; false when somebody has opened it again since it was read.</summary>
    public async Task<bool> CloseAsync(OpenAlert version, CancellationToken cancellationToken)
    {
        try
        {
            await table.DeleteEntityAsync(Partition, Key(version.Due), version.ETag, cancellationToken);
            return true;
        }
        catch (RequestFailedException raced) when (raced.Status == 412)
        {
            return false;
        }
    }

    /// <summary>Remembers when a group must be looked at; null asks for nothing.</summary>
    public Task PutGroupAsync(GroupDue due, DateTimeOffset? at, CancellationToken cancellationToken) => at is null ? Task.CompletedTask : table.UpsertEntityAsync(
        new TableEntity(Partition, Key(due)) { ["Campaign"] = due.CampaignId, ["Group"] = due.Key, ["Due"] = at.Value }, TableUpdateMode.Replace, cancellationToken);

    /// <summary>The mark of what is remembered of a group now, for <see cref="CloseGroupAsync"/>; null when nothing is.</summary>
    public async Task<string?> FindGroupAsync(GroupDue due, CancellationToken cancellationToken)
    {
        var row = await table.GetEntityIfExistsAsync<TableEntity>(Partition, Key(due), ["RowKey"], cancellationToken);
        return row.HasValue ? row.Value!.ETag.ToString() : null;
    }

    /// <summary>Forgets what was remembered of a group, unless something else has been remembered since.</summary>
    public async Task CloseGroupAsync(GroupDue due, string? mark, CancellationToken cancellationToken)
    {
        try
        {
            await (mark is null ? Task.CompletedTask : table.DeleteEntityAsync(Partition, Key(due), new ETag(mark), cancellationToken));
        }
        catch (RequestFailedException raced) when (raced.Status == 412)
        {
            // Somebody has remembered a new instant: whoever looks then closes it.
        }
    }

    private async Task<(IReadOnlyList<OpenAlert> Versions, IReadOnlyList<(GroupDue Group, DateTimeOffset At)> Groups, IReadOnlyList<SecondLook> Looks)> ListAllAsync(string filter, CancellationToken cancellationToken)
    {
        var (versions, groups, looks) = (new List<OpenAlert>(), new List<(GroupDue, DateTimeOffset)>(), new List<SecondLook>());
        await foreach (var row in table.QueryAsync<TableEntity>(filter, cancellationToken: cancellationToken))
        {
            if (row.GetString("Group") is { } key)
            {
                groups.Add((new GroupDue(row.GetString("Campaign")!, key), row.GetDateTimeOffset("Due")!.Value));
            }
            else if (row.RowKey.StartsWith(SecondLooks.Prefix, StringComparison.Ordinal))
            {
                looks.Add(SecondLooks.Decode(row));
            }
            else
            {
                versions.Add(Decode(row));
            }
        }

        return (versions, groups, looks);
    }

    // No campaign's id begins with a tilde, so this partition is nobody's.
    internal const string Partition = "~open";
    private const string GroupPrefix = "group~";

    private static string Key(FanOutDue due) => string.Create(CultureInfo.InvariantCulture, $"{due.AlertId}.{due.Version}");

    private static string Key(GroupDue due) => $"{GroupPrefix}{due.CampaignId}~{due.Key}";

    private static OpenAlert Decode(TableEntity row) => new(
        new FanOutDue(row.GetString("Campaign")!, row.GetString("AlertId")!, row.GetInt32("Version")!.Value),
        row.GetDateTimeOffset("Since")!.Value,
        row.GetBoolean("FannedOut") ?? false,
        row.GetString("Trace"),
        row.ETag);
}

/// <summary>A version of an alert that is still being said, and whether its whole audience has been planned.</summary>
/// <param name="Trace">The traceparent of what brought it about; null where telemetry was off.</param>
public sealed record OpenAlert(FanOutDue Due, DateTimeOffset Since, bool FannedOut, string? Trace, ETag ETag);
