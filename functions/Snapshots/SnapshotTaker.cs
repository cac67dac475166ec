using Relais.Alerts;
using Relais.Campaigns;
using Relais.Intake;
using Relais.Momentum;

namespace Relais.Snapshots;

/// <summary>Works out how a campaign stands, from every store that knows something of it; costs the same after a year as on the first day.</summary>
public sealed class SnapshotTaker(
    CampaignRules rules, SignalStore signals, MomentumStore momentum, AlertStore alerts, OpenAlerts openAlerts, AlertDeliveries deliveries, CampaignSums sums)
{
    public Task<IReadOnlyList<OpenAlert>> OpenAlertsAsync(CancellationToken cancellationToken) => openAlerts.ListAsync(cancellationToken);

    public async Task<Snapshot> TakeAsync(Campaign campaign, IReadOnlyList<OpenAlert> open, DateTimeOffset now, CancellationToken cancellationToken)
    {
        // Campaigns may share a question: what it brought before this one asked it, or after, is not this one's.
        var looking = Task.WhenAll(AskedQuestion.Of(campaign, rules.Kinds).Select(asked => LookAsync(asked, now.AddDays(-7), now, cancellationToken)));
        var (judging, totalling) = (momentum.ReadAsync(campaign.Id, cancellationToken), alerts.TotalsAsync(campaign.Id, cancellationToken));
        var adding = sums.ReadAsync(campaign.Id, cancellationToken);
        var (looks, standing, totals, submitted) = (await looking, await judging, await totalling, await adding);
        var (counts, tallies) = (new MinuteCounts(), standing.Tallies.ToDictionary(tally => tally.Key, tally => tally.Value.Counted));
        foreach (var (asked, cursor, own, _) in looks)
        {
            counts.Add(own);
            var key = asked.Query.Key;
            tallies[key] = !standing.Tallies.TryGetValue(key, out var tally) ? own.Total : asked.Until <= now ? tally.Counted : cursor.Signals - tally.Before;
        }

        var gaps = looks.Where(look => rules.BringsSignals(look.Asked.Query)).SelectMany(look => look.Gaps).ToArray();
        return new Snapshot(
            now,
            campaign.Id,
            new SnapshotTotals(tallies.Values.Sum(), counts.Between(now.AddHours(-1), now), counts.Between(now.AddDays(-1), now), counts.Total),
            SnapshotMomentum.Of(standing.Reading),
            new SnapshotAlerts(totals.Firing, totals.Alerts),
            await deliveries.CountAllAsync(campaign.Id, totals.Closed, open, cancellationToken),
            new SnapshotGaps(gaps.Count(gap => gap.Until is null), gaps.Length),
            [.. looks.Where(look => look.Asked.Until == campaign.Until).Select(look => Describe(look.Asked.Query, look.Cursor))])
        {
            Submitted = submitted.Counts.Count == 0 ? null : SnapshotSubmitted.Of(submitted),
            Goals = campaign.Goals is { Count: > 0 } goals ? [.. goals.Select(goal => GoalShown.From(goal, submitted))] : null,
        };
    }

    private async Task<(AskedQuestion Asked, Cursor Cursor, MinuteCounts Counts, IReadOnlyList<Gap> Gaps)> LookAsync(
        AskedQuestion asked, DateTimeOffset from, DateTimeOffset until, CancellationToken cancellationToken)
    {
        var counts = signals.ReadCountsAsync(asked, from, until, cancellationToken);
        var gaps = signals.ReadGapsAsync(asked, from, until, cancellationToken);
        return (asked, await signals.ReadCursorAsync(asked.Query.Key, cancellationToken), await counts, await gaps);
    }

    private static SnapshotSource Describe(TrackedQuery query, Cursor cursor) => new(
        query.Kind,
        query.Where,
        cursor.AskedUntil,
        cursor.Reason is not null ? "failing" : cursor.AskedUntil is null ? "waiting" : "ok",
        cursor.Reason);
}
