using Relais.Notifications;

namespace Relais.Alerts;

/// <summary>Reads how far the delivery of one version of an alert has come.</summary>
public sealed class ProgressReader(AlertStore alerts, AlertDeliveries deliveries, OpenAlerts open, Brakes brakes, TimeProvider time)
{
    /// <summary>Null when there is no such alert or version.</summary>
    /// <param name="version">Null for the last one.</param>
    public async Task<AlertProgress?> ReadAsync(string campaignId, string alertId, int? version, CancellationToken cancellationToken)
    {
        if (await alerts.FindAsync(campaignId, alertId, cancellationToken) is not { } alert)
        {
            return null;
        }

        var halt = (await brakes.GetAsync(cancellationToken)).HaltOf(campaignId);
        if (alert.Told(version ?? alert.LastVersion) is not { } telling)
        {
            // Nothing has been said of it yet, and nothing will when its time is over.
            return version is null ? new AlertProgress(alertId, 0, "", DeliveryCounts.None, alert.StatusAt(time.GetUtcNow()) == Telling.Resolved, halt, time.GetUtcNow()) : null;
        }

        var spoken = telling.In ?? new ToldIn(alertId, telling.Version);
        var counts = await deliveries.CountAsync(alert, telling, cancellationToken);
        var isPlanned = telling.Deliveries is not null || await open.FindAsync(new FanOutDue(campaignId, spoken.AlertId, spoken.Version), cancellationToken) is null or { FannedOut: true };
        return new AlertProgress(alertId, telling.Version, telling.Status, counts, isPlanned && counts.Planned + counts.Deferred == 0, halt, time.GetUtcNow());
    }
}

/// <summary>How far a delivery has come.</summary>
/// <param name="Version">0 before anything was said.</param>
/// <param name="Deliveries">By state; the audience grows while it is still being planned.</param>
/// <param name="Done">Nothing is left to be sent, or tried again.</param>
/// <param name="Halt">Who had it stopped, and why; null while it goes on.</param>
public sealed record AlertProgress(string Alert, int Version, string Status, DeliveryCounts Deliveries, bool Done, Halt? Halt, DateTimeOffset At);
