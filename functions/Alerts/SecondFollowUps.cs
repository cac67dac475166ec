using Relais.Campaigns;
using Relais.Hosting;
using Relais.Notifications;

namespace Relais.Alerts;

/// <summary>Has corrections and retractions follow to second channels: whoever was told there hears of it there, whoever was not yet gets the new words, or nothing.</summary>
public sealed class SecondFollowUps(OpenAlerts open, SecondLooks looks, Ledger ledger, LedgerChanges changes, SeenMarks marks, MessageQueue<DeliveryDue> deliveries, TimeProvider time)
{
    /// <summary>After every page of the first version has its new words: from then on none is told the old ones. False when it must be tried again.</summary>
    public async Task<bool> FollowAsync(Alert alert, Campaign campaign, Telling telling, ToldIn first, FollowMark mark, CancellationToken cancellationToken)
    {
        if (!alert.IsUrgent)
        {
            return true;
        }

        var (isDone, known) = (true, await marks.ReadRangeAsync(first.AlertId, first.Version, cancellationToken));
        var words = known.Count == 0 ? null : await ledger.ReadNotificationAsync(first.AlertId, first.Version, cancellationToken, mark.Text);

        // Before it is read what is planned: once a look is done, whoever was noted as told there is planned, or not noted any more.
        var waiting = known.Count == 0 ? [] : (await looks.ListAsync(first.AlertId, first.Version, cancellationToken)).Select(SecondTelling.AlertIdOf).ToHashSet(StringComparer.Ordinal);
        foreach (var told in known.Values.Select(one => one.ToldIn).OfType<string>().Distinct().Order(StringComparer.Ordinal))
        {
            var followUp = AlertText.Say(alert, campaign, telling) with { AlertId = told, First = new FirstTold(told, 1) };
            isDone &= await FollowAsync(alert, telling, followUp, words, waiting.Contains(told), mark, cancellationToken);
        }

        return isDone;
    }

    private async Task<bool> FollowAsync(Alert alert, Telling telling, Notification followUp, Notification? words, bool isWaiting, FollowMark mark, CancellationToken cancellationToken)
    {
        var told = followUp.AlertId;
        if (words is not null)
        {
            await ledger.KeepTextAsync(SecondTelling.Say(words, told) with { Text = mark.Text }, mark.Text, cancellationToken);
        }

        // Noted as told and not planned yet: with the words that it had until now, so it is waited for. Once nothing holds any more nobody plans it.
        var isOnItsWay = isWaiting && words is not null && alert.StatusAt(time.GetUtcNow()) == Telling.Firing && (await ledger.ListPlannedAsync(told, 1, 1, cancellationToken)).Count == 0;
        var followed = await changes.FollowAsync(new DeliveryDue(told, 1, 1), mark, time.GetUtcNow(), cancellationToken);
        var isDone = followed.Result == FollowResult.Done && !isOnItsWay;
        foreach (var earlier in alert.Tellings.Where(one => one.FollowsFirst && one.Version < telling.Version))
        {
            isDone &= await changes.SuppressAsync(new DeliveryDue(told, earlier.Version, 1), "superseded", time.GetUtcNow(), cancellationToken);
        }

        if (followed.Heard.Count > 0)
        {
            // Planned already when an earlier run was cut short here: opened anew, the timer has it delivered.
            await open.OpenAsync(new FanOutDue(alert.CampaignId, told, telling.Version), time.GetUtcNow(), cancellationToken, fannedOut: true);
            if (await ledger.PlanAsync(followUp, 1, [followed.Heard], time.GetUtcNow(), cancellationToken) is { } planned)
            {
                await deliveries.SendAsync(planned[0], cancellationToken: cancellationToken);
            }
        }

        return isDone;
    }
}
