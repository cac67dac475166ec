using Azure;
using Relais.Storage.Tables;

namespace Relais.Notifications;

/// <summary>Keeps, beside the pages of a version, who of those with a second channel has said that they have seen it, and who was told by that channel: one row each, so that nobody is both.</summary>
public sealed class SeenMarks([FromKeyedServices(Ledger.TableName)] TableClient table)
{
    // Table Storage, entity group transactions.
    private const int MostRowsATransaction = 100;

    public async Task<SeenMark?> FindAsync(string alertId, int version, string recipientId, CancellationToken cancellationToken) =>
        await ReadAsync(alertId, version, recipientId, cancellationToken) is { } row ? Decode(row) : null;

    /// <summary>The marks of a version, by the recipients, whose ids lie between these two, both included; all of them without.</summary>
    public async Task<IReadOnlyDictionary<string, SeenMark>> ReadRangeAsync(string alertId, int version, CancellationToken cancellationToken, string? first = null, string? last = null)
    {
        var marks = new Dictionary<string, SeenMark>(StringComparer.Ordinal);
        await foreach (var row in table.QueryAsync<TableEntity>(LedgerRows.SeenBetween(alertId, version, first, last), cancellationToken: cancellationToken))
        {
            marks[LedgerRows.SeerOf(row.RowKey)] = Decode(row);
        }

        return marks;
    }

    /// <summary>This one has seen it; answers what stands then. The first time counts.</summary>
    public async Task<SeenMark> SeeAsync(string alertId, int version, string recipientId, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var row = new TableEntity(LedgerRows.Partition(alertId, version), LedgerRows.SeenKey(recipientId)) { ["SeenAt"] = now };
        try
        {
            await table.AddEntityAsync(row, cancellationToken);
            return new SeenMark(now, null);
        }
        catch (RequestFailedException stands) when (stands.Status == 409)
        {
            var standing = await FindAsync(alertId, version, recipientId, cancellationToken) ?? new SeenMark(null, null);
            if (standing.SeenAt is not null)
            {
                return standing;
            }

            await table.UpsertEntityAsync(row, TableUpdateMode.Merge, cancellationToken);
            return standing with { SeenAt = now };
        }
    }

    /// <summary>Notes that these are told by their second channel, before they are; false when somebody has seen it, or is told, meanwhile, and then it must be looked anew.</summary>
    /// <param name="in">The alert as which they stand in the ledger.</param>
    public async Task<bool> ReserveAsync(string alertId, int version, IEnumerable<string> recipients, string @in, CancellationToken cancellationToken)
    {
        foreach (var some in recipients.Chunk(MostRowsATransaction))
        {
            try
            {
                await table.SubmitTransactionAsync(
                    some.Select(recipient => new TableTransactionAction(
                        TableTransactionActionType.Add, new TableEntity(LedgerRows.Partition(alertId, version), LedgerRows.SeenKey(recipient)) { ["ToldIn"] = @in })),
                    cancellationToken);
            }
            catch (TableTransactionFailedException stands) when (stands.Status == 409)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Who of a version is noted as told as this alert.</summary>
    public async Task<IReadOnlyList<string>> ReadToldAsync(string alertId, int version, string @in, CancellationToken cancellationToken)
    {
        var told = new List<string>();
        var filter = LedgerRows.SeenBetween(alertId, version, null, null) + TableClient.CreateQueryFilter($" and ToldIn eq {@in}");
        await foreach (var row in table.QueryAsync<TableEntity>(filter, select: ["RowKey"], cancellationToken: cancellationToken))
        {
            told.Add(LedgerRows.SeerOf(row.RowKey));
        }

        return told;
    }

    /// <summary>Takes back that these are told by their second channel, for they are not; that they have seen it stays.</summary>
    /// <param name="in">The alert as which they were to be told: what was noted since is left alone.</param>
    public async Task TakeBackAsync(string alertId, int version, IEnumerable<string> recipients, string @in, CancellationToken cancellationToken)
    {
        foreach (var recipient in recipients)
        {
            while (await ReadAsync(alertId, version, recipient, cancellationToken) is { } row && row.GetString("ToldIn") == @in && !await TryTakeBackAsync(row, cancellationToken))
            {
                // They have said in this moment that they have seen it.
            }
        }
    }

    private async Task<bool> TryTakeBackAsync(TableEntity row, CancellationToken cancellationToken)
    {
        try
        {
            await (row.GetDateTimeOffset("SeenAt") is { } seen
                ? (Task)table.UpdateEntityAsync(new TableEntity(row.PartitionKey, row.RowKey) { ["SeenAt"] = seen }, row.ETag, TableUpdateMode.Replace, cancellationToken)
                : table.DeleteEntityAsync(row.PartitionKey, row.RowKey, row.ETag, cancellationToken));
            return true;
        }
        catch (RequestFailedException raced) when (raced.Status is 404 or 412)
        {
            return false;
        }
    }

    private async Task<TableEntity?> ReadAsync(string alertId, int version, string recipientId, CancellationToken cancellationToken)
    {
        var row = await table.GetEntityIfExistsAsync<TableEntity>(LedgerRows.Partition(alertId, version), LedgerRows.SeenKey(recipientId), cancellationToken: cancellationToken);
        return row.HasValue ? row.Value : null;
    }

    private static SeenMark Decode(TableEntity row) => new(row.GetDateTimeOffset("SeenAt"), row.GetString("ToldIn"));
}

/// <summary>What is known of one recipient and one version.</summary>
/// <param name="SeenAt">When they said that they have seen it; null when they have not.</param>
/// <param name="ToldIn">The alert as which their second channel was told; null when it was not.</param>
public sealed record SeenMark(DateTimeOffset? SeenAt, string? ToldIn);
