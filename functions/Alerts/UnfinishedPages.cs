using Relais.Hosting;
using Relais.Notifications;

namespace Relais.Alerts;

/// <summary>Has pages of the ledger delivered on which something has not ended.</summary>
public sealed class UnfinishedPages(OpenAlerts open, Ledger ledger, MessageQueue<DeliveryDue> deliveries, TimeProvider time)
{
    /// <summary>Every page of a campaign at once: a halt was lifted.</summary>
    /// <param name="campaignId">Null for all campaigns.</param>
    public async Task ResumeAsync(string? campaignId, CancellationToken cancellationToken)
    {
        foreach (var version in (await open.ListAsync(cancellationToken)).Where(version => campaignId is null || version.Due.CampaignId == campaignId))
        {
            await ResumeAsync(version.Due, null, cancellationToken);
        }
    }

    /// <summary>The pages of one version; answers whether there is any.</summary>
    /// <param name="grace">What was due so long ago, and not more recently: its own message is on the way. Null asks for all.</param>
    public async Task<bool> ResumeAsync(FanOutDue version, TimeSpan? grace, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var unsettled = await ledger.ListUnsettledAsync(version.AlertId, version.Version, cancellationToken);
        await deliveries.SendAllAsync([.. unsettled.Where(page => grace is null || page.From + grace <= now).Select(page => page.Due)], cancellationToken);

        return unsettled.Count > 0;
    }
}
