using Relais.Alerts;
using Relais.Campaigns;
using Relais.Momentum;

namespace Relais.Snapshots;

/// <summary>Gathers what the dashboard draws of one campaign: a fresh snapshot, the curve, the alerts and the gaps.</summary>
public sealed class DashboardReader(CampaignRules rules, SignalStore signals, AlertStore alerts, AlertDeliveries deliveries, SnapshotTaker taker)
{
    private const int MostAlerts = 20;

    public async Task<DashboardDetail> ReadAsync(Campaign campaign, int hours, int stepMinutes, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var step = TimeSpan.FromMinutes(stepMinutes);
        var until = MinuteCounts.FloorTo(now, step) + step;
        var from = until - TimeSpan.FromHours(hours);
        var (counts, gaps) = (new MinuteCounts(), new List<DashboardGap>());
        foreach (var asked in AskedQuestion.Of(campaign, rules.Kinds).Where(asked => rules.BringsSignals(asked.Query)))
        {
            counts.Add(await signals.ReadCountsAsync(asked, from, until, cancellationToken));
            gaps.AddRange((await signals.ReadGapsAsync(asked, from, until, cancellationToken))
                .Select(gap => new DashboardGap($"{asked.Query.Kind} {asked.Query.Where}", gap.From, gap.Until, gap.Reason, gap.Recovered)));
        }

        var posts = counts.InSteps(from, until, step);
        var snapshot = await taker.TakeAsync(campaign, await taker.OpenAlertsAsync(cancellationToken), now, cancellationToken);
        return new DashboardDetail(
            now,
            DashboardCampaign.Of(campaign, snapshot, now),
            from,
            until,
            stepMinutes,
            new DashboardCurve([.. posts.Select((_, i) => (from + (step * i)).ToUnixTimeSeconds())], posts),
            await ReadAlertsAsync(campaign, now, cancellationToken),
            [.. gaps.OrderBy(gap => gap.From)],
            snapshot.Sources);
    }

    private async Task<IReadOnlyList<DashboardAlert>> ReadAlertsAsync(Campaign campaign, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var shown = new List<DashboardAlert>();
        foreach (var alert in await alerts.ListAsync(campaign.Id, "", MostAlerts, cancellationToken))
        {
            shown.Add(new DashboardAlert(
                alert.Id,
                alert.Kind,
                alert.StatusAt(now),
                alert.StartsAt,
                alert.EndsAt <= now ? alert.EndsAt : null,
                AlertText.Title(alert, campaign),
                AlertText.Why(alert, campaign),
                alert.Verdict is { Kind: not VerdictKind.Told } held ? held.ToWords() : null,
                await deliveries.CountAsync(alert, cancellationToken)));
        }

        return shown;
    }
}
