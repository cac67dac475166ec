using System.Runtime.CompilerServices;
using Azure;
using Relais.Secrets;
using Relais.Storage.Tables;

namespace Relais.Notifications;

/// <summary>Keeps where notifications go: one row a subscription, in the campaign's partition and in the order of the ids, so that a chunk is one range.</summary>
public sealed partial class AddressBook([FromKeyedServices(AddressBook.TableName)] TableClient table, Seal seal)
{
    public const string TableName = "addresses";

    // Table Storage, entity group transactions.
    private const int MostRowsATransaction = 100;

    private readonly AddressRows rows = new(seal);

    public Task PutAsync(string campaignId, Recipient recipient, CancellationToken cancellationToken) =>
        table.UpsertEntityAsync(rows.Encode(campaignId, recipient), TableUpdateMode.Replace, cancellationToken);

    /// <summary>Writes an address anew that is there; false when it has been taken away meanwhile: whoever has left must not come back.</summary>
    public async Task<bool> ChangeAsync(string campaignId, Recipient recipient, CancellationToken cancellationToken)
    {
        try
        {
            await table.UpdateEntityAsync(rows.Encode(campaignId, recipient), ETag.All, TableUpdateMode.Replace, cancellationToken);
            return true;
        }
        catch (RequestFailedException gone) when (gone.Status == 404)
        {
            return false;
        }
    }

    public Task RemoveAsync(string campaignId, string recipientId, CancellationToken cancellationToken) =>
        table.DeleteEntityAsync(campaignId, recipientId, cancellationToken: cancellationToken);

    public async Task<Recipient?> FindAsync(string campaignId, string recipientId, CancellationToken cancellationToken)
    {
        var row = await table.GetEntityIfExistsAsync<TableEntity>(campaignId, recipientId, cancellationToken: cancellationToken);
        return row.HasValue ? rows.Decode(row.Value!) : null;
    }

    /// <summary>The recipients of a campaign whose ids lie between these two, both included, and the second addresses behind them, each also with the one that it stands behind.</summary>
    public async Task<IReadOnlyDictionary<string, Recipient>> ReadRangeAsync(string campaignId, string first, string last, CancellationToken cancellationToken)
    {
        var recipients = new Dictionary<string, Recipient>(StringComparer.Ordinal);
        var range = TableClient.CreateQueryFilter($"PartitionKey eq {campaignId} and RowKey ge {first} and RowKey le {SecondChannel.LastOf(last)}");
        await foreach (var row in table.QueryAsync<TableEntity>(range, cancellationToken: cancellationToken))
        {
            recipients.Add(row.RowKey, rows.Decode(row));
        }

        // Of two, while one makes way for the other, the newer stands.
        foreach (var second in recipients.Values.Where(one => one.Behind is not null).OrderBy(one => one.Behind!.Since).ThenBy(one => one.Id, StringComparer.Ordinal).ToArray())
        {
            if (recipients.TryGetValue(SecondChannel.FirstOf(second.Id)!, out var one))
            {
                recipients[one.Id] = one with { Second = second };
            }
        }

        return recipients;
    }

    /// <summary>The addresses that stand second behind one, the one that counts last: there are two only while one makes way for the other.</summary>
    public async Task<IReadOnlyList<Recipient>> ListBehindAsync(string campaignId, string firstId, CancellationToken cancellationToken)
    {
        var (behind, (from, to)) = (new List<Recipient>(), SecondChannel.RangeOf(firstId));
        var range = TableClient.CreateQueryFilter($"PartitionKey eq {campaignId} and RowKey ge {from} and RowKey le {to}");
        await foreach (var row in table.QueryAsync<TableEntity>(range, cancellationToken: cancellationToken))
        {
            behind.Add(rows.Decode(row));
        }

        return [.. behind.OrderBy(one => one.Behind?.Since).ThenBy(one => one.Id, StringComparer.Ordinal)];
    }

