using Relais.Storage.Tables;

namespace Relais.Notifications;

/// <summary>Tells what became of deliveries: counted, listed, or of one recipient by point reads.</summary>
public sealed class LedgerReader([FromKeyedServices(Ledger.TableName)] TableClient table, Ledger ledger)
{
    /// <summary>How the deliveries of one version stand.</summary>
    public async Task<DeliveryCounts> CountAsync(string alertId, int version, CancellationToken cancellationToken)
    {
        var counts = DeliveryCounts.None;
        await foreach (var row in table.QueryAsync<TableEntity>(LedgerRows.PagesFrom(alertId, version, 1), select: ["States"], cancellationToken: cancellationToken))
        {
            counts += DeliveryCounts.Of(row.GetString("States"));
        }

        return counts;
    }

    /// <summary>The deliveries of one version that are not plainly sent, in the order of their pages, and where to go on; null at the end.</summary>
    /// <param name="after">Where an earlier answer ended; empty begins.</param>
    public async Task<(IReadOnlyList<LateDelivery> Late, string? After)> ListLateAsync(
        string alertId, int version, LateFilter filter, string after, int most, CancellationToken cancellationToken)
    {
        var late = new List<LateDelivery>();
        var wanted = LedgerRows.LateAfter(alertId, version, after)
            + (filter.States.Count == 0 ? "" : $" and ({string.Join(" or ", filter.States.Select(state => TableClient.CreateQueryFilter($"State eq {state.ToString()}")))})")
            + (filter.Reason is { } reason ? " and " + TableClient.CreateQueryFilter($"Reason eq {reason}") : "");
        await foreach (var row in table.QueryAsync<TableEntity>(wanted, maxPerPage: Math.Min(most, 1000), cancellationToken: cancellationToken))
        {
            late.Add(LedgerRows.DecodeLate(row));
            if (late.Count == most)
            {
                return (late, row.RowKey);
            }
        }

        return (late, null);
    }

    /// <summary>How many deliveries of one version are not plainly sent, for each reason.</summary>
    public async Task<IReadOnlyDictionary<string, int>> CountReasonsAsync(string alertId, int version, CancellationToken cancellationToken)
    {
        var reasons = new SortedDictionary<string, int>(StringComparer.Ordinal);
        await foreach (var row in table.QueryAsync<TableEntity>(LedgerRows.LateAfter(alertId, version, ""), select: ["Reason"], cancellationToken: cancellationToken))
        {
            var reason = row.GetString("Reason")!;
            reasons[reason] = reasons.GetValueOrDefault(reason) + 1;
        }

        return reasons;
    }

    /// <summary>What is said of a version now, by the numbers of its pages; a page on which all of it was withdrawn is left out.</summary>
    public async Task<IReadOnlyDictionary<int, Notification>> ReadWordsAsync(string alertId, int version, CancellationToken cancellationToken)
    {
        var (texts, words) = (new Dictionary<string, Notification>(StringComparer.Ordinal), new Dictionary<int, Notification>());
        await foreach (var row in table.QueryAsync<TableEntity>(LedgerRows.TextsOf(alertId, version), cancellationToken: cancellationToken))
        {
            texts[LedgerRows.TextOf(row.RowKey) ?? ""] = LedgerRows.DecodeText(row);
        }

        await foreach (var row in table.QueryAsync<TableEntity>(LedgerRows.PagesFrom(alertId, version, 1), select: ["RowKey", "Text"], cancellationToken: cancellationToken))
        {
            if (texts.TryGetValue(row.GetString("Text") ?? "", out var said))
            {
                words[LedgerRows.PageOf(row.RowKey)] = said;
            }
        }

        return words;
    }

    /// <summary>What is said of a version now to one recipient; null when nothing is, or when it is not meant for them.</summary>
    public async Task<Notification?> ReadWordsAsync(string alertId, int version, string recipientId, CancellationToken cancellationToken) =>
        await PageOfAsync(alertId, version, recipientId, cancellationToken) is { } number
        && await ledger.ReadPageAsync(new DeliveryDue(alertId, version, number), cancellationToken) is { } page
        && page.PlaceOf(recipientId) >= 0
            ? await ledger.ReadNotificationAsync(alertId, version, cancellationToken, page.Text)
            : null;

