using Relais.Alerts;
using Relais.Campaigns;

namespace Relais.Intake;

/// <summary>Adds up what has been counted at a campaign's inlets, and raises the shares of its goals that are crossed.</summary>
public sealed class GoalWatch(SubmissionStore submissions, CampaignSums sums, AlertDesk desk, TimeProvider time)
{
    private const int AtOnce = 16;

    /// <summary>The sums that were written last tell which shares are passed; they are written after those are raised, and a crash between the two raises nothing twice.</summary>
    public async Task CountAsync(Campaign campaign, IReadOnlyList<Inlet> inlets, CancellationToken cancellationToken)
    {
        while (true)
        {
            var (before, mark) = await sums.FindAsync(campaign.Id, cancellationToken);
            var after = Sums.Zero;
            foreach (var some in inlets.Chunk(AtOnce))
            {
                after = (await Task.WhenAll(some.Select(inlet => submissions.CountAsync(inlet.Id, cancellationToken)))).Aggregate(after, (all, one) => all.Plus(one));
            }

            after = after.Only(campaign.Goals);
            if (after.IsSameAs(before))
            {
                return;
            }

            await CelebrateAsync(campaign, before, after, cancellationToken);
            if (await sums.WriteAsync(campaign.Id, after, mark, cancellationToken))
            {
                return;
            }
        }
    }

    private async Task CelebrateAsync(Campaign campaign, Sums before, Sums after, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        foreach (var goal in campaign.StateAt(now) == CampaignState.Ended ? [] : campaign.Goals)
        {
            var reached = GoalShown.ReachedOf(goal, after);
            if (goal.Crossed(GoalShown.ReachedOf(goal, before), reached) is { } percent)
            {
                await desk.RaiseAsync(AlertConditions.Milestone(campaign.Id, goal, percent, reached, now), cancellationToken);
            }
        }
    }
}
