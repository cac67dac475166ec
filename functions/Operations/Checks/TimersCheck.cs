using Relais.Alerts;
using Relais.Campaigns;
using Relais.Snapshots;

namespace Relais.Operations.Checks;

/// <summary>What timers should have done and have not: snapshots of live campaigns, alerts that wait to be said. Three requests.</summary>
internal sealed class TimersCheck(CampaignStore campaigns, SnapshotStore snapshots, OpenAlerts open, TimeProvider time) : ICheck
{
    private const string About = "timers";

    public static readonly DeclaredCheck Declaration = new(About, "whether live campaigns have snapshots of the last 15 minutes, and whether alerts wait to be said", NeedsStorage: true);

    // They are taken every five minutes: one may be late, three are not.
    private static readonly TimeSpan OldestSnapshot = TimeSpan.FromMinutes(15);

    // ResumeAlerts looks each minute for what is a minute late.
    private static readonly TimeSpan LongestUnsaid = TimeSpan.FromMinutes(10);

    public async Task<IReadOnlyList<Finding>> LookAsync(CancellationToken cancellationToken)
    {
        var (now, latest, waiting) = (time.GetUtcNow(), snapshots.ListLatestAsync(cancellationToken), open.ListAllAsync(cancellationToken));
        var live = (await campaigns.ListAsync(cancellationToken)).Where(campaign => campaign.StateAt(now) == CampaignState.Live);
        var taken = await latest;
        var (versions, groups, _) = await waiting;
        return [
            .. OfSnapshots([.. live.Select(campaign => (campaign.Id, campaign.From, taken.GetValueOrDefault(campaign.Id)?.At))], now),
            .. OfAlerts([.. versions.Where(version => !version.FannedOut).Select(version => version.Since), .. groups.Select(group => group.At)], now),
        ];
    }

    /// <param name="live">Live campaigns, since when they are, and when the last snapshot was taken.</param>
    internal static IEnumerable<Finding> OfSnapshots(IReadOnlyList<(string Campaign, DateTimeOffset From, DateTimeOffset? At)> live, DateTimeOffset now)
    {
        var stale = live.Where(one => (one.At ?? one.From) < now - OldestSnapshot).Select(one => one.Campaign).Order(StringComparer.Ordinal).ToArray();
        if (stale.Length > 0)
        {
            yield return Finding.Error(
                "snapshots-old",
                About,
                $"{Finding.Count(stale.Length, "live campaign has", "live campaigns have")} no snapshot of the last {OldestSnapshot.TotalMinutes:0} minutes: {Finding.Names(stale)}.",
                "Look whether the app runs, whether TakeSnapshots is switched off, and what the log says of it.");
        }
    }

    /// <param name="waiting">Since when each alert, or group of alerts, should have been said.</param>
    internal static IEnumerable<Finding> OfAlerts(IReadOnlyList<DateTimeOffset> waiting, DateTimeOffset now)
    {
        var late = waiting.Where(since => since < now - LongestUnsaid).Order().ToArray();
        if (late.Length > 0)
        {
            yield return Finding.Error(
                "alerts-unsaid",
                About,
                $"{Finding.Count(late.Length, "alert")} should have been said and {(late.Length == 1 ? "was" : "were")} not, the oldest since {Finding.Time(late[0])}.",
                "Look whether ResumeAlerts, GroupAlerts and FanOutAlert are switched off, and what the log says of them; it is made up for by itself once they run.");
        }
    }
}
