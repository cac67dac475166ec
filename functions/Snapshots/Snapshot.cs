using Relais.Intake;
using Relais.Momentum;
using Relais.Notifications;

namespace Relais.Snapshots;

/// <summary>How a campaign stood at one instant. Counts are of signals; nothing in it is estimated but the baseline, which says so.</summary>
public sealed record Snapshot(
    DateTimeOffset At,
    string CampaignId,
    SnapshotTotals Totals,
    SnapshotMomentum? Momentum,
    SnapshotAlerts Alerts,
    DeliveryCounts Deliveries,
    SnapshotGaps Gaps,
    IReadOnlyList<SnapshotSource> Sources)
{
    /// <summary>What sites told of the campaign; null where nothing was, and in snapshots of a time when nobody asked.</summary>
    public SnapshotSubmitted? Submitted { get; init; }

    /// <summary>How far the campaign was on the way to its goals; null where it has none, and in snapshots of a time when there were none.</summary>
    public IReadOnlyList<GoalShown>? Goals { get; init; }
}

/// <summary>Signals counted: since the beginning, and in the hour, day and week before the snapshot.</summary>
public sealed record SnapshotTotals(long Posts, int LastHour, int LastDay, int LastWeek);

/// <summary>Where the detector's last reading stood.</summary>
/// <param name="Phase">`warming` while too little is known to judge, `steady`, `surge` or `lull`.</param>
/// <param name="Value">Standard units above the baseline; a surge from <paramref name="Threshold"/> on.</param>
/// <param name="Trailing">Signals in the hour up to the reading.</param>
/// <param name="Expected">Signals an hour by the campaign's own baseline.</param>
public sealed record SnapshotMomentum(string Phase, double Value, int Trailing, double Expected, double Threshold)
{
    public static SnapshotMomentum? Of(MomentumReading? reading) => reading is null
        ? null
        : new(reading.Phase.ToString().ToLowerInvariant(), Math.Round(reading.Momentum, 2), reading.Trailing, Math.Round(reading.Expected, 2), reading.Threshold);
}

/// <summary>Alerts that fire now, and all there have been.</summary>
public sealed record SnapshotAlerts(int Firing, int Total);

/// <summary>Stretches in which a source was blind: those that last, and all that touch the week before.</summary>
public sealed record SnapshotGaps(int Open, int LastWeek);

/// <summary>How a source of the campaign did at its last poll.</summary>
/// <param name="State">`waiting` before the first poll, `ok`, or `failing`.</param>
/// <param name="Detail">Why it fails; null otherwise.</param>
public sealed record SnapshotSource(string Kind, string Where, DateTimeOffset? LastAsked, string State, string? Detail);
