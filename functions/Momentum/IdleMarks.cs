using Relais.Campaigns;

namespace Relais.Momentum;

/// <summary>Writes into a campaign's row until when it is idle, so that the timer that asks sources reads no more than that row.</summary>
public sealed class IdleMarks(CampaignStore campaigns, CampaignRules rules)
{
    // An idle campaign is judged every two hours at least. One that is not judged for so long is watched again, whoever is to blame.
    private static readonly TimeSpan Lasts = TimeSpan.FromHours(6);

    /// <summary>Until when a campaign is idle that has just been judged; null when it is not.</summary>
    /// <param name="cursors">Of the questions that it asks now: one that was never put may bring anything.</param>
    /// <param name="hasNews">Whether a signal came since it was judged last, be it in a bin that is not over yet.</param>
    public DateTimeOffset? Of(Campaign campaign, Standing judged, IEnumerable<Cursor> cursors, bool hasNews, DateTimeOffset now) =>
        campaign.Cadence == CampaignCadence.Auto
        && campaign.StateAt(now) == CampaignState.Live
        && !hasNews
        && cursors.All(cursor => cursor.AskedUntil is not null || cursor.BlindSince is not null)
        && Idling.IsIdle(judged.State)
            ? judged.JudgedUntil + Lasts
            : null;

    /// <summary>Has a campaign watched again that is not idle any more.</summary>
    public async Task WakeAsync(Campaign campaign, DateTimeOffset? until, CancellationToken cancellationToken)
    {
        if (until is null && campaign.IdleUntil is not null)
        {
            await campaigns.ChangeAsync(campaign.Id, standing => standing with { IdleUntil = null }, cancellationToken);
        }
    }

    /// <summary>Has an idle campaign rest; where it rests already, this is written once in a while.</summary>
    public async Task RestAsync(Campaign campaign, DateTimeOffset? until, CancellationToken cancellationToken)
    {
        if (until is not null && !(campaign.IdleUntil > until - (Lasts / 2)))
        {
            // What it asks may have been changed since it was judged.
            await campaigns.ChangeAsync(campaign.Id, standing => AsksTheSame(standing, campaign) ? standing with { IdleUntil = until } : standing, cancellationToken);
        }
    }

    private bool AsksTheSame(Campaign left, Campaign right) =>
        TrackedQuery.Of(left, rules.Kinds).Select(query => query.Key).SequenceEqual(TrackedQuery.Of(right, rules.Kinds).Select(query => query.Key));
}
