using Relais.Hosting;

namespace Relais.Alerts;

/// <summary>Takes in that something fires or has ended: a row that it will be said, the alert itself, then the message; a crash between any two loses nothing.</summary>
public sealed partial class AlertDesk(AlertStore alerts, OpenAlerts open, MessageQueue<FanOutDue> queue, TimeProvider time, ILogger<AlertDesk> logger)
{
    public async Task RaiseAsync(Alert alert, CancellationToken cancellationToken)
    {
        // An alert that has been raised before may be over, and all said of it: opening it again would tell it to those who came since.
        if (await alerts.FindFiringAsync(alert.CampaignId, alert.Fingerprint, cancellationToken) is not null
            || await alerts.FindAsync(alert.CampaignId, alert.Id, cancellationToken) is not null)
        {
            return;
        }

        var due = new FanOutDue(alert.CampaignId, alert.Id, Alert.FiringVersion);
        await open.OpenAsync(due, time.GetUtcNow(), cancellationToken);
        if (await alerts.RaiseAsync(alert, cancellationToken))
        {
            AlertFired(logger, alert.Id, alert.CampaignId, alert.Kind);
            await queue.SendAsync(due, cancellationToken: cancellationToken);
        }
    }

    public async Task ResolveAsync(string campaignId, string fingerprint, DateTimeOffset endsAt, Observation atEnd, CancellationToken cancellationToken)
    {
        if (await alerts.FindFiringAsync(campaignId, fingerprint, cancellationToken) is not { } firing)
        {
            return;
        }

        var due = new FanOutDue(campaignId, firing.Id, Alert.ResolvedVersion);
        await open.OpenAsync(due, time.GetUtcNow(), cancellationToken);
        if (await alerts.ResolveAsync(campaignId, fingerprint, endsAt, atEnd, cancellationToken) is not null)
        {
            AlertResolved(logger, firing.Id, campaignId);
            await queue.SendAsync(due, cancellationToken: cancellationToken);
        }
    }

    [LoggerMessage(EventId = 420, Level = LogLevel.Information, Message = "{AlertId} of {CampaignId} fired: {Kind}.")]
    private static partial void AlertFired(ILogger logger, string alertId, string campaignId, string kind);

    [LoggerMessage(EventId = 421, Level = LogLevel.Information, Message = "{AlertId} of {CampaignId} was resolved.")]
    private static partial void AlertResolved(ILogger logger, string alertId, string campaignId);
}
