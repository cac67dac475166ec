using Azure;
using Relais.Storage.Tables;

namespace Relais.Notifications;

/// <summary>Keeps what people are told later and together: for each campaign and each instant at which digests come, who is to read of what, and a list of these instants.</summary>
public sealed class DigestBook([FromKeyedServices(DigestBook.TableName)] TableClient table)
{
    public const string TableName = "digests";

    // Table Storage, entity group transactions.
    private const int MostRowsATransaction = 100;

    /// <summary>Keeps items for a digest; those that are kept already stay as they are. That it comes is written down first: a crash must not leave items that nobody looks for.</summary>
    public async Task KeepAsync(CampaignDigest digest, IReadOnlyList<DigestItem> items, CancellationToken cancellationToken)
    {
        await table.UpsertEntityAsync(DigestRows.Encode(digest), TableUpdateMode.Merge, cancellationToken);
        foreach (var some in items.Chunk(MostRowsATransaction))
        {
            await table.SubmitTransactionAsync(
                some.Select(item => new TableTransactionAction(TableTransactionActionType.UpsertReplace, DigestRows.Encode(digest, item))), cancellationToken);
        }
    }

    /// <summary>The digests that were to come at an instant or before, and are not forgotten; whether each is planned.</summary>
    public async Task<IReadOnlyList<(CampaignDigest Digest, bool IsPlanned)>> ListDueAsync(DateTimeOffset until, CancellationToken cancellationToken)
    {
        var due = new List<(CampaignDigest, bool)>();
        await foreach (var row in table.QueryAsync<TableEntity>(DigestRows.DueUntil(until), cancellationToken: cancellationToken))
        {
            due.Add((DigestRows.Decode(row), row.GetBoolean("Planned") ?? false));
        }

        return due;
    }

    /// <summary>Everybody who is to have this digest, in the order of their ids.</summary>
    public async Task<IReadOnlyList<string>> ListRecipientsAsync(CampaignDigest digest, CancellationToken cancellationToken)
    {
        var recipients = new SortedSet<string>(StringComparer.Ordinal);
        await foreach (var row in table.QueryAsync<TableEntity>(DigestRows.ItemsOf(digest), select: ["RowKey"], cancellationToken: cancellationToken))
        {
            recipients.Add(DigestRows.RecipientOf(row.RowKey));
        }

        return [.. recipients];
    }

    /// <summary>What those are to read of whose ids lie between these two, both included.</summary>
    public async Task<ILookup<string, DigestItem>> ReadRangeAsync(CampaignDigest digest, string first, string last, CancellationToken cancellationToken)
    {
        var items = new List<DigestItem>();
        await foreach (var row in table.QueryAsync<TableEntity>(DigestRows.ItemsBetween(digest, first, last), cancellationToken: cancellationToken))
        {
            items.Add(DigestRows.DecodeItem(row));
        }

        return items.ToLookup(item => item.Recipient, StringComparer.Ordinal);
    }

    /// <summary>Everybody who is to have it stands in the ledger.</summary>
    public Task MarkPlannedAsync(CampaignDigest digest, CancellationToken cancellationToken)
    {
        var row = DigestRows.Encode(digest);
        row["Planned"] = true;
        return table.UpsertEntityAsync(row, TableUpdateMode.Merge, cancellationToken);
    }

    /// <summary>Takes one person out of every digest of a campaign that is still to come.</summary>
    public async Task EraseAsync(string campaignId, string recipientId, CancellationToken cancellationToken)
    {
        foreach (var (digest, _) in (await ListDueAsync(DateTimeOffset.MaxValue, cancellationToken)).Where(due => due.Digest.CampaignId == campaignId))
        {
            await foreach (var row in table.QueryAsync<TableEntity>(DigestRows.ItemsBetween(digest, recipientId, recipientId), select: ["PartitionKey", "RowKey"], cancellationToken: cancellationToken))
            {
                await table.DeleteEntityAsync(row.PartitionKey, row.RowKey, cancellationToken: cancellationToken);
            }
        }
    }

    /// <summary>Takes a digest away: it was sent. Its instant last, so that a crash leaves nothing that nobody looks for.</summary>
    public async Task ForgetAsync(CampaignDigest digest, CancellationToken cancellationToken)
    {
        var items = new List<TableEntity>();
        await foreach (var row in table.QueryAsync<TableEntity>(DigestRows.ItemsOf(digest), select: ["PartitionKey", "RowKey"], cancellationToken: cancellationToken))
        {
            items.Add(row);
        }

        foreach (var some in items.Chunk(MostRowsATransaction))
        {
            try
            {
                await table.SubmitTransactionAsync(some.Select(item => new TableTransactionAction(TableTransactionActionType.Delete, item, ETag.All)), cancellationToken);
            }
            catch (TableTransactionFailedException gone) when (gone.Status == 404)
            {
                // Another instance takes it away too: the next tick sees what is left.
                return;
            }
        }

        var due = DigestRows.Encode(digest);
        await table.DeleteEntityAsync(due.PartitionKey, due.RowKey, cancellationToken: cancellationToken);
    }
}

/// <summary>One campaign's digests of one instant, whoever has them.</summary>
/// <param name="At">When they come, to the minute.</param>
public sealed record CampaignDigest(string CampaignId, DateTimeOffset At);

/// <summary>Something of which one person is to read in a digest: a version of an alert, and the page of the ledger on which they stand with it.</summary>
/// <param name="Why">`digest`, `quiet` or `cap`, as the ledger says it.</param>
public sealed record DigestItem(string Recipient, string AlertId, int Version, int Page, string Why);
