using Relais.Campaigns;
using Relais.Hosting;
using Relais.Notifications;

namespace Relais.Alerts;

/// <summary>
/// Plans corrections and retractions: they go to exactly those who got the first version. While it does, nobody is sent the first version; page by page,
/// whoever has got it by then is to hear of the follow-up, and whoever has not gets the new words in its place, or after a retraction nothing.
/// </summary>
public sealed class FollowUps(
    AlertStore alerts, OpenAlerts open, Ledger ledger, LedgerChanges changes, Brakes brakes, UnfinishedPages unfinished, SecondFollowUps seconds, MessageQueue<DeliveryDue> deliveries, TimeProvider time)
{
    /// <summary>Plans what can be planned now; null when it must be tried again, because the first version is still being planned, or a page of it delivered.</summary>
    public async Task<IReadOnlyList<PageEnd>?> PlanAsync(Alert alert, Campaign campaign, Telling telling, CancellationToken cancellationToken)
    {
        var first = alert.Tellings[0].In ?? new ToldIn(alert.Id, 1);
        if (alert.Tellings.Any(later => later.FollowsFirst && later.Version > telling.Version))
        {
            return await GiveUpAsync(alert.Id, telling.Version, cancellationToken);
        }

        if (await open.FindAsync(new FanOutDue(alert.CampaignId, first.AlertId, first.Version), cancellationToken) is { FannedOut: false })
        {
            return null;
        }

        await brakes.HaltAsync(new Halt(Brakes.OneAlert(first.AlertId), alert.RaisedBy ?? "", telling.Status, time.GetUtcNow()), cancellationToken);
        var (isBusy, ends) = (false, new List<PageEnd>());
        var mark = await SayAnewAsync(alert, campaign, telling, first, cancellationToken);
        foreach (var page in await ledger.ListPlannedAsync(first.AlertId, first.Version, 1, cancellationToken))
        {
            var due = new DeliveryDue(first.AlertId, first.Version, page.Page);
            var followed = await changes.FollowAsync(due, mark, time.GetUtcNow(), cancellationToken);
            while (followed.Result == FollowResult.Stale)
            {
                mark = await SayAnewAsync(alert, campaign, telling, first, cancellationToken);
                followed = await changes.FollowAsync(due, mark, time.GetUtcNow(), cancellationToken);
            }

            isBusy |= followed.Result == FollowResult.Busy || !await ForgetEarlierAsync(alert, telling, page.Page, cancellationToken);
            if (followed.Heard.Count > 0)
            {
                await PlanPageAsync(AlertText.Say(alert, campaign, telling), page.Page, followed.Heard, cancellationToken);
                ends.Add(new PageEnd(page.Page, followed.Heard[^1]));
            }
        }

        isBusy |= !await seconds.FollowAsync(alert, campaign, telling, first, mark, cancellationToken);
        if (isBusy)
        {
            return null;
        }

        await brakes.ResumeAsync(Brakes.OneAlert(first.AlertId), cancellationToken);
        await unfinished.ResumeAsync(new FanOutDue(alert.CampaignId, first.AlertId, first.Version), null, cancellationToken);
        return ends;
    }

    // Numbered like the page that it follows; planned already when an earlier run was cut short here, and then the timer has it delivered.
    private async Task PlanPageAsync(Notification notification, int page, IReadOnlyList<string> heard, CancellationToken cancellationToken)
    {
        if (await ledger.PlanAsync(notification, page, [heard], time.GetUtcNow(), cancellationToken, keepText: true) is { } planned)
        {
            await deliveries.SendAsync(planned[0], cancellationToken: cancellationToken);
        }
    }

    /// <summary>Keeps what the first version says now, all its alerts as they stand, and answers the mark that puts it on a page.</summary>
    private async Task<FollowMark> SayAnewAsync(Alert alert, Campaign campaign, Telling telling, ToldIn first, CancellationToken cancellationToken)
    {
        var lead = (await alerts.FindAsync(alert.CampaignId, first.AlertId, cancellationToken))!;
        Alert[] together = [lead, .. await alerts.FindAllAsync(alert.CampaignId, lead.Told(first.Version)!.With, cancellationToken)];
        var knows = together.ToDictionary(one => one.Id, one => one.LastVersion, StringComparer.Ordinal);
        var text = Digest.Of(string.Join('\n', knows.Select(known => $"{known.Key} {known.Value}")))[..12];

        // What was withdrawn before stays withdrawn.
        var left = together.Where(one => one.Tellings.All(earlier => earlier.Status != Telling.Retracted)).ToArray();
        if (left.Length > 0)
        {
            // Under the ids of the first version: for whoever gets it now, it is the first version.
            var anew = AlertText.Say(left[0], campaign, lead.Told(first.Version)!, left[1..]) with { AlertId = first.AlertId, Version = first.Version, Text = text };
            await ledger.KeepTextAsync(anew, text, cancellationToken);
        }

        return new FollowMark(alert.Id, telling.Version, text, knows, left.Length > 0 ? null : Telling.Retracted);
    }

    /// <summary>An earlier correction that somebody has not got yet is not told any more: the new one takes its place. False while a page of it is being delivered.</summary>
    private async Task<bool> ForgetEarlierAsync(Alert alert, Telling telling, int page, CancellationToken cancellationToken)
    {
        var forgotten = true;
        foreach (var earlier in alert.Tellings.Where(one => one.FollowsFirst && one.Version < telling.Version && one.Deliveries is null))
        {
            forgotten &= await changes.SuppressAsync(new DeliveryDue(alert.Id, earlier.Version, page), "superseded", time.GetUtcNow(), cancellationToken);
        }

        return forgotten;
    }

    /// <summary>A later one has taken the place of this one before it was planned to the end.</summary>
    private async Task<IReadOnlyList<PageEnd>> GiveUpAsync(string alertId, int version, CancellationToken cancellationToken)
    {
        var planned = await ledger.ListPlannedAsync(alertId, version, 1, cancellationToken);
        foreach (var page in planned)
        {
            await changes.SuppressAsync(new DeliveryDue(alertId, version, page.Page), "superseded", time.GetUtcNow(), cancellationToken);
        }

        return planned;
    }
}
