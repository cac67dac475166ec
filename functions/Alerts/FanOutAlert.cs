using Relais.Campaigns;
using Relais.Hosting;
using Relais.Notifications;
using Relais.Subscriptions;

namespace Relais.Alerts;

/// <summary>Plans who hears of one version of an alert, page by page, and has each page delivered.</summary>
public sealed partial class FanOutAlert(
    AlertStore alerts,
    OpenAlerts open,
    CampaignStore campaigns,
    SubscriptionStore subscriptions,
    Ledger ledger,
    MessageQueue<DeliveryDue> deliveries,
    TimeProvider time,
    ILogger<FanOutAlert> logger)
{
    // Four pages a transaction: planning costs little, and the first of many need not wait until the last is planned.
    private const int MostRecipientsAPlan = 4 * Ledger.MostRecipientsAPage;

    [Function(nameof(FanOutAlert))]
    public async Task RunAsync([QueueTrigger("fan-out-alert")] FanOutDue due, CancellationToken cancellationToken)
    {
        if (await open.FindAsync(due, cancellationToken) is not { FannedOut: false }
            || await alerts.FindAsync(due.CampaignId, due.AlertId, cancellationToken) is not { } alert
            || await campaigns.FindAsync(due.CampaignId, cancellationToken) is not { } campaign
            || (due.Version == Alert.ResolvedVersion && alert.EndsAt is null))
        {
            return;
        }

        var notification = AlertText.Say(alert, campaign, due.Version);
        var pages = await PlanAsync(notification, cancellationToken);
        await open.MarkFannedOutAsync(due, cancellationToken);
        AlertFannedOut(logger, due.AlertId, due.Version, pages);
    }

    private async Task<int> PlanAsync(Notification notification, CancellationToken cancellationToken)
    {
        var resolved = notification.Version == Alert.ResolvedVersion;
        for (var (planned, after) = (0, ""); ;)
        {
            var wanting = await subscriptions.WhoWantsAsync(notification.CampaignId, notification.Kind, resolved, after, MostRecipientsAPlan, cancellationToken);
            if (wanting.Count == 0)
            {
                return planned;
            }

            var pages = await ledger.PlanAsync(notification, planned + 1, [.. wanting.Chunk(Ledger.MostRecipientsAPage)], time.GetUtcNow(), cancellationToken);
            var isOurs = pages is not null;
            after = wanting[^1];
            if (pages is null)
            {
                // A run that was cut short has been here: its pages stand, and the next begins behind their last recipient.
                (pages, after) = await ledger.ListPlannedAsync(notification.AlertId, notification.Version, planned + 1, cancellationToken);
            }

            foreach (var page in pages)
            {
                await deliveries.SendAsync(page, cancellationToken: cancellationToken);
            }

            planned += pages.Count;
            if (isOurs && wanting.Count < MostRecipientsAPlan)
            {
                return planned;
            }
        }
    }

    [LoggerMessage(EventId = 400, Level = LogLevel.Information, Message = "Fanned out {AlertId} version {Version} on {Pages} pages.")]
    private static partial void AlertFannedOut(ILogger logger, string alertId, int version, int pages);
}
