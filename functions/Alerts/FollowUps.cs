using Relais.Campaigns;
using Relais.Hosting;
using Relais.Notifications;

namespace Relais.Alerts;

/// <summary>
/// Plans corrections and retractions: they go to exactly those who got the first version. Page by page, whoever has got it by then is to hear of the
/// follow-up; whoever has not gets the corrected words in place of the first ones, and after a retraction nothing.
/// </summary>
public sealed class FollowUps(AlertStore alerts, OpenAlerts open, Ledger ledger, LedgerChanges changes, MessageQueue<DeliveryDue> deliveries, TimeProvider time)
{
    /// <summary>Plans what can be planned now; null when it must be tried again, because the first version is still being planned, or a page of it delivered.</summary>
    public async Task<IReadOnlyList<PageEnd>?> PlanAsync(Alert alert, Campaign campaign, Telling telling, CancellationToken cancellationToken)
    {
        var first = alert.Tellings[0].In ?? new ToldIn(alert.Id, 1);
        if (await open.FindAsync(new FanOutDue(alert.CampaignId, first.AlertId, first.Version), cancellationToken) is { FannedOut: false })
        {
            return null;
        }

        var lead = first.AlertId == alert.Id ? alert : await alerts.FindAsync(alert.CampaignId, first.AlertId, cancellationToken);
        var together = await TogetherAsync(alert, lead!, lead!.Told(first.Version)!, cancellationToken);
        var others = telling.Status == Telling.Retracted ? [.. together.Where(one => one.Id != alert.Id)] : together;
        if (others.Count > 0)
        {
            // Under the ids of the first version: for whoever gets it now, it is the first version.
            var corrected = AlertText.Say(others[0], campaign, lead.Told(first.Version)!, [.. others.Skip(1)]) with { AlertId = first.AlertId, Version = first.Version };
            await ledger.KeepTextAsync(corrected, telling.Version, cancellationToken);
        }

        await ForgetEarlierAsync(alert, telling, cancellationToken);
        var (notification, ends) = (AlertText.Say(alert, campaign, telling), new List<PageEnd>());
        foreach (var page in await ledger.ListPlannedAsync(first.AlertId, first.Version, 1, cancellationToken))
        {
            var due = new DeliveryDue(first.AlertId, first.Version, page.Page);
            var follow = new FollowMark(alert.Id, telling.Version, others.Count > 0 ? null : Telling.Retracted);
            if (await changes.FollowAsync(due, follow, time.GetUtcNow(), cancellationToken) is not { } heard)
            {
                return null;
            }

            if (heard.Count == 0)
            {
                continue;
            }

            // Numbered like the page that it follows; planned already when an earlier run was cut short here.
            var planned = await ledger.PlanAsync(notification, page.Page, [heard], time.GetUtcNow(), cancellationToken, keepText: true);
            await deliveries.SendAsync(planned?[0] ?? new DeliveryDue(alert.Id, telling.Version, page.Page), cancellationToken: cancellationToken);
            ends.Add(new PageEnd(page.Page, heard[^1]));
        }

        return ends;
    }

    /// <summary>What one notification says together, this alert as it stands now.</summary>
    private async Task<IReadOnlyList<Alert>> TogetherAsync(Alert alert, Alert lead, Telling telling, CancellationToken cancellationToken)
    {
        var together = new List<Alert> { lead };
        foreach (var id in telling.With)
        {
            together.Add(id == alert.Id ? alert : (await alerts.FindAsync(alert.CampaignId, id, cancellationToken))!);
        }

        // What was withdrawn before stays withdrawn.
        return [.. together.Where(one => one.Id == alert.Id || one.Tellings.All(earlier => earlier.Status != Telling.Retracted))];
    }

    /// <summary>An earlier correction that somebody has not got yet is not told any more: the new one takes its place.</summary>
    private async Task ForgetEarlierAsync(Alert alert, Telling telling, CancellationToken cancellationToken)
    {
        foreach (var earlier in alert.Tellings.Where(one => one.FollowsFirst && one.Version < telling.Version && one.Deliveries is null))
        {
            foreach (var page in await ledger.ListPlannedAsync(alert.Id, earlier.Version, 1, cancellationToken))
            {
                await changes.SuppressAsync(new DeliveryDue(alert.Id, earlier.Version, page.Page), "superseded", time.GetUtcNow(), cancellationToken);
            }
        }
    }
}
