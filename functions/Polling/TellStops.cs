using Relais.Campaigns;
using Relais.Momentum;

namespace Relais.Polling;

/// <summary>Compares, each hour, the sources that have stopped with the alerts that say so: most are raised and resolved by the poll itself, and this finds the others.</summary>
public sealed class TellStops(CampaignStore campaigns, Stops stops, TimeProvider time)
{
    // Time for an app that was down when the campaign ended.
    private static readonly TimeSpan LongestAgo = TimeSpan.FromDays(60);

    [Function(nameof(TellStops))]
    public async Task RunAsync([TimerTrigger("0 37 * * * *")] TimerInfo timer, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var read = new Dictionary<string, Cursor>(StringComparer.Ordinal);
        foreach (var campaign in (await campaigns.ListAsync(cancellationToken)).Where(campaign => !(campaign.Until < now - LongestAgo)))
        {
            await stops.CompareAsync(campaign, read, now, cancellationToken);
        }
    }
}
