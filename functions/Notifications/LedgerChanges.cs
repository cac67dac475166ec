namespace Relais.Notifications;

/// <summary>Changes pages from outside their delivery: corrections, withdrawals, replays. A page that a worker holds is left alone and tried again later.</summary>
public sealed class LedgerChanges(Ledger ledger)
{
    /// <summary>
    /// From now on a follow-up speaks on this page: answers those who had got the first words by then, the same ones each time it is asked. Null when
    /// a worker holds the page.
    /// </summary>
    public async Task<IReadOnlyList<string>?> FollowAsync(DeliveryDue due, FollowMark follow, DateTimeOffset now, CancellationToken cancellationToken)
    {
        while (await ledger.ReadPageAsync(due, cancellationToken) is { } page)
        {
            if (page.Follow is { } marked && marked.Version >= follow.Version)
            {
                return Heard(page, marked.Heard);
            }

            if (page.IsHeldAt(now))
            {
                return null;
            }

            // In one go with the last of those who are not to hear anything any more: until then the page has its first words.
            if (follow.Suppress is { } reason && !await SuppressAsync(due, page, reason, now, cancellationToken))
            {
                continue;
            }

            page.Follow = new PageFollow(follow.Version, page.States);
            if (await ledger.FlushAsync(due, page, release: true, now, cancellationToken))
            {
                return Heard(page, page.Follow.Heard);
            }
        }

        return [];
    }

    /// <summary>Ends what is still to be delivered on a page; false when a worker holds it.</summary>
    public async Task<bool> SuppressAsync(DeliveryDue due, string reason, DateTimeOffset now, CancellationToken cancellationToken)
    {
        while (await ledger.ReadPageAsync(due, cancellationToken) is { } page)
        {
            if (page.IsHeldAt(now))
            {
                return false;
            }

            if (await SuppressAsync(due, page, reason, now, cancellationToken) && await ledger.FlushAsync(due, page, release: true, now, cancellationToken))
            {
                return true;
            }
        }

        return true;
    }

    /// <summary>Has deliveries of a page tried again that ended without being sent, for one of these reasons; all reasons when none is named. Answers how many.</summary>
    public async Task<int?> ReplayAsync(DeliveryDue due, IReadOnlyList<string> reasons, bool dryRun, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var replayed = 0;
        while (await ledger.ReadPageAsync(due, cancellationToken) is { } page)
        {
            var places = page.PlacesIn(DeliveryState.Failed, DeliveryState.Expired)
                .Where(place => reasons.Count == 0 || reasons.Contains(page.LateAt(place)?.Reason ?? "")).ToArray();
            if (dryRun || places.Length == 0)
            {
                return replayed + places.Length;
            }

            if (page.IsHeldAt(now))
            {
                return null;
            }

            var some = places.Take(Ledger.MostChangesAFlush).ToArray();
            foreach (var place in some)
            {
                page.TryAgain(place, now);
            }

            replayed += await ledger.FlushAsync(due, page, release: true, now, cancellationToken) ? some.Length : 0;
        }

        return replayed;
    }

    private async Task<bool> SuppressAsync(DeliveryDue due, LedgerPage page, string reason, DateTimeOffset now, CancellationToken cancellationToken)
    {
        foreach (var place in page.PlacesIn(DeliveryState.Planned, DeliveryState.Deferred))
        {
            page.End(place, DeliveryState.Suppressed, reason);
            if (page.Changes == Ledger.MostChangesAFlush && !await ledger.FlushAsync(due, page, release: true, now, cancellationToken))
            {
                return false;
            }
        }

        return true;
    }

    private static IReadOnlyList<string> Heard(LedgerPage page, string states) =>
        [.. page.Recipients.Where((_, place) => states[place] == (char)DeliveryState.Sent)];
}

/// <summary>A follow-up that takes over on a page.</summary>
/// <param name="Suppress">Why whoever has not heard the first words is told nothing any more; null when they get the corrected ones.</param>
public sealed record FollowMark(string AlertId, int Version, string? Suppress);
