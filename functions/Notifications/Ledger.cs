using Azure;
using Relais.Storage.Tables;

namespace Relais.Notifications;

/// <summary>Keeps what became of every delivery: a partition for each version of an alert, a row for each page of its audience, and a row for each delivery that is not plainly sent.</summary>
public sealed class Ledger([FromKeyedServices(Ledger.TableName)] TableClient table)
{
    public const string TableName = "ledger";

    // A page's ids must fit one property of 32,768 characters (Table Storage data model): 500 ids of 34, and of 42 where they are second addresses', do, with room.
    public const int MostRecipientsAPage = 500;

    // Design promise 3: a page is written down after so many sends; a kill repeats them, and those that came while they were being written.
    public const int MostSendsAFlush = 100;

    // One transaction holds 100 entities (Table Storage, entity group transactions): the page itself and 99 others.
    public const int MostChangesAFlush = 99;

    private const int MostPagesWithoutIndex = 4;

    // Longer than the longest attempt (15 s), so that only a dead worker's page is ever taken over.
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);

    /// <summary>What is said on pages of a version; null when no such words are kept.</summary>
    /// <param name="text">Which words: null for the first ones.</param>
    public async Task<Notification?> ReadNotificationAsync(string alertId, int version, CancellationToken cancellationToken, string? text = null)
    {
        var row = await table.GetEntityIfExistsAsync<TableEntity>(LedgerRows.Partition(alertId, version), LedgerRows.TextKey(text), cancellationToken: cancellationToken);
        return row.HasValue ? LedgerRows.DecodeText(row.Value!) : null;
    }

    /// <summary>Keeps words for pages of a version: <paramref name="text"/> as in <see cref="ReadNotificationAsync"/>.</summary>
    public Task KeepTextAsync(Notification notification, string? text, CancellationToken cancellationToken) =>
        table.UpsertEntityAsync(LedgerRows.EncodeText(notification, text), TableUpdateMode.Replace, cancellationToken);

    /// <summary>Has what is said of a version be worth saying until an instant at least.</summary>
    public async Task ProlongAsync(string alertId, int version, DateTimeOffset until, CancellationToken cancellationToken)
    {
        await foreach (var row in table.QueryAsync<TableEntity>(LedgerRows.TextsOf(alertId, version), cancellationToken: cancellationToken))
        {
            var notification = LedgerRows.DecodeText(row);
            if (notification.ExpiresAt < until)
            {
                await KeepTextAsync(notification with { ExpiresAt = until }, LedgerRows.TextOf(row.RowKey), cancellationToken);
            }
        }
    }

    /// <summary>Keeps where each page ends, once all are planned: so a recipient's page is found by one point read. Of a few pages, one read of all of them tells as much.</summary>
    public Task KeepIndexAsync(string alertId, int version, IReadOnlyList<PageEnd> pages, CancellationToken cancellationToken) => pages.Count <= MostPagesWithoutIndex
        ? Task.CompletedTask
        : table.UpsertEntityAsync(LedgerRows.EncodeIndex(LedgerRows.Partition(alertId, version), pages), TableUpdateMode.Replace, cancellationToken);

    /// <summary>
    /// Plans pages that follow one another, with the first of an audience also what is said to it, in one transaction. Answers the messages that ask for
    /// them; null when one of them is planned already, and then nothing is changed.
    /// </summary>
    /// <param name="first">The number of the first of these pages; an audience begins with 1.</param>
    /// <param name="keepText">Also keeps what is said although this is not the first page.</param>
    public async Task<IReadOnlyList<DeliveryDue>?> PlanAsync(
        Notification notification, int first, IReadOnlyList<IReadOnlyList<string>> pages, DateTimeOffset now, CancellationToken cancellationToken, bool keepText = false)
    {
        var partition = LedgerRows.Partition(notification.AlertId, notification.Version);
        var actions = pages
            .Select((recipients, i) => new TableTransactionAction(TableTransactionActionType.Add, LedgerRows.EncodePlanned(partition, first + i, notification.CampaignId, recipients, now)))
            .ToList();
        if (first == 1 || keepText)
        {
            actions.Add(new TableTransactionAction(TableTransactionActionType.UpsertReplace, LedgerRows.EncodeText(notification, null)));
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

    /// <summary>The pages of a version that are planned already, from one on, in their order.</summary>
    public async Task<IReadOnlyList<PageEnd>> ListPlannedAsync(string alertId, int version, int first, CancellationToken cancellationToken)
    {
        var pages = new List<PageEnd>();
        var filter = LedgerRows.PagesFrom(alertId, version, first);
        await foreach (var row in table.QueryAsync<TableEntity>(filter, select: ["RowKey", "LastRecipient"], cancellationToken: cancellationToken))
        {
            pages.Add(new PageEnd(LedgerRows.PageOf(row.RowKey), row.GetString("LastRecipient")!));
        }

        return pages;
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

        var page = await ReadPageAsync(due, cancellationToken);
        return page is not null && !page.IsHeldAt(now) && page.DueAt(now).Count > 0 && await WriteAsync(due, page, now, now + Lease, cancellationToken) ? page : null;
    }

    /// <summary>A page as it stands; null when there is none.</summary>
    /// <param name="everyReason">Also why deliveries were suppressed, which no later try needs to know.</param>
    public async Task<LedgerPage?> ReadPageAsync(DeliveryDue due, CancellationToken cancellationToken, bool everyReason = false)
    {
        var found = await table.GetEntityIfExistsAsync<TableEntity>(LedgerRows.Partition(due.AlertId, due.Version), LedgerRows.PageKey(due.Page), cancellationToken: cancellationToken);
        if (!found.HasValue)
        {
            return null;
        }

        var late = everyReason || LedgerRows.MayHaveLate(found.Value!) ? await ReadLateAsync(due, cancellationToken) : [];
        return LedgerRows.DecodePage(found.Value!, due.Page, late);
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

    /// <summary>Writes a page and the rows of its deliveries that changed; at most a hundred rows in all, so whoever changes more writes in between.</summary>
    internal async Task<bool> WriteAsync(DeliveryDue due, LedgerPage page, DateTimeOffset now, DateTimeOffset leaseUntil, CancellationToken cancellationToken)
    {
        var partition = LedgerRows.Partition(due.AlertId, due.Version);
        var row = LedgerRows.EncodeStanding(partition, page, now, leaseUntil);
        var changes = page.TakeChanges();
        try
        {
            if (changes.Count == 0)
            {
                var alone = await table.UpdateEntityAsync(row, page.ETag, TableUpdateMode.Merge, cancellationToken);
                page.ETag = alone.Headers.ETag!.Value;
                return true;
            }

            var actions = new List<TableTransactionAction>(changes.Count + 1) { new(TableTransactionActionType.UpdateMerge, row, page.ETag) };
            foreach (var (recipient, late) in changes)
            {
                var key = LedgerRows.LateKey(page.Number, recipient);
                actions.Add(late is null
                    ? new TableTransactionAction(TableTransactionActionType.Delete, new TableEntity(partition, key), ETag.All)
                    : new TableTransactionAction(TableTransactionActionType.UpsertReplace, LedgerRows.EncodeLate(partition, key, late)));
            }

            var written = await table.SubmitTransactionAsync(actions, cancellationToken);
            page.ETag = written.Value[0].Headers.ETag!.Value;
            return true;
        }
        catch (TableTransactionFailedException raced) when (raced.Status == 412 || raced is { Status: 404, FailedTransactionActionIndex: 0 })
        {
            return false;
        }
        catch (RequestFailedException raced) when (changes.Count == 0 && raced.Status is 412 or 404)
        {
            return false;
        }
    }

    private async Task<List<LateDelivery>> ReadLateAsync(DeliveryDue due, CancellationToken cancellationToken)
    {
        var late = new List<LateDelivery>();
        await foreach (var row in table.QueryAsync<TableEntity>(LedgerRows.LateOf(due), cancellationToken: cancellationToken))
        {
            late.Add(LedgerRows.DecodeLate(row));
        }

        return late;
    }
}

/// <summary>A page of an audience, and the last recipient on it.</summary>
public sealed record PageEnd(int Page, string LastRecipient);
