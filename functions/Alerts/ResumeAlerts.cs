using Relais.Hosting;
using Relais.Notifications;

namespace Relais.Alerts;

/// <summary>Finds, each minute, what should have been said and was not, has it said, and closes what has been said to the end.</summary>
public sealed partial class ResumeAlerts(
    AlertStore alerts,
    OpenAlerts open,
    Ledger ledger,
    MessageQueue<FanOutDue> fanOuts,
    MessageQueue<DeliveryDue> deliveries,
    TimeProvider time,
    ILogger<ResumeAlerts> logger)
{
    // An open row whose alert never came about: a crash fell between the two. A day later nobody can be about to write it.
    private static readonly TimeSpan OrphanAfter = TimeSpan.FromDays(1);

    // What has just been planned has its own message on the way: only what that message should have brought by now is said again.
    private static readonly TimeSpan Grace = TimeSpan.FromMinutes(1);

    [Function(nameof(ResumeAlerts))]
    public async Task RunAsync([TimerTrigger("30 * * * * *")] TimerInfo timer, CancellationToken cancellationToken)
    {
        foreach (var alert in await open.ListAsync(cancellationToken))
        {
            await (alert.FannedOut ? ResumeDeliveriesAsync(alert, cancellationToken) : ResumeFanOutAsync(alert, cancellationToken));
        }
    }

    private async Task ResumeFanOutAsync(OpenAlert alert, CancellationToken cancellationToken)
    {
        if (alert.Since + OrphanAfter < time.GetUtcNow() && await alerts.FindAsync(alert.Due.CampaignId, alert.Due.AlertId, cancellationToken) is null)
        {
            await open.CloseAsync(alert.Due, cancellationToken);
            return;
        }

        if (alert.Since + Grace <= time.GetUtcNow())
        {
            await fanOuts.SendAsync(alert.Due, cancellationToken: cancellationToken);
        }
    }

    private async Task ResumeDeliveriesAsync(OpenAlert alert, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var unsettled = await ledger.ListUnsettledAsync(alert.Due.AlertId, alert.Due.Version, cancellationToken);
        foreach (var (due, from) in unsettled)
        {
            if (from + Grace <= now)
            {
                await deliveries.SendAsync(due, cancellationToken: cancellationToken);
            }
        }

        if (unsettled.Count > 0)
        {
            return;
        }

        var counts = await ledger.CountAsync(alert.Due.AlertId, alert.Due.Version, cancellationToken);
        if (await alerts.CloseAsync(alert.Due.CampaignId, alert.Due.AlertId, alert.Due.Version, counts, cancellationToken))
        {
            await open.CloseAsync(alert.Due, cancellationToken);
            AlertClosed(logger, alert.Due.AlertId, alert.Due.Version, counts.Audience);
        }
    }

    [LoggerMessage(EventId = 410, Level = LogLevel.Information, Message = "Closed {AlertId} version {Version} after {Audience} deliveries.")]
    private static partial void AlertClosed(ILogger logger, string alertId, int version, int audience);
}
