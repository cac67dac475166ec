using System.Diagnostics;
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
    FollowUps followUps,
    Ledger ledger,
    Brakes brakes,
    MessageQueue<DeliveryDue> deliveries,
    MessageQueue<FanOutDue> fanOuts,
    TimeProvider time,
    ILogger<FanOutAlert> logger)
{
    // What one answer of storage holds, so that the first need not wait for more; then four pages a transaction, so that planning costs little.
    private const int FirstRecipients = 2 * Ledger.MostRecipientsAPage;
    private const int MostRecipientsAPlan = 4 * Ledger.MostRecipientsAPage;

    // A page that is being delivered is free again after one flush at most, unless somebody hangs.
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(2);

    [Function(nameof(FanOutAlert))]
    public async Task RunAsync([QueueTrigger("fan-out-alert")] FanOutDue due, CancellationToken cancellationToken)
    {
        var (findingOpen, findingAlert, findingCampaign) = (
            open.FindAsync(due, cancellationToken),
            alerts.FindAsync(due.CampaignId, due.AlertId, cancellationToken),
            campaigns.FindAsync(due.CampaignId, cancellationToken));
        await Task.WhenAll(findingOpen, findingAlert, findingCampaign);
        if (await findingOpen is not { FannedOut: false }
            || await findingAlert is not { } alert
            || alert.Told(due.Version) is not { In: null } telling
            || await findingCampaign is not { } campaign)
        {
            return;
        }

        using var span = AlertMeter.StartFanOut(due);
        foreach (var template in CampaignWords.Unusable(campaign))
        {
            TemplateUnusable(logger, campaign.Id, template);
        }

        if (telling.FollowsFirst)
        {
            if (await followUps.PlanAsync(alert, campaign, telling, cancellationToken) is not { } followed)
            {
                // Opened anew, so that the timer leaves it to this message.
                await open.OpenAsync(due, time.GetUtcNow(), cancellationToken);
                await fanOuts.SendAsync(due, LookAgain, cancellationToken);
                return;
            }

            await FinishAsync(due, followed, span, cancellationToken);
            return;
        }

        var others = await alerts.FindAllAsync(due.CampaignId, telling.With, cancellationToken);
        await FinishAsync(due, await PlanAsync(AlertText.Say(alert, campaign, telling, others), alert.Audience, cancellationToken), span, cancellationToken);
    }

    private async Task FinishAsync(FanOutDue due, IReadOnlyList<PageEnd> pages, Activity? span, CancellationToken cancellationToken)
    {
        await ledger.KeepIndexAsync(due.AlertId, due.Version, pages, cancellationToken);
        await open.MarkFannedOutAsync(due, cancellationToken);
        span?.SetTag("relais.pages", pages.Count);
        AlertFannedOut(logger, due.AlertId, due.Version, pages.Count);
    }

    private async Task<IReadOnlyList<PageEnd>> PlanAsync(Notification notification, Audience audience, CancellationToken cancellationToken)
    {
        var wish = audience.ToWish(notification.Kind, notification.Status == Telling.Resolved, notification.Severity);
        var ends = new List<PageEnd>();
        var reading = ReadAsync("", FirstRecipients);
        while (true)
        {
            var (wanting, more) = await reading;
            if (wanting.Count == 0)
            {
                return ends;
            }

            // While these are planned, who comes next is read; what was planned before by a run that was cut short has another end.
            reading = more ? ReadAsync(wanting[^1], MostRecipientsAPlan) : Task.FromResult<(IReadOnlyList<string>, bool)>(([], false));
            var chunks = wanting.Chunk(Ledger.MostRecipientsAPage).ToArray();
            var pages = await ledger.PlanAsync(notification, ends.Count + 1, chunks, time.GetUtcNow(), cancellationToken);
            if (pages is not null)
            {
                ends.AddRange(pages.Select((page, i) => new PageEnd(page.Page, chunks[i][^1])));
            }
            else
            {
                // A run that was cut short has been here: its pages stand, and the next begins behind their last recipient.
                var planned = await ledger.ListPlannedAsync(notification.AlertId, notification.Version, ends.Count + 1, cancellationToken);
                pages = [.. planned.Select(end => new DeliveryDue(notification.AlertId, notification.Version, end.Page))];
                ends.AddRange(planned);
                await reading;
                reading = ReadAsync(planned[^1].LastRecipient, MostRecipientsAPlan);
            }

            // While all is halted nobody would read them; whoever lifts the halt has every page delivered that has not ended.
            if ((await brakes.GetAsync(cancellationToken)).HaltOf(notification.CampaignId) is null)
            {
                await deliveries.SendAllAsync(pages, cancellationToken);
            }
        }

        Task<(IReadOnlyList<string> Ids, bool More)> ReadAsync(string after, int most) =>
            subscriptions.WhoWantsAsync(notification.CampaignId, wish, after, most, cancellationToken);
    }

    [LoggerMessage(EventId = 400, Level = LogLevel.Information, Message = "Fanned out {AlertId} version {Version} on {Pages} pages.")]
    private static partial void AlertFannedOut(ILogger logger, string alertId, int version, int pages);

    [LoggerMessage(EventId = 401, Level = LogLevel.Warning, Message = "The words of {CampaignId} for {Template} cannot be used: what they stand for was said in ours.")]
    private static partial void TemplateUnusable(ILogger logger, string campaignId, string template);
}
