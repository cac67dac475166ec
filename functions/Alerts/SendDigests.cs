using Relais.Campaigns;
using Relais.Hosting;
using Relais.Notifications;
using Relais.Subscriptions;

namespace Relais.Alerts;

/// <summary>Has digests sent whose time has come: plans who has one, page by page of the ledger, as for an alert; takes away what was kept for them once all have ended.</summary>
public sealed partial class SendDigests(
    DigestBook digests, OpenAlerts open, Ledger ledger, CampaignStore campaigns, MessageQueue<DeliveryDue> deliveries, TimeProvider time, ILogger<SendDigests> logger)
{
    // Clocks differ: whoever keeps something for a digest sees to it that its time had not come by their own.
    private static readonly TimeSpan Skew = TimeSpan.FromMinutes(1);

    private const int PagesAPlan = 4;

    private readonly List<Exception> failures = [];

    [Function(nameof(SendDigests))]
    public async Task RunAsync([TimerTrigger("0 1-59/5 * * * *")] TimerInfo timer, CancellationToken cancellationToken)
    {
        foreach (var (digest, isPlanned) in await digests.ListDueAsync(time.GetUtcNow() - Skew, cancellationToken))
        {
            await AttemptAsync(digest, () => isPlanned ? ForgetAsync(digest, cancellationToken) : PlanAsync(digest, cancellationToken));
        }

        if (failures.Count > 0)
        {
            throw new AggregateException(failures);
        }
    }

    /// <summary>What fails for one campaign must not keep the others waiting; the timer fails with it once all have had their turn.</summary>
    private async Task AttemptAsync(CampaignDigest digest, Func<Task> attempt)
    {
        try
        {
            await attempt();
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            DigestFailed(logger, failure, digest.CampaignId);
            failures.Add(failure);
        }
    }

    private async Task PlanAsync(CampaignDigest digest, CancellationToken cancellationToken)
    {
        if (await campaigns.FindAsync(digest.CampaignId, cancellationToken) is not { } campaign)
        {
            await digests.ForgetAsync(digest, cancellationToken);
            return;
        }

        // A run that was cut short may have been here: its pages stand, and the next begins behind their last recipient.
        foreach (var template in CampaignWords.Unusable(campaign))
        {
            TemplateUnusable(logger, campaign.Id, template);
        }

        var notification = DigestTexts.Of(digest, campaign.Name, CampaignWords.TitleOf(campaign, FrameTemplates.Digest));
        var pages = (await ledger.ListPlannedAsync(notification.AlertId, notification.Version, 1, cancellationToken)).ToList();
        var dues = pages.Select(page => new DeliveryDue(notification.AlertId, notification.Version, page.Page)).ToList();
        var recipients = await digests.ListRecipientsAsync(digest, cancellationToken);
        foreach (var chunks in recipients.Where(id => pages.Count == 0 || string.CompareOrdinal(id, pages[^1].LastRecipient) > 0).ToArray().Chunk(Ledger.MostRecipientsAPage).Chunk(PagesAPlan))
        {
            if (await ledger.PlanAsync(notification, pages.Count + 1, chunks, time.GetUtcNow(), cancellationToken) is not { } planned)
            {
                // Another instance plans it too; the next tick sees what came of it.
                return;
            }

            pages.AddRange(planned.Select((page, i) => new PageEnd(page.Page, chunks[i][^1])));
            dues.AddRange(planned);
        }

        // Open before there is a message: the timer that sees to alerts sees to it that each page is delivered, and closes it.
        await ledger.KeepIndexAsync(notification.AlertId, notification.Version, pages, cancellationToken);
        await open.OpenAsync(DueOf(digest), time.GetUtcNow(), cancellationToken, fannedOut: true);
        await deliveries.SendAllAsync(dues, cancellationToken);
        await digests.MarkPlannedAsync(digest, cancellationToken);
        DigestPlanned(logger, digest.CampaignId, recipients.Count);
    }

    private async Task ForgetAsync(CampaignDigest digest, CancellationToken cancellationToken)
    {
        if (await open.FindAsync(DueOf(digest), cancellationToken) is null)
        {
            await digests.ForgetAsync(digest, cancellationToken);
        }
    }

    private static FanOutDue DueOf(CampaignDigest digest) => new(digest.CampaignId, DigestTexts.Of(digest, "", FrameTemplates.Digest.Title).AlertId, 1);

    [LoggerMessage(EventId = 430, Level = LogLevel.Information, Message = "Planned a digest of {CampaignId} for {Recipients} recipients.")]
    private static partial void DigestPlanned(ILogger logger, string campaignId, int recipients);

    [LoggerMessage(EventId = 431, Level = LogLevel.Error, Message = "A digest of {CampaignId} could not be planned.")]
    private static partial void DigestFailed(ILogger logger, Exception failure, string campaignId);

    [LoggerMessage(EventId = 432, Level = LogLevel.Warning, Message = "The words of {CampaignId} for {Template} cannot be used: what they stand for was said in ours.")]
    private static partial void TemplateUnusable(ILogger logger, string campaignId, string template);
}
