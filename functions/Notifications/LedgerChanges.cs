namespace Relais.Notifications;

/// <summary>Changes pages from outside their delivery: corrections, withdrawals, replays. A page that a worker holds is left alone and tried again later.</summary>
public sealed class LedgerChanges(Ledger ledger)
{
    /// <summary>From now on other words are said on a page; answers who had been sent the earlier ones by then, or is told them with a digest, the same ones each time it is asked.</summary>
    public async Task<Followed> FollowAsync(DeliveryDue due, FollowMark mark, DateTimeOffset now, CancellationToken cancellationToken)
    {
        while (await ledger.ReadPageAsync(due, cancellationToken, everyReason: true) is { } page)
        {
            var earlier = page.Follows.FirstOrDefault(follow => follow.AlertId == mark.AlertId);
            if (earlier?.Version >= mark.Version)
            {
                // Of a later version those hear who were to hear of this one.
                return new Followed(FollowResult.Done, earlier.Version == mark.Version ? Heard(page, earlier.Heard) : []);
            }

            if (page.Follows.Any(follow => follow.AlertId != mark.AlertId && follow.Version > mark.Knows.GetValueOrDefault(follow.AlertId)))
            {
                return new Followed(FollowResult.Stale, []);
            }

            if (page.IsHeldAt(now))
            {
                return new Followed(FollowResult.Busy, []);
            }

            // In one go with the last of those who are not to hear anything any more: until then the page has its first words.
            if (mark.Suppress is { } reason && !await SuppressAsync(due, page, reason, now, cancellationToken))
            {
                continue;
            }

            // Who is told with a digest may have read it by now.
            var heard = string.Concat(page.States.Select((state, place) => page.IsInDigest(place) ? (char)DeliveryState.Sent : state));
            page.Text = mark.Text;
            page.Follows = [.. page.Follows.Where(follow => follow.AlertId != mark.AlertId), new PageFollow(mark.AlertId, mark.Version, heard)];
            if (await ledger.FlushAsync(due, page, release: true, now, cancellationToken))
            {
                return new Followed(FollowResult.Done, Heard(page, heard));
            }
        }

        return new Followed(FollowResult.Done, []);
    }

    /// <summary>Ends what is still to be delivered on a page; false when a worker holds it.</summary>
    public async Task<bool> SuppressAsync(DeliveryDue due, string reason, DateTimeOffset now, CancellationToken cancellationToken)
    {
        while (await ledger.ReadPageAsync(due, cancellationToken) is { } page)
        {
            if (page.PlacesIn(DeliveryState.Planned, DeliveryState.Deferred).Count == 0)
            {
                return true;
            }

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

    /// <summary>
    /// Has deliveries of a page tried again that ended without being sent, for one of these reasons; for any when none is named. Answers how many, and
    /// whether a worker holds the page, so that some may be left.
    /// </summary>
    public async Task<(int Replayed, bool IsBusy)> ReplayAsync(DeliveryDue due, IReadOnlyList<string> reasons, bool dryRun, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var replayed = 0;
        while (await ledger.ReadPageAsync(due, cancellationToken) is { } page)
        {
            var places = page.PlacesIn(DeliveryState.Failed, DeliveryState.Expired)
                .Where(place => reasons.Count == 0 || reasons.Contains(page.LateAt(place)?.Reason ?? "")).ToArray();
            if (dryRun || places.Length == 0)
            {
                return (replayed + places.Length, false);
            }

            if (page.IsHeldAt(now))
            {
                return (replayed, true);
            }

            var some = places.Take(Ledger.MostChangesAFlush).ToArray();
            foreach (var place in some)
            {
                page.TryAgain(place, now);
            }

            replayed += await ledger.FlushAsync(due, page, release: true, now, cancellationToken) ? some.Length : 0;
        }

        return (replayed, false);
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

/// <summary>A correction or retraction that is to take over on a page.</summary>
/// <param name="Text">Which words of the ledger are said on the page from then on.</param>
/// <param name="Knows">The versions of the alerts of this page that these words take account of.</param>
/// <param name="Suppress">Why whoever has not heard the first words is told nothing any more; null when they get the new ones.</param>
public sealed record FollowMark(string AlertId, int Version, string Text, IReadOnlyDictionary<string, int> Knows, string? Suppress);

/// <summary>What came of a <see cref="FollowMark"/>, and who had been sent the earlier words.</summary>
public sealed record Followed(FollowResult Result, IReadOnlyList<string> Heard);

public enum FollowResult
{
    /// <summary>The page is marked.</summary>
    Done,

    /// <summary>A worker holds the page.</summary>
    Busy,

    /// <summary>Another alert of the page was corrected meanwhile: the words must be found anew.</summary>
    Stale,
}
