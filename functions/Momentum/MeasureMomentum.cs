using Relais.Alerts;
using Relais.Campaigns;
using Relais.Hosting.Telemetry;

namespace Relais.Momentum;

/// <summary>
/// Judges a campaign's signals bin by bin up to where its sources have told what they know, and raises or resolves its surge or lull, which ends with the campaign at the latest;
/// raises the milestones that are crossed; says whether its sources need not be asked often.
/// </summary>
public sealed class MeasureMomentum(
    CampaignStore campaigns, CampaignRules rules, SignalStore signals, MomentumStore momentum, IdleMarks idle, AlertDesk desk, TimeProvider time)
{
    // A question that was dropped is put once more; what that brings is still tallied.
    private static readonly TimeSpan LastMinutes = TimeSpan.FromHours(1);

    [Function(nameof(MeasureMomentum))]
    public async Task RunAsync([QueueTrigger("measure-momentum")] MomentumDue due, CancellationToken cancellationToken)
    {
        if (await campaigns.FindAsync(due.CampaignId, cancellationToken) is not { } campaign)
        {
            return;
        }

        using var span = Spans.Start("measure momentum")?.SetTag("relais.campaign.id", campaign.Id);
        var now = time.GetUtcNow();
        var asked = Asked(campaign).Where(question => question.Until == campaign.Until || question.Until > now - LastMinutes).ToArray();
        var cursors = await Sight.ReadCursorsAsync(signals, asked.Select(question => question.Query.Key), cancellationToken);
        var standing = await momentum.ReadAsync(campaign.Id, cancellationToken);
        var current = TrackedQuery.Of(campaign, rules.Kinds).Where(rules.BringsSignals).ToDictionary(query => query.Key, query => cursors[query.Key]);
        var judged = await JudgeAsync(campaign, standing, current, now, cancellationToken);
        if (campaign.Until is { } end && campaign.StateAt(now) == CampaignState.Ended)
        {
            await desk.ResolveAsync(campaign.Id, AlertConditions.SurgeFingerprint(campaign.Id), end, Seen(judged.Reading), cancellationToken);
            await desk.ResolveAsync(campaign.Id, AlertConditions.LullFingerprint(campaign.Id), end, Seen(judged.Reading), cancellationToken);
        }

        // A worker that was faster has judged these bins already, and alerts are raised once whoever raises them.
        var tallies = await Tally.UpdateAsync(standing.Tallies, asked, cursors, signals, now, cancellationToken);
        span?.SetTag("relais.signals", Total(tallies));
        await CelebrateAsync(campaign, Total(standing.Tallies), Total(tallies), now, cancellationToken);
        var mark = idle.Of(campaign, judged, current.Values, Total(tallies) != Total(standing.Tallies), now);

        // A crash between these writes leaves a campaign asked too often, and never too seldom.
        await idle.WakeAsync(campaign, mark, cancellationToken);
        if (await momentum.WriteAsync(campaign.Id, judged with { Tallies = tallies }, cancellationToken))
        {
            await idle.RestAsync(campaign, mark, cancellationToken);
        }
    }

    // Whoever brings no signals has nothing to be judged, and is not waited for.
    private IEnumerable<AskedQuestion> Asked(Campaign campaign) => AskedQuestion.Of(campaign, rules.Kinds).Where(question => rules.BringsSignals(question.Query));

    // The total that was written last tells which milestones are passed; it is written after they are raised, and a crash between the two raises nothing twice.
    private async Task CelebrateAsync(Campaign campaign, long before, long total, DateTimeOffset now, CancellationToken cancellationToken)
    {
        foreach (var milestone in campaign.Milestones?.Crossed(before, total) ?? [])
        {
            await desk.RaiseAsync(AlertConditions.Milestone(campaign.Id, milestone, now, total, campaign.Milestones!.Goal), cancellationToken);
        }
    }

    private async Task<Standing> JudgeAsync(
        Campaign campaign, Standing standing, IReadOnlyDictionary<string, Cursor> cursors, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var told = Sight.Until(cursors.Values, campaign.IsIdleAt(now));
        var from = standing.JudgedUntil ?? MinuteCounts.FloorTo(campaign.From, Detector.Bin);
        var until = MinuteCounts.FloorTo(campaign.Until < told ? campaign.Until.Value : told ?? from, Detector.Bin);
        if (until <= from)
        {
            return standing;
        }

        var sightOf = await Sight.OfBinsAsync(signals, cursors, from, until, cancellationToken);
        var counts = await CountAsync(campaign, from, until, cancellationToken);
        var settings = SettingsOf(campaign);

        // Where less is asked less comes: that is no lull while the baseline still tells of what was asked before.
        var comparable = campaign.History.Where(question => rules.BringsSignals(question.Query)).Max(question => question.Until) + settings.HalfLife;
        var (state, reading) = (standing.State, standing.Reading);
        for (var (bin, step) = (from, 0); bin < until; bin += Detector.Bin, step++)
        {
            var sight = sightOf(bin);
            var isWhole = sight == BinSight.Whole && !(bin < comparable);
            (state, reading) = Detector.Advance(state, settings, bin, sight == BinSight.None ? null : counts[step], isWhole);
            await TellAsync(campaign.Id, reading, state, cancellationToken);
        }

        return standing with { JudgedUntil = until, State = state, Reading = reading };
    }

    private async Task<int[]> CountAsync(Campaign campaign, DateTimeOffset from, DateTimeOffset until, CancellationToken cancellationToken)
    {
        var all = new MinuteCounts();
        foreach (var asked in Asked(campaign))
        {
            all.Add(await signals.ReadCountsAsync(asked, from, until, cancellationToken));
        }

        return all.InSteps(from, until, Detector.Bin);
    }

    private Task TellAsync(string campaignId, MomentumReading reading, MomentumState state, CancellationToken cancellationToken) => reading.Change switch
    {
        MomentumChange.SurgeBegan => desk.RaiseAsync(AlertConditions.Surge(campaignId, reading.At, Seen(reading)), cancellationToken),
        MomentumChange.SurgeEnded => desk.ResolveAsync(campaignId, AlertConditions.SurgeFingerprint(campaignId), reading.At, Seen(reading), cancellationToken),
        MomentumChange.LullBegan => desk.RaiseAsync(
            AlertConditions.Lull(campaignId, reading.At, Seen(reading) with { Expected = Baseline.Signals(state.LullUsual) }), cancellationToken),
        MomentumChange.LullEnded => desk.ResolveAsync(campaignId, AlertConditions.LullFingerprint(campaignId), reading.At, Seen(reading), cancellationToken),
        _ => Task.CompletedTask,
    };

    private static long Total(IReadOnlyDictionary<string, Tally> tallies) => tallies.Values.Sum(tally => tally.Counted);

    private static Observation Seen(MomentumReading? reading) =>
        reading is null ? new Observation(0, 0, 0, 0) : new Observation(reading.Trailing, reading.Expected, reading.Momentum, reading.Threshold);

    private static DetectorSettings SettingsOf(Campaign campaign)
    {
        var settings = new DetectorSettings();
        return settings with
        {
            Floor = campaign.Thresholds.Floor ?? settings.Floor,
            Threshold = campaign.Thresholds.Momentum ?? settings.Threshold,
        };
    }
}
