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
            await ResumeAsync(version.Due, null, cancellationToken, version.Trace);
        }
    }

    /// <summary>The pages of one version; answers whether there is any.</summary>
    /// <param name="grace">What was due so long ago, and not more recently: its own message is on the way. Null asks for all.</param>
    /// <param name="trace">The traceparent of what brought the version about; null where it is not known.</param>
    public async Task<bool> ResumeAsync(FanOutDue version, TimeSpan? grace, CancellationToken cancellationToken, string? trace = null)
    {
        var now = time.GetUtcNow();
        var unsettled = await ledger.ListUnsettledAsync(version.AlertId, version.Version, cancellationToken);
        var dues = unsettled.Where(one => grace is null || one.From + grace <= now).Select(one => one.Due).ToArray();
        using var span = dues.Length == 0 ? null : AlertMeter.StartResume(version, trace);
        await deliveries.SendAllAsync(dues, cancellationToken);

        return unsettled.Count > 0;
    }
}
