using Relais.Campaigns;
using Relais.Hosting.Telemetry;

namespace Relais.Snapshots;

/// <summary>Writes down, every five minutes, how each live campaign stands.</summary>
public sealed class TakeSnapshots(CampaignStore campaigns, SnapshotTaker taker, SnapshotStore store, TimeProvider time)
{
    // After its end a campaign's last deliveries are still being tried, for as long as its last alert is worth saying.
    private static readonly TimeSpan Aftermath = TimeSpan.FromDays(1);

    [Function(nameof(TakeSnapshots))]
    public async Task RunAsync([TimerTrigger("0 */5 * * * *")] TimerInfo timer, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var live = (await campaigns.ListAsync(cancellationToken)).Where(campaign => campaign.StateAt(now) == CampaignState.Live || campaign.Until > now - Aftermath).ToArray();
        if (live.Length == 0)
        {
            return;
        }

        var open = await taker.OpenAlertsAsync(cancellationToken);
        foreach (var campaign in live)
        {
            using var span = Spans.Start("take snapshot")?.SetTag("relais.campaign.id", campaign.Id);
            await store.KeepAsync(await taker.TakeAsync(campaign, open, now, cancellationToken), cancellationToken);
        }
    }
}