    /// <summary>Writes down how addresses fare. What was switched off is put where <see cref="ListOffAsync"/> finds it, first: a crash must not leave its owner untold. Of people nobody is told: organisers see how many.</summary>
    public async Task KeepHealthAsync(string campaignId, IReadOnlyCollection<Recipient> recipients, CancellationToken cancellationToken)
    {
        foreach (var off in recipients.Where(recipient => recipient is { Off: not null, Person: null }))
        {
            await table.UpsertEntityAsync(AddressRows.EncodeOff(campaignId, off), TableUpdateMode.Replace, cancellationToken);
        }

        foreach (var some in recipients.Chunk(MostRowsATransaction))
        {
            await KeepAsync(campaignId, some, cancellationToken);
        }
    }

    /// <summary>The recipients of all campaigns, and whether the newest key closed their addresses.</summary>
    public async IAsyncEnumerable<(string CampaignId, Recipient Recipient, bool IsCurrent)> ListAllAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var row in table.QueryAsync<TableEntity>(TableClient.CreateQueryFilter($"PartitionKey ne {AddressRows.OffPartition}"), cancellationToken: cancellationToken))
        {
            if (rows.Decode(row) is { IsUnreadable: false } recipient)
            {
                yield return (row.PartitionKey, recipient, rows.IsCurrent(row));
            }
        }
    }

    /// <summary>Closes an address with the newest key; one that was taken away, or changed, meanwhile is left alone.</summary>
    public async Task CloseAnewAsync(string campaignId, Recipient recipient, CancellationToken cancellationToken)
    {
        var standing = await table.GetEntityIfExistsAsync<TableEntity>(campaignId, recipient.Id, cancellationToken: cancellationToken);
        if (!standing.HasValue || rows.IsCurrent(standing.Value!))
        {
            return;
        }

        var row = new TableEntity(campaignId, recipient.Id);
        rows.EncodeSealed(row, rows.Decode(standing.Value!));
        try
        {
            await table.UpdateEntityAsync(row, standing.Value!.ETag, TableUpdateMode.Merge, cancellationToken);
        }
        catch (RequestFailedException raced) when (raced.Status is 412 or 404)
        {
            // Written by somebody else meanwhile, and so with the newest key; or its health was: the next night finds it again.
        }
    }

    /// <summary>The addresses that were switched off and of which nobody has been told yet.</summary>
    public async Task<IReadOnlyList<SwitchedOff>> ListOffAsync(CancellationToken cancellationToken)
    {
        var off = new List<SwitchedOff>();
        await foreach (var row in table.QueryAsync<TableEntity>(TableClient.CreateQueryFilter($"PartitionKey eq {AddressRows.OffPartition}"), cancellationToken: cancellationToken))
        {
            off.Add(AddressRows.DecodeOff(row));
        }

        return off;
    }

    /// <summary>Its owner has been told.</summary>
    public Task ForgetOffAsync(SwitchedOff off, CancellationToken cancellationToken) =>
        table.DeleteEntityAsync(AddressRows.OffPartition, AddressRows.OffKey(off.CampaignId, off.RecipientId), cancellationToken: cancellationToken);

    // An address may be taken away while it is written to: a row that is gone must not come back.
    private async Task KeepAsync(string campaignId, Recipient[] recipients, CancellationToken cancellationToken)
    {
        try
        {
            await table.SubmitTransactionAsync(
                recipients.Select(recipient => new TableTransactionAction(TableTransactionActionType.UpdateMerge, AddressRows.EncodeHealth(campaignId, recipient), ETag.All)), cancellationToken);
        }
        catch (TableTransactionFailedException gone) when (gone.Status == 404 && recipients.Length > 1)
        {
            foreach (var recipient in recipients)
            {
                await KeepAsync(campaignId, [recipient], cancellationToken);
            }
        }
        catch (TableTransactionFailedException gone) when (gone.Status == 404)
        {
            // Taken away meanwhile: nothing of it is kept.
        }
    }
}
