using Relais.Campaigns;
using Relais.Intake;
using Relais.Notifications;

namespace Relais.Snapshots;

/// <summary>All campaigns at a glance.</summary>
public sealed record DashboardList(DateTimeOffset Now, IReadOnlyList<DashboardCampaign> Campaigns);

/// <summary>One campaign and how it stood when its snapshot was taken; zeros and null where there is no snapshot yet.</summary>
public sealed record DashboardCampaign(
    string Id,
    string Name,
    IReadOnlyList<string> Hashtags,
    CampaignState State,
    DateTimeOffset? SnapshotAt,
    SnapshotTotals Totals,
    SnapshotMomentum? Momentum,
    SnapshotAlerts Alerts,
    DeliveryCounts Deliveries,
    SnapshotGaps Gaps,
    SnapshotSubmitted? Submitted,
    IReadOnlyList<GoalShown> Goals)
{
    public static DashboardCampaign Of(Campaign campaign, Snapshot? snapshot, DateTimeOffset now) => new(
        campaign.Id,
        campaign.Name,
        [.. campaign.Hashtags.Select(hashtag => hashtag.Shown)],
        campaign.StateAt(now),
        snapshot?.At,
        snapshot?.Totals ?? new SnapshotTotals(0, 0, 0, 0),
        snapshot?.Momentum,
        snapshot?.Alerts ?? new SnapshotAlerts(0, 0),
        snapshot?.Deliveries ?? DeliveryCounts.None,
        snapshot?.Gaps ?? new SnapshotGaps(0, 0),
        snapshot?.Submitted,
        snapshot?.Goals ?? []);
}

/// <summary>One campaign with its curve over a stretch of time, and the alerts and gaps that are drawn on it.</summary>
/// <param name="StepMinutes">The length of a step of the curve.</param>
public sealed record DashboardDetail(
    DateTimeOffset Now,
    DashboardCampaign Campaign,
    DateTimeOffset From,
    DateTimeOffset Until,
    int StepMinutes,
    DashboardCurve Curve,
    IReadOnlyList<DashboardAlert> Alerts,
    IReadOnlyList<DashboardGap> Gaps,
    IReadOnlyList<SnapshotSource> Sources);

/// <summary>Signals by step: when each step begins (Unix seconds), and how many it holds. A step without signals is zero; where a gap lies, it is unknown.</summary>
public sealed record DashboardCurve(IReadOnlyList<long> At, IReadOnlyList<int> Posts);

/// <param name="Held">Why it was not said by itself, or not yet; null where it was.</param>
public sealed record DashboardAlert(
    string Id, string Kind, string Status, DateTimeOffset StartsAt, DateTimeOffset? EndsAt, Localized Title, Localized Why, Localized? Held, DeliveryCounts Deliveries);

/// <param name="Source">The kind of source and its host, of a feed with its path.</param>
/// <param name="Recovered">Whether what was published meanwhile could be read afterwards.</param>
public sealed record DashboardGap(string Source, DateTimeOffset From, DateTimeOffset? Until, string Reason, bool Recovered);

/// <summary>One page of a campaign's snapshots, newest first; `before` asks for the next, null when there is none.</summary>
public sealed record SnapshotList(IReadOnlyList<Snapshot> Snapshots, DateTimeOffset? Before);
