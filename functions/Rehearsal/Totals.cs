using System.Globalization;
using Relais.Alerts;
using Relais.Campaigns;
using Relais.Momentum;
using Relais.Notifications;
using Relais.Snapshots;

namespace Relais.Rehearsal;

/// <summary>What a rehearsal came to, counted from the stores and from nowhere else.</summary>
/// <param name="Counted">Posts by the kind of their source.</param>
/// <param name="Buckets">Minutes that hold at least one signal.</param>
public sealed record Totals(IReadOnlyDictionary<string, long> Counted, int Buckets, int Alerts, DeliveryCounts Deliveries, long Snapshots)
{
    public long Posts => Counted.Values.Sum();

    // The same numbers are the same, though they stand in another dictionary.
    public bool Equals(Totals? other) =>
        other is not null && (Buckets, Alerts, Deliveries, Snapshots) == (other.Buckets, other.Alerts, other.Deliveries, other.Snapshots)
        && Counted.OrderBy(kind => kind.Key, StringComparer.Ordinal).SequenceEqual(other.Counted.OrderBy(kind => kind.Key, StringComparer.Ordinal));

    public override int GetHashCode() => HashCode.Combine(Posts, Buckets, Alerts, Deliveries, Snapshots);

    public static async Task<Totals> CountAsync(IServiceProvider services, string campaignId, CancellationToken cancellationToken)
    {
        var campaign = await services.GetRequiredService<CampaignStore>().FindAsync(campaignId, cancellationToken)
            ?? throw new InvalidOperationException($"There is no campaign {campaignId} to count.");
        var signals = services.GetRequiredService<SignalStore>();
        var (counts, counted) = (new MinuteCounts(), new Dictionary<string, long>(StringComparer.Ordinal));
        foreach (var query in TrackedQuery.Of(campaign, services.GetRequiredService<CampaignRules>().Kinds))
        {
            counted[query.Kind] = counted.GetValueOrDefault(query.Kind) + (await signals.ReadCursorAsync(query.Key, cancellationToken)).Signals;
            counts.Add(await signals.ReadCountsAsync(query.Key, DateTimeOffset.UnixEpoch, DateTimeOffset.MaxValue, cancellationToken));
        }

        var totals = await services.GetRequiredService<AlertStore>().TotalsAsync(campaignId, cancellationToken);
        var open = await services.GetRequiredService<OpenAlerts>().ListAsync(cancellationToken);
        var deliveries = await services.GetRequiredService<AlertDeliveries>().CountAllAsync(campaignId, totals.Closed, open, cancellationToken);
        var snapshots = await services.GetRequiredService<SnapshotStore>().CountAsync(campaignId, cancellationToken);
        return new Totals(counted, counts.Minutes.Count, totals.Alerts, deliveries, snapshots);
    }

    public static async Task<string> TellAsync(IServiceProvider services, string campaignId, CancellationToken cancellationToken) =>
        (await CountAsync(services, campaignId, cancellationToken)).ToText();

    public string ToText() => string.Create(
        CultureInfo.InvariantCulture,
        $"posts {Posts} · buckets {Buckets} · alerts {Alerts} · deliveries {Deliveries.Audience} (planned {Deliveries.Planned}, sent {Deliveries.Sent}, deferred {Deliveries.Deferred}, failed {Deliveries.Failed}, expired {Deliveries.Expired}, suppressed {Deliveries.Suppressed}) · snapshots {Snapshots}");
}
