using Relais.Notifications;

namespace Relais.Alerts;

/// <summary>Tells what became of an alert's deliveries: from the alert itself once they have ended, from the ledger until then.</summary>
public sealed class AlertDeliveries(AlertStore alerts, LedgerReader ledger)
{
    /// <summary>What became of all versions of an alert that have notifications of their own.</summary>
    public async Task<DeliveryCounts> CountAsync(Alert alert, CancellationToken cancellationToken)
    {
        var counts = DeliveryCounts.None;
        foreach (var telling in alert.Tellings.Where(telling => telling.In is null))
        {
            counts += await CountAsync(alert, telling, cancellationToken);
        }

        return counts;
    }

    /// <summary>Every version of an alert with what became of its deliveries.</summary>
    public async Task<IReadOnlyList<TellingShown>> ShowAsync(Alert alert, CancellationToken cancellationToken)
    {
        var shown = new List<TellingShown>();
        foreach (var telling in alert.Tellings)
        {
            shown.Add(TellingShown.Of(telling, await CountAsync(alert, telling, cancellationToken)));
        }

        return shown;
    }

    public async Task<DeliveryCounts> CountAsync(Alert alert, Telling telling, CancellationToken cancellationToken) =>
        telling.Deliveries ?? await ledger.CountAsync(telling.In?.AlertId ?? alert.Id, telling.In?.Version ?? telling.Version, cancellationToken);

    /// <summary>What became of all deliveries of a campaign: those that have ended with their version, and those of the versions still open.</summary>
    public async Task<DeliveryCounts> CountAllAsync(string campaignId, DeliveryCounts closed, IEnumerable<OpenAlert> open, CancellationToken cancellationToken)
    {
        var counts = closed;
        foreach (var due in open.Select(one => one.Due).Where(due => due.CampaignId == campaignId))
        {
            // Closed a moment ago: it is among the closed ones already.
            if (await alerts.FindAsync(campaignId, due.AlertId, cancellationToken) is { } alert && alert.Told(due.Version) is { Deliveries: null })
            {
                counts += await ledger.CountAsync(due.AlertId, due.Version, cancellationToken);
            }
        }

        return counts;
    }
}
