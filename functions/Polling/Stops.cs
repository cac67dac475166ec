using Relais.Alerts;
using Relais.Campaigns;
using Relais.Momentum;
using Relais.Notifications;

namespace Relais.Polling;

/// <summary>Raises an alert of each question that its source has stopped answering, for each campaign that asks it, and resolves it when the source answers again.</summary>
public sealed class Stops(CampaignStore campaigns, CampaignRules rules, SignalStore signals, AlertStore alerts, AlertDesk desk)
{
    // There is nothing to count in an answer.
    private static readonly Observation Answered = new(0, 0, 0, 0);

    /// <summary>Comes after a poll is written down: whom a crash between the two leaves untold, <see cref="CompareAsync"/> finds.</summary>
    /// <param name="before">The question's cursor before this poll.</param>
    /// <param name="after">The same as it was written.</param>
    public async Task TellAsync(PollDue due, Cursor before, Cursor after, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (after.StoppedSince(now) is { } since)
        {
            // A source that has said no says so again and again, and was told of the first time.
            foreach (var id in before.IsDenied ? [] : due.Campaigns)
            {
                if (await campaigns.FindAsync(id, cancellationToken) is { } campaign && AskedBy(campaign, now).Any(query => query.Key == due.Query.Key))
                {
                    await desk.RaiseAsync(ToAlert(campaign, due.Query, after, since), cancellationToken);
                }
            }
        }
        else if (before.StoppedSince(now) is not null)
        {
            foreach (var id in due.Campaigns)
            {
                await desk.ResolveAsync(id, FingerprintOf(id, due.Query), now, Answered, cancellationToken);
            }
        }
    }

    /// <summary>Raises what should fire and does not, and resolves what should not and does: after a crash, of a campaign that came later, of a question that was dropped or has ended.</summary>
    public async Task CompareAsync(Campaign campaign, IDictionary<string, Cursor> read, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var asked = AskedBy(campaign, now).ToDictionary(query => FingerprintOf(campaign.Id, query), StringComparer.Ordinal);
        var stopped = new Dictionary<string, Alert>(StringComparer.Ordinal);
        foreach (var (fingerprint, query) in asked)
        {
            var cursor = read.TryGetValue(query.Key, out var known) ? known : read[query.Key] = await signals.ReadCursorAsync(query.Key, cancellationToken);
            if (cursor.StoppedSince(now) is { } since)
            {
                stopped[fingerprint] = ToAlert(campaign, query, cursor, since);
            }
        }

        var firing = (await alerts.ReadBoardAsync(campaign.Id, cancellationToken)).FiringOf(AlertKinds.Source);
        foreach (var over in firing.Where(fingerprint => !stopped.ContainsKey(fingerprint)))
        {
            await desk.ResolveAsync(campaign.Id, over, now, asked.ContainsKey(over) ? Answered : null, cancellationToken);
        }

        foreach (var (_, alert) in stopped.Where(one => !firing.Contains(one.Key)))
        {
            await desk.RaiseAsync(alert, cancellationToken);
        }
    }

    private IEnumerable<TrackedQuery> AskedBy(Campaign campaign, DateTimeOffset now) =>
        campaign.StateAt(now) == CampaignState.Live ? TrackedQuery.Of(campaign, rules.Kinds) : [];

    // Whoever drops a question and asks it again is told again.
    private static Alert ToAlert(Campaign campaign, TrackedQuery query, Cursor cursor, DateTimeOffset since) =>
        AlertConditions.Source(campaign.Id, Source(query), MinuteCounts.Later(since, AskedQuestion.SinceOf(campaign, query)), StopWords.Say(campaign.Name, query.Where, cursor.Reason ?? "", since));

    private static string FingerprintOf(string campaignId, TrackedQuery query) => AlertConditions.SourceFingerprint(campaignId, Source(query));

    // The key itself may be long, and holds hashtags.
    private static StoppedSource Source(TrackedQuery query) => new(query.Kind, query.Where, Digest.Of(query.Key)[..12]);
}
