using System.Text.Json;
using Azure;
using Relais.Storage.Tables;

namespace Relais.Notifications;

/// <summary>Keeps what became of every delivery: a partition for each version of an alert, a row for each page of its audience, and a row for each delivery that is not plainly sent.</summary>
public sealed class Ledger([FromKeyedServices(Ledger.TableName)] TableClient table)
{
    public const string TableName = "ledger";

    // A page's ids must fit one property of 32,768 characters (Table Storage data model): 500 ids of 34 do, with room.
    public const int MostRecipientsAPage = 500;

    // Design promise 3: so many sends at most are repeated after a kill.
    public const int MostSendsAFlush = 100;

    // One transaction holds 100 entities (Table Storage, entity group transactions): the page itself and 99 others.
    public const int MostChangesAFlush = 99;

    // Longer than the longest attempt (15 s), so that only a dead worker's page is ever taken over.
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);

    public async Task<Notification?> ReadNotificationAsync(string alertId, int version, CancellationToken cancellationToken)
    {
        var row = await table.GetEntityIfExistsAsync<TableEntity>(LedgerRows.Partition(alertId, version), LedgerRows.NotificationKey, cancellationToken: cancellationToken);
        return row.HasValue ? JsonSerializer.Deserialize(row.Value!.GetString("Document")!, NotificationsJson.Default.Notification) : null;
    }

    /// <summary>
    /// Plans pages that follow one another, with the first of an audience also what is said to it, in one transaction. Answers the messages that ask for
    /// them; null when one of them is planned already, and then nothing is changed.
    /// </summary>
    /// <param name="first">The number of the first of these pages; an audience begins with 1.</param>
    public async Task<IReadOnlyList<DeliveryDue>?> PlanAsync(
        Notification notification, int first, IReadOnlyList<IReadOnlyList<string>> pages, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var partition = LedgerRows.Partition(notification.AlertId, notification.Version);
        var actions = pages
            .Select((recipients, i) => new TableTransactionAction(TableTransactionActionType.Add, LedgerRows.EncodePlanned(partition, first + i, notification.CampaignId, recipients, now)))
            .ToList();
        if (first == 1)
        {
            var said = new TableEntity(partition, LedgerRows.NotificationKey) { ["Document"] = JsonSerializer.Serialize(notification, NotificationsJson.Default.Notification) };
            actions.Add(new TableTransactionAction(TableTransactionActionType.UpsertReplace, said));
        }

        try
        {
            var written = await table.SubmitTransactionAsync(actions, cancellationToken);
            return [.. pages.Select((recipients, i) => new DeliveryDue(
                notification.AlertId,
                notification.Version,
                first + i,
                new PlannedPage(written.Value[i].Headers.ETag!.Value.ToString(), recipients, notification)))];
        }
        catch (TableTransactionFailedException planned) when (planned.Status == 409)
        {
            return null;
        }
    }

    /// <summary>The pages of a version that are planned already, from one on, and the last recipient that they hold.</summary>
    public async Task<(IReadOnlyList<DeliveryDue> Pages, string LastRecipient)> ListPlannedAsync(
        string alertId, int version, int first, CancellationToken cancellationToken)
    {
        var (pages, last) = (new List<DeliveryDue>(), "");
        var filter = LedgerRows.PagesFrom(alertId, version, first);
        await foreach (var row in table.QueryAsync<TableEntity>(filter, select: ["RowKey", "LastRecipient"], cancellationToken: cancellationToken))
        {
            pages.Add(new DeliveryDue(alertId, version, LedgerRows.PageOf(row.RowKey)));
            last = row.GetString("LastRecipient")!;
        }

        return (pages, last);
    }

    /// <summary>Takes a page to deliver what is due on it; null when nothing is, or when another worker holds it.</summary>
    public async Task<LedgerPage?> ClaimAsync(DeliveryDue due, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (due.Planned is { } planned)
        {
            var untouched = new LedgerPage(
                planned.Notification.CampaignId, due.Page, [.. planned.Recipients], LedgerRows.AllPlanned(planned.Recipients.Count).ToCharArray(), [], new ETag(planned.ETag));
            if (await WriteAsync(due, untouched, now, now + Lease, cancellationToken))
            {
                return untouched;
            }
        }

        var found = await table.GetEntityIfExistsAsync<TableEntity>(LedgerRows.Partition(due.AlertId, due.Version), LedgerRows.PageKey(due.Page), cancellationToken: cancellationToken);
        if (!found.HasValue || found.Value!.GetBoolean("Settled")!.Value || found.Value.GetDateTimeOffset("LeaseUntil") > now)
        {
            return null;
        }

        var row = found.Value;
        var late = row.GetString("States")!.Contains((char)DeliveryState.Deferred) ? await ReadLateAsync(due, cancellationToken) : [];
        var page = new LedgerPage(row.GetString("Campaign")!, due.Page, row.GetString("Recipients")!.Split('\n'), row.GetString("States")!.ToCharArray(), late, row.ETag);
        if (page.DueAt(now).Count == 0)
        {
            return null;
        }

        return await WriteAsync(due, page, now, now + Lease, cancellationToken) ? page : null;
    }

    /// <summary>Writes down what the page recorded since the last flush; false when another worker has taken it over.</summary>
    public Task<bool> FlushAsync(DeliveryDue due, LedgerPage page, bool release, DateTimeOffset now, CancellationToken cancellationToken) =>
        WriteAsync(due, page, now, release ? DateTimeOffset.UnixEpoch : now + Lease, cancellationToken);

    /// <summary>The pages of a version on which something has not ended yet, and from when on each may be taken.</summary>
    public async Task<IReadOnlyList<(DeliveryDue Due, DateTimeOffset From)>> ListUnsettledAsync(string alertId, int version, CancellationToken cancellationToken)
    {
        var unsettled = new List<(DeliveryDue, DateTimeOffset)>();
        var filter = LedgerRows.PagesFrom(alertId, version, 1) + " and Settled eq false";
        await foreach (var row in table.QueryAsync<TableEntity>(filter, select: ["RowKey", "NextDue", "LeaseUntil"], cancellationToken: cancellationToken))
        {
            var (next, lease) = (row.GetDateTimeOffset("NextDue")!.Value, row.GetDateTimeOffset("LeaseUntil")!.Value);
            unsettled.Add((new DeliveryDue(alertId, version, LedgerRows.PageOf(row.RowKey)), next > lease ? next : lease));
        }

        return unsettled;
    }

    /// <summary>How the deliveries of one version stand.</summary>
    public async Task<DeliveryCounts> CountAsync(string alertId, int version, CancellationToken cancellationToken)
    {
        var counts = DeliveryCounts.None;
        var filter = LedgerRows.PagesFrom(alertId, version, 1);
        await foreach (var row in table.QueryAsync<TableEntity>(filter, select: ["States"], cancellationToken: cancellationToken))
        {
            counts += DeliveryCounts.Of(row.GetString("States"));
        }

        return counts;
    }

    /// <summary>The deliveries of one version that are not plainly sent, with their reasons.</summary>
    public async Task<IReadOnlyList<LateDelivery>> ListLateAsync(string alertId, int version, int most, CancellationToken cancellationToken)
    {
        var late = new List<LateDelivery>();
        var filter = LedgerRows.LateOf(alertId, version);
        await foreach (var row in table.QueryAsync<TableEntity>(filter, maxPerPage: Math.Min(most, 1000), cancellationToken: cancellationToken))
        {
            late.Add(LedgerRows.DecodeLate(row));
            if (late.Count == most)
            {
                break;
            }
        }

        return late;
    }

    private async Task<List<LateDelivery>> ReadLateAsync(DeliveryDue due, CancellationToken cancellationToken)
    {
        var late = new List<LateDelivery>();
        var filter = LedgerRows.LateOf(due);
        await foreach (var row in table.QueryAsync<TableEntity>(filter, cancellationToken: cancellationToken))
        {
            late.Add(LedgerRows.DecodeLate(row));
        }

        return late;
    }

    private async Task<bool> WriteAsync(DeliveryDue due, LedgerPage page, DateTimeOffset now, DateTimeOffset leaseUntil, CancellationToken cancellationToken)
    {
        var partition = LedgerRows.Partition(due.AlertId, due.Version);
        var next = page.NextDue(now);
        var actions = new List<TableTransactionAction>
        {
            new(
                TableTransactionActionType.UpdateMerge,
                new TableEntity(partition, LedgerRows.PageKey(page.Number))
                {
                    ["States"] = page.States,
                    ["Settled"] = next is null,
                    ["NextDue"] = next ?? LedgerRows.Never,
                    ["LeaseUntil"] = leaseUntil,
                },
                page.ETag),
        };
        foreach (var (recipient, row) in page.TakeChanges())
        {
            var key = LedgerRows.LateKey(page.Number, recipient);
            actions.Add(row is null
                ? new TableTransactionAction(TableTransactionActionType.Delete, new TableEntity(partition, key), ETag.All)
                : new TableTransactionAction(TableTransactionActionType.UpsertReplace, LedgerRows.EncodeLate(partition, key, row)));
        }

        try
        {
            var written = await table.SubmitTransactionAsync(actions, cancellationToken);
            page.ETag = written.Value[0].Headers.ETag!.Value;
            return true;
        }
        catch (TableTransactionFailedException raced) when (raced.Status == 412 || raced is { Status: 404, FailedTransactionActionIndex: 0 })
        {
            return false;
        }
    }
}
