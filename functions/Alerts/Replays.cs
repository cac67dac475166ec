using Relais.Hosting;
using Relais.Notifications;

namespace Relais.Alerts;

/// <summary>Has deliveries tried again that ended without being sent. What was sent is never sent again, however often somebody asks.</summary>
public sealed class Replays(AlertStore alerts, OpenAlerts open, Ledger ledger, LedgerChanges changes, MessageQueue<DeliveryDue> deliveries, TimeProvider time)
{
    private static readonly TimeSpan Wait = TimeSpan.FromMilliseconds(250);
    private const int MostWaits = 20;
    private const int AlertsAtATime = 100;

    /// <summary>Replays what a wish names, newest alerts first, and answers what was, or in a dry run would be, tried again.</summary>
    public async Task<Replay> RunAsync(string campaignId, ReplayWish wish, CancellationToken cancellationToken)
    {
        var versions = new List<VersionReplayed>();
        for (var after = wish.Until is { } until ? Alert.FirstIdAt(until) : ""; ;)
        {
            var page = wish.AlertId is { } id
                ? await alerts.FindAsync(campaignId, id, cancellationToken) is { } one ? [one] : []
                : await alerts.ListAsync(campaignId, after, AlertsAtATime, cancellationToken);
            foreach (var alert in page)
            {
                foreach (var telling in alert.Tellings.Where(telling => IsMeant(alert, telling, wish)))
                {
                    versions.Add(await ReplayAsync(alert, telling, wish, cancellationToken));
                }
            }

            if (wish.AlertId is not null || page.Count < AlertsAtATime || page[^1].StartsAt + LongestTold < wish.Since)
            {
                return new Replay(versions.Sum(version => version.Deliveries), wish.DryRun, [.. versions.Where(version => version.Deliveries + version.Busy > 0)]);
            }

            after = page[^1].Id;
        }
    }

    // An alert may be told of for as long as it is corrected, or repeated; a month after its start no window of ours still finds it.
    private static readonly TimeSpan LongestTold = TimeSpan.FromDays(31);

    private static bool IsMeant(Alert alert, Telling telling, ReplayWish wish) =>
        telling.In is null
        && (wish.Version is null || telling.Version == wish.Version)
        && (wish.Since is null || telling.At >= wish.Since)
        && (wish.Until is null || telling.At < wish.Until)

        // What was withdrawn, or corrected again, is not said any more to whoever has not heard of it.
        && (telling.FollowsFirst
            ? telling.Version == alert.Tellings.Where(one => one.FollowsFirst).Max(one => one.Version)
            : telling.With.Count > 0 || alert.LastTelling!.Status != Telling.Retracted);

    private async Task<VersionReplayed> ReplayAsync(Alert alert, Telling telling, ReplayWish wish, CancellationToken cancellationToken)
    {
        var found = 0;
        var pages = await ledger.ListPlannedAsync(alert.Id, telling.Version, 1, cancellationToken);
        foreach (var page in pages)
        {
            found += (await changes.ReplayAsync(Page(alert, telling, page), wish.Reasons, dryRun: true, time.GetUtcNow(), cancellationToken)).Replayed;
        }

        if (wish.DryRun || found == 0)
        {
            return new VersionReplayed(alert.Id, telling.Version, found, 0);
        }

        var version = new FanOutDue(alert.CampaignId, alert.Id, telling.Version);
        if (await open.FindAsync(version, cancellationToken) is { FannedOut: false })
        {
            // Its audience is still being planned, and what is opened here would say that it is not.
            return new VersionReplayed(alert.Id, telling.Version, 0, pages.Count);
        }

        // First what brings it to an end whatever happens, then that its end is open again, then for how long: a crash in between loses nothing.
        await open.OpenAsync(version, time.GetUtcNow(), cancellationToken, fannedOut: true);
        while (!await alerts.CloseAsync(alert.CampaignId, alert.Id, telling.Version, null, cancellationToken))
        {
            // Another version was closed meanwhile: the sums are worked out anew.
        }

        await ledger.ProlongAsync(alert.Id, telling.Version, time.GetUtcNow() + AlertConditions.WorthSaying, cancellationToken);
        var (replayed, busy) = (0, 0);
        foreach (var page in pages)
        {
            // Opened a moment ago, it is closed by nobody.
            await open.OpenAsync(version, time.GetUtcNow(), cancellationToken, fannedOut: true);
            var due = Page(alert, telling, page);
            var (tried, isBusy) = await ReplayPageAsync(due, wish, cancellationToken);
            (replayed, busy) = (replayed + tried, busy + (isBusy ? 1 : 0));
            if (tried > 0)
            {
                await deliveries.SendAsync(due, cancellationToken: cancellationToken);
            }
        }

        return new VersionReplayed(alert.Id, telling.Version, replayed, busy);
    }

    private async Task<(int Replayed, bool IsBusy)> ReplayPageAsync(DeliveryDue due, ReplayWish wish, CancellationToken cancellationToken)
    {
        for (var (replayed, waits) = (0, 0); ; waits++)
        {
            var (more, isBusy) = await changes.ReplayAsync(due, wish.Reasons, dryRun: false, time.GetUtcNow(), cancellationToken);
            replayed += more;
            if (!isBusy || waits == MostWaits)
            {
                return (replayed, isBusy);
            }

            await Task.Delay(Wait, TimeProvider.System, cancellationToken);
        }
    }

    private static DeliveryDue Page(Alert alert, Telling telling, PageEnd page) => new(alert.Id, telling.Version, page.Page);
}

/// <summary>What is to be replayed.</summary>
/// <param name="AlertId">One alert; null for all that were said within the window.</param>
/// <param name="Reasons">Only what failed for one of these; empty for all.</param>
public sealed record ReplayWish(string? AlertId, int? Version, DateTimeOffset? Since, DateTimeOffset? Until, IReadOnlyList<string> Reasons, bool DryRun);

/// <summary>What was tried again, or in a dry run would be.</summary>
public sealed record Replay(int Deliveries, bool DryRun, IReadOnlyList<VersionReplayed> Versions);

/// <summary>What was tried again of one version.</summary>
/// <param name="Busy">Pages that somebody was delivering just then: ask again for what failed on them.</param>
public sealed record VersionReplayed(string Alert, int Version, int Deliveries, int Busy);
