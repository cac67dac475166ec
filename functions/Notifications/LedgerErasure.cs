using Relais.Storage.Tables;

namespace Relais.Notifications;

/// <summary>Takes a person's name out of the ledger: what was done stays and adds up, to whom does not.</summary>
public sealed class LedgerErasure([FromKeyedServices(Ledger.TableName)] TableClient table, TimeProvider time)
{
    // A letter for each of what no two of 500 share by chance: the place in the order stays, the name is nobody's.
    private const int KeptChars = 22;

    /// <summary>Puts a stand-in wherever this recipient stands, and whatever stood second behind it, also long ago; false when a worker holds a page, so that it must be asked again.</summary>
    /// <remarks>Reads every page of the campaign: one request for a few hundred thousand deliveries, and nobody waits for it.</remarks>
    public async Task<bool> EraseAsync(string campaignId, string recipientId, CancellationToken cancellationToken)
    {
        var (isDone, filter) = (true, TableClient.CreateQueryFilter($"Campaign eq {campaignId}"));
        await foreach (var row in table.QueryAsync<TableEntity>(filter, select: ["PartitionKey", "RowKey", "Recipients"], cancellationToken: cancellationToken))
        {
            foreach (var named in row.GetString("Recipients")!.Split('\n').Where(one => one == recipientId || SecondChannel.FirstOf(one) == recipientId))
            {
                isDone &= await EraseAsync(row.PartitionKey, row.RowKey, named, cancellationToken);
            }
        }

        return isDone;
    }

    /// <summary>What stands for an erased recipient: behind all that begin alike, so that a page keeps its order.</summary>
    internal static string StandIn(string recipientId) => recipientId[..Math.Min(KeptChars, recipientId.Length - 1)] + "~";

    private async Task<bool> EraseAsync(string partition, string key, string recipientId, CancellationToken cancellationToken)
    {
        var found = await table.GetEntityIfExistsAsync<TableEntity>(partition, key, cancellationToken: cancellationToken);
        if (!found.HasValue || found.Value!.GetDateTimeOffset("LeaseUntil") > time.GetUtcNow())
        {
            return !found.HasValue;
        }

        var (page, standIn) = (found.Value!, StandIn(recipientId));
        var recipients = page.GetString("Recipients")!.Split('\n').Select(one => one == recipientId ? standIn : one).ToArray();
        var actions = new List<TableTransactionAction>
        {
            new(TableTransactionActionType.UpdateMerge, new TableEntity(partition, key) { ["Recipients"] = string.Join('\n', recipients), ["LastRecipient"] = recipients[^1] }, page.ETag),
        };

        var lateKey = LedgerRows.LateKey(LedgerRows.PageOf(key), recipientId);
        var late = await table.GetEntityIfExistsAsync<TableEntity>(partition, lateKey, cancellationToken: cancellationToken);
        if (late.HasValue)
        {
            actions.Add(new(TableTransactionActionType.Delete, new TableEntity(partition, lateKey), late.Value!.ETag));
            actions.Add(new(
                TableTransactionActionType.UpsertReplace,
                LedgerRows.EncodeLate(partition, LedgerRows.LateKey(LedgerRows.PageOf(key), standIn), LedgerRows.DecodeLate(late.Value!) with { RecipientId = standIn })));
        }

        var seen = await table.GetEntityIfExistsAsync<TableEntity>(partition, LedgerRows.SeenKey(recipientId), ["RowKey"], cancellationToken);
        if (seen.HasValue)
        {
            actions.Add(new(TableTransactionActionType.Delete, new TableEntity(partition, LedgerRows.SeenKey(recipientId)), seen.Value!.ETag));
        }

        var index = recipients[^1] == standIn ? await table.GetEntityIfExistsAsync<TableEntity>(partition, LedgerRows.IndexKey, cancellationToken: cancellationToken) : null;
        if (index is { HasValue: true })
        {
            var ends = LedgerRows.DecodeIndex(index.Value!).Select(end => end.LastRecipient == recipientId ? end with { LastRecipient = standIn } : end);
            actions.Add(new(TableTransactionActionType.UpdateReplace, LedgerRows.EncodeIndex(partition, [.. ends]), index.Value!.ETag));
        }

        try
        {
            await table.SubmitTransactionAsync(actions, cancellationToken);
            return true;
        }
        catch (TableTransactionFailedException raced) when (raced.Status is 412 or 404)
        {
            return false;
        }
    }
}
