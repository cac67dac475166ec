using Azure;
using Relais.Storage;
using Relais.Storage.Tables;

namespace Relais.Hosting.Local;

/// <summary>Keeps, per timer, its status and who is running it, in the table "timers"; each change holds only against the row that was read.</summary>
internal sealed class TimerTable(StorageAccount account)
{
    public const string Name = "timers";
    private const string RowKey = "status";

    private readonly Lazy<TableClient> table = new(() => account.Table(Name));

    public async Task<TimerRow?> FindAsync(string function, CancellationToken cancellationToken)
    {
        var found = await table.Value.GetEntityIfExistsAsync<TableEntity>(function, RowKey, cancellationToken: cancellationToken);
        if (!found.HasValue) return null;
        var row = found.Value!;
        var status = new TimerStatus(row.GetDateTimeOffset("Last"), row.GetDateTimeOffset("Next"), row.GetDateTimeOffset("LastUpdated") ?? default);
        return new TimerRow(function, status, row.GetString("Holder"), row.GetDateTimeOffset("HeldUntil"), row.ETag);
    }

    /// <summary>Writes the row if it still is as it was read (or, without an ETag, if there is none); null when somebody else was first.</summary>
    public async Task<TimerRow?> WriteAsync(TimerRow row, CancellationToken cancellationToken)
    {
        var entity = new TableEntity(row.Function, RowKey) { ["LastUpdated"] = row.Status.LastUpdated };
        if (row.Status.Last is { } last) entity["Last"] = last;
        if (row.Status.Next is { } next) entity["Next"] = next;
        if (row.Holder is { } holder) entity["Holder"] = holder;
        if (row.HeldUntil is { } until) entity["HeldUntil"] = until;
        try
        {
            var response = row.ETag == default
                ? await table.Value.AddEntityAsync(entity, cancellationToken)
                : await table.Value.UpdateEntityAsync(entity, row.ETag, TableUpdateMode.Replace, cancellationToken);
            return row with { ETag = response.Headers.ETag ?? throw new InvalidOperationException("The answer to a write has no ETag.") };
        }
        catch (RequestFailedException exception) when (exception.Status is 404 or 409 or 412)
        {
            return null;
        }
    }
}

/// <summary>One timer as it was read: its status, and until when somebody holds it to run it.</summary>
internal sealed record TimerRow(string Function, TimerStatus Status, string? Holder, DateTimeOffset? HeldUntil, ETag ETag);
