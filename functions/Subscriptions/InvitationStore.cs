using System.Text.RegularExpressions;
using Azure;
using Relais.Storage.Tables;

namespace Relais.Subscriptions;

/// <summary>Keeps links for groups: a row each with its count, and beside it one for everybody who has been asked to confirm, so that nobody counts twice.</summary>
public sealed partial class InvitationStore([FromKeyedServices(InvitationStore.TableName)] TableClient table)
{
    public const string TableName = "invitations";

    private const char Between = '~';

    // Organisers still see for a month what came of a link.
    private static readonly TimeSpan KeptAfterwards = TimeSpan.FromDays(30);

    public Task AddAsync(Invitation invitation, CancellationToken cancellationToken) => table.AddEntityAsync(
        new TableEntity(invitation.CampaignId, invitation.Id)
        {
            ["Uses"] = invitation.Uses,
            ["Used"] = invitation.Used,
            ["Until"] = invitation.Until,
            ["Cell"] = invitation.Cell,
            ["By"] = invitation.By,
            ["Since"] = invitation.Since,
        },
        cancellationToken);

    /// <summary>The one of this id, which may come from anywhere; null when there is none.</summary>
    public async Task<Invitation?> FindAsync(string campaignId, string id, CancellationToken cancellationToken)
    {
        var row = Form().IsMatch(id) ? await table.GetEntityIfExistsAsync<TableEntity>(campaignId, id, cancellationToken: cancellationToken) : null;
        return row is { HasValue: true } ? Decode(row.Value!) : null;
    }

    /// <summary>The campaign's links, oldest first.</summary>
    public async Task<IReadOnlyList<Invitation>> ListAsync(string campaignId, CancellationToken cancellationToken)
    {
        var invitations = new List<Invitation>();
        await foreach (var row in table.QueryAsync<TableEntity>(TableClient.CreateQueryFilter($"PartitionKey eq {campaignId} and Uses ge {1}"), cancellationToken: cancellationToken))
        {
            invitations.Add(Decode(row));
        }

        return [.. invitations.OrderBy(one => one.Since).ThenBy(one => one.Id, StringComparer.Ordinal)];
    }

    /// <summary>Counts somebody in who is about to be asked to confirm; false when the link is over or all its uses are taken. Saying it twice counts once.</summary>
    public async Task<bool> UseAsync(string campaignId, string id, string memberId, DateTimeOffset now, CancellationToken cancellationToken)
    {
        while (await ReadAsync(campaignId, id, memberId, cancellationToken) is var (row, isCounted))
        {
            if (isCounted || !Decode(row).IsOpenAt(now))
            {
                return isCounted;
            }

            if (await TryAsync(row, 1, new(TableTransactionActionType.Add, new TableEntity(campaignId, UseKey(id, memberId))), cancellationToken))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Counts somebody out again who did not confirm.</summary>
    public async Task GiveBackAsync(string campaignId, string id, string memberId, CancellationToken cancellationToken)
    {
        while (await ReadAsync(campaignId, id, memberId, cancellationToken) is (var row, true))
        {
            if (await TryAsync(row, -1, new(TableTransactionActionType.Delete, new TableEntity(campaignId, UseKey(id, memberId)), ETag.All), cancellationToken))
            {
                return;
            }
        }
    }

    /// <summary>Somebody has confirmed: they stay counted, and that they came by this link is forgotten.</summary>
    public Task SettleAsync(string campaignId, string id, string memberId, CancellationToken cancellationToken) =>
        table.DeleteEntityAsync(campaignId, UseKey(id, memberId), cancellationToken: cancellationToken);

    /// <summary>Takes a link away: nobody joins by it any more; whoever has been asked may still confirm.</summary>
    public async Task RemoveAsync(string campaignId, string id, CancellationToken cancellationToken)
    {
        await table.DeleteEntityAsync(campaignId, id, cancellationToken: cancellationToken);
        var uses = TableClient.CreateQueryFilter($"PartitionKey eq {campaignId} and RowKey gt {UseKey(id, "")} and RowKey lt {UseKey(id, "~")}");
        await foreach (var row in table.QueryAsync<TableEntity>(uses, select: ["PartitionKey", "RowKey"], cancellationToken: cancellationToken))
        {
            await table.DeleteEntityAsync(campaignId, row.RowKey, cancellationToken: cancellationToken);
        }
    }

    /// <summary>Takes the links away that have been over for a month.</summary>
    public async Task ForgetOldAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        var old = TableClient.CreateQueryFilter($"Until lt {now - KeptAfterwards}");
        await foreach (var row in table.QueryAsync<TableEntity>(old, select: ["PartitionKey", "RowKey"], cancellationToken: cancellationToken))
        {
            await RemoveAsync(row.PartitionKey, row.RowKey, cancellationToken);
        }
    }

    /// <summary>A link, and whether this person is counted in it already.</summary>
    private async Task<(TableEntity Row, bool IsCounted)?> ReadAsync(string campaignId, string id, string memberId, CancellationToken cancellationToken)
    {
        var (link, isCounted, key) = ((TableEntity?)null, false, UseKey(id, memberId));
        var both = TableClient.CreateQueryFilter($"PartitionKey eq {campaignId} and (RowKey eq {id} or RowKey eq {key})");
        await foreach (var row in table.QueryAsync<TableEntity>(both, cancellationToken: cancellationToken))
        {
            (link, isCounted) = (row.RowKey == id ? row : link, isCounted || row.RowKey == key);
        }

        return link is null ? null : (link, isCounted);
    }

    /// <summary>False when somebody else was counted meanwhile.</summary>
    private async Task<bool> TryAsync(TableEntity link, int more, TableTransactionAction use, CancellationToken cancellationToken)
    {
        var counted = new TableEntity(link.PartitionKey, link.RowKey) { ["Used"] = link.GetInt32("Used")!.Value + more };
        try
        {
            await table.SubmitTransactionAsync([new(TableTransactionActionType.UpdateMerge, counted, link.ETag), use], cancellationToken);
            return true;
        }
        catch (TableTransactionFailedException raced) when (raced.Status is 404 or 409 or 412)
        {
            return false;
        }
    }

    private static Invitation Decode(TableEntity row) => new(
        row.RowKey,
        row.PartitionKey,
        row.GetInt32("Uses")!.Value,
        row.GetInt32("Used")!.Value,
        row.GetDateTimeOffset("Until")!.Value,
        row.GetString("Cell"),
        row.GetString("By")!,
        row.GetDateTimeOffset("Since")!.Value);

    private static string UseKey(string id, string memberId) => id + Between + memberId;

    [GeneratedRegex(@"\A[0-9a-f]{32}\z")]
    private static partial Regex Form();
}
