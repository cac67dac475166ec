using Relais.Notifications;

namespace Relais.Alerts;

/// <summary>Tells what became of an alert's deliveries: from the alert itself once they have ended, from the ledger until then.</summary>
public sealed class AlertDeliveries(AlertStore alerts, Ledger ledger)
{
    public async Task<DeliveryCounts> CountAsync(Alert alert, CancellationToken cancellationToken)
    {
        var firing = alert.ClosedFiring ?? await ledger.CountAsync(alert.Id, Alert.FiringVersion, cancellationToken);
        var resolved = alert.ClosedResolved
            ?? (alert.EndsAt is null ? DeliveryCounts.None : await ledger.CountAsync(alert.Id, Alert.ResolvedVersion, cancellationToken));
        return firing + resolved;
    }

    /// <summary>What became of all deliveries of a campaign: those that have ended with their version, and those of the versions still open.</summary>
    public async Task<DeliveryCounts> CountAllAsync(string campaignId, DeliveryCounts closed, IEnumerable<OpenAlert> open, CancellationToken cancellationToken)
    {
        var counts = closed;
        foreach (var due in open.Select(one => one.Due).Where(due => due.CampaignId == campaignId))
        {
            // Closed a moment ago: it is among the closed ones already.
            if (await alerts.FindAsync(campaignId, due.AlertId, cancellationToken) is { } alert && alert.ClosedAs(due.Version) is null)
            {
                counts += await ledger.CountAsync(due.AlertId, due.Version, cancellationToken);
            }
        }

        return counts;
    }
}
