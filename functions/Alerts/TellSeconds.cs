using Relais.Hosting;
using Relais.Notifications;

namespace Relais.Alerts;

/// <summary>Looks who of one page has not seen something urgent in their time, and has their second channel told: planned in the ledger as for an alert, each once.</summary>
public sealed partial class TellSeconds(
    AlertStore alerts,
    OpenAlerts open,
    SecondLooks looks,
    Ledger ledger,
    LedgerChanges changes,
    AddressBook addresses,
    SeenMarks marks,
    MessageQueue<DeliveryDue> deliveries,
    TimeProvider time,
    ILogger<TellSeconds> logger)
{
    /// <summary>Does what a look asks for; done again after it was cut short, it goes on.</summary>
    public async Task LookAsync(SecondLook look, CancellationToken cancellationToken)
    {
        var unseen = await FindUnseenAsync(look, cancellationToken);
        if (unseen.Count > 0 && await ReadWordsAsync(look, cancellationToken) is { } words)
        {
            await PlanAsync(look, SecondTelling.Say(words, SecondTelling.AlertIdOf(look)), unseen, cancellationToken);
        }

        await TakeBackAsync(look, unseen, cancellationToken);
        await looks.ForgetAsync(look, cancellationToken);
    }

    /// <summary>Who is to be told, by the ids of their second addresses; noted before they are, so that whoever says afterwards that they have seen it is told so.</summary>
    private async Task<IReadOnlyList<string>> FindUnseenAsync(SecondLook look, CancellationToken cancellationToken)
    {
        if (await alerts.FindAsync(look.CampaignId, look.AlertId, cancellationToken) is not { } alert
            || alert.StatusAt(time.GetUtcNow()) != Telling.Firing
            || await ledger.ReadNotificationAsync(look.AlertId, look.Version, cancellationToken) is not { } notification)
        {
            return [];
        }

        while (await ReadPageAsync(look, cancellationToken) is { } page)
        {
            var recipients = await addresses.ReadRangeAsync(look.CampaignId, page.Recipients[0], page.Recipients[^1], cancellationToken);
            var due = page.Recipients.Select((id, place) => (Id: id, Place: place, At: SecondTelling.DueOf(recipients.GetValueOrDefault(id), notification, look.From)))
                .Where(one => one.At is not null && SecondTelling.IsTold(page.StateOf(one.Place), page.LateAt(one.Place)?.Reason)).ToArray();
            await PutOffAsync(look, due.Select(one => one.At!.Value).Where(at => at > look.At), cancellationToken);

            var (ours, known) = (SecondTelling.AlertIdOf(look), await marks.ReadRangeAsync(look.AlertId, look.Version, cancellationToken, page.Recipients[0], page.Recipients[^1]));
            var unseen = due.Where(one => one.At <= look.At && (known.GetValueOrDefault(one.Id) is not { } mark || (mark.ToldIn == ours && mark.SeenAt is null))).Select(one => one.Id).ToArray();
            if (await marks.ReserveAsync(look.AlertId, look.Version, unseen.Where(id => !known.ContainsKey(id)), ours, cancellationToken))
            {
                return [.. unseen.Select(id => recipients[id].Second!.Id).Order(StringComparer.Ordinal)];
            }
        }

        return [];
    }

    /// <summary>
    /// Nobody stays noted as told who is not: an earlier run that was cut short may have noted others, and corrections would wait for them. Whom the
    /// ledger, planned by that run, does not hold is looked at once more.
    /// </summary>
    private async Task TakeBackAsync(SecondLook look, IReadOnlyList<string> unseen, CancellationToken cancellationToken)
    {
        var ours = SecondTelling.AlertIdOf(look);
        if (await marks.ReadToldAsync(look.AlertId, look.Version, ours, cancellationToken) is not { Count: > 0 } noted)
        {
            return;
        }

        var planned = await ledger.ReadPageAsync(new DeliveryDue(ours, 1, 1), cancellationToken);
        var left = noted.Except((planned?.Recipients ?? []).Select(id => SecondChannel.FirstOf(id) ?? id), StringComparer.Ordinal).ToArray();
        if (planned is not null && left.Intersect(unseen.Select(id => SecondChannel.FirstOf(id)!), StringComparer.Ordinal).Any())
        {
            await PutOffAsync(look, [SecondTelling.NextLook(time.GetUtcNow())], cancellationToken);
        }

        await marks.TakeBackAsync(look.AlertId, look.Version, left, ours, cancellationToken);
    }

    // Whoever is due later has a look of their own, unless they have wished for more time since.
    private async Task PutOffAsync(SecondLook look, IEnumerable<DateTimeOffset> later, CancellationToken cancellationToken)
    {
        if (later.Distinct().Select(at => look with { At = at }).ToArray() is { Length: > 0 } put)
        {
            await looks.KeepAsync(put, cancellationToken);
        }
    }

    /// <summary>What the page says by now; null when it was withdrawn. Read after it is noted who is told: a correction that comes later finds them, and waits until they are planned.</summary>
    private async Task<Notification?> ReadWordsAsync(SecondLook look, CancellationToken cancellationToken) =>
        await ReadPageAsync(look, cancellationToken) is { } page ? await ledger.ReadNotificationAsync(look.AlertId, look.Version, cancellationToken, page.Text) : null;

    private async Task PlanAsync(SecondLook look, Notification notification, IReadOnlyList<string> seconds, CancellationToken cancellationToken)
    {
        // Open before there is a message: the timer that sees to alerts sees to it that the page is delivered, and closes it.
        var now = time.GetUtcNow();
        await open.OpenAsync(new FanOutDue(notification.CampaignId, notification.AlertId, notification.Version), now, cancellationToken, fannedOut: true);
        var planned = await ledger.PlanAsync(notification, 1, [seconds], now, cancellationToken);
        if (await ReadWordsAsync(look, cancellationToken) is null)
        {
            // Withdrawn between reading the words and planning them: the retraction has found nobody here.
            await changes.SuppressAsync(new DeliveryDue(notification.AlertId, notification.Version, 1), Telling.Retracted, now, cancellationToken);
            return;
        }

        await deliveries.SendAsync(planned?[0] ?? new DeliveryDue(notification.AlertId, notification.Version, 1), cancellationToken: cancellationToken);
        SecondsPlanned(logger, notification.AlertId, seconds.Count);
    }

    private Task<LedgerPage?> ReadPageAsync(SecondLook look, CancellationToken cancellationToken) =>
        ledger.ReadPageAsync(new DeliveryDue(look.AlertId, look.Version, look.Page), cancellationToken, everyReason: true);

    [LoggerMessage(EventId = 433, Level = LogLevel.Information, Message = "Planned {AlertId} for {Recipients} second channels.")]
    private static partial void SecondsPlanned(ILogger logger, string alertId, int recipients);
}