    /// <summary>Every delivery of the first page behind one, in the order of the recipients, and the page's number where others follow; 0 begins.</summary>
    public async Task<(IReadOnlyList<DeliveryRecord> Records, int? After)> ListPageAsync(string alertId, int version, int after, CancellationToken cancellationToken)
    {
        var numbers = new List<int>();
        await foreach (var row in table.QueryAsync<TableEntity>(LedgerRows.PagesFrom(alertId, version, after + 1), maxPerPage: 2, select: ["RowKey"], cancellationToken: cancellationToken))
        {
            numbers.Add(LedgerRows.PageOf(row.RowKey));
            if (numbers.Count == 2)
            {
                break;
            }
        }

        if (numbers.Count == 0 || await ledger.ReadPageAsync(new DeliveryDue(alertId, version, numbers[0]), cancellationToken) is not { } page)
        {
            return ([], null);
        }

        // Who was left out on purpose has a row that no delivery needs, but a reader does.
        var late = new Dictionary<string, LateDelivery>(StringComparer.Ordinal);
        await foreach (var row in table.QueryAsync<TableEntity>(LedgerRows.LateOf(new DeliveryDue(alertId, version, numbers[0])), cancellationToken: cancellationToken))
        {
            var one = LedgerRows.DecodeLate(row);
            late[one.RecipientId] = one;
        }

        return ([.. page.Recipients.Select((recipient, place) => Record(recipient, page.StateOf(place), late.GetValueOrDefault(recipient)))], numbers.Count == 2 ? numbers[0] : null);
    }

    /// <summary>What became of one recipient's delivery, by two or three point reads; null when the version is not meant for that recipient.</summary>
    public async Task<DeliveryRecord?> FindAsync(string alertId, int version, string recipientId, CancellationToken cancellationToken)
    {
        if (await PageOfAsync(alertId, version, recipientId, cancellationToken) is not { } number)
        {
            return null;
        }

        var partition = LedgerRows.Partition(alertId, version);
        var found = await table.GetEntityIfExistsAsync<TableEntity>(partition, LedgerRows.PageKey(number), cancellationToken: cancellationToken);
        if (!found.HasValue || LedgerRows.DecodePage(found.Value!, number, []) is not { } page || page.PlaceOf(recipientId) is not (>= 0 and var place))
        {
            return null;
        }

        var state = page.StateOf(place);
        var late = state is DeliveryState.Planned or DeliveryState.Sent
            ? null
            : await table.GetEntityIfExistsAsync<TableEntity>(partition, LedgerRows.LateKey(number, recipientId), cancellationToken: cancellationToken);
        return Record(recipientId, state, late?.HasValue == true ? LedgerRows.DecodeLate(late.Value!) : null);
    }

    /// <summary>The page on which a recipient would be: from the index, or from the pages themselves while they are still being planned.</summary>
    private async Task<int?> PageOfAsync(string alertId, int version, string recipientId, CancellationToken cancellationToken)
    {
        var index = await table.GetEntityIfExistsAsync<TableEntity>(LedgerRows.Partition(alertId, version), LedgerRows.IndexKey, cancellationToken: cancellationToken);
        var ends = index.HasValue ? LedgerRows.DecodeIndex(index.Value!) : await ledger.ListPlannedAsync(alertId, version, 1, cancellationToken);
        return ends.FirstOrDefault(end => string.CompareOrdinal(recipientId, end.LastRecipient) <= 0)?.Page;
    }

    private static DeliveryRecord Record(string recipientId, DeliveryState state, LateDelivery? late) =>
        new(recipientId, state, late?.Reason, late?.Attempts ?? (state == DeliveryState.Sent ? 1 : 0), late?.NextTry);
}

/// <summary>Which of the deliveries that are not plainly sent are asked for: those in one of these states, all where none is named, and for this reason.</summary>
public sealed record LateFilter(IReadOnlyList<DeliveryState> States, string? Reason = null)
{
    public static readonly LateFilter Any = new([]);
}

/// <summary>How one recipient's delivery stands.</summary>
/// <param name="Reason">A short word, where it is not plainly sent or planned.</param>
/// <param name="Attempts">Tries so far; 1 of what is sent, where nothing remembers more.</param>
public sealed record DeliveryRecord(string RecipientId, DeliveryState State, string? Reason, int Attempts, DateTimeOffset? NextTry);
