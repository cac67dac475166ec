using Relais.Campaigns;
using Relais.Hosting;
using Relais.Momentum;

namespace Relais.Polling;

/// <summary>Works out, each minute, which questions of the live campaigns are due and asks each of them once, however many campaigns share it.</summary>
public sealed class SchedulePolls(
    CampaignStore campaigns,
    CampaignRules rules,
    Rhythm rhythm,
    MessageQueue<PollDue> polls,
    MessageQueue<MomentumDue> judgements,
    TimeProvider time)
{
    // What is read once a day and has failed is not lost for a day.
    private const int LookMinutes = 60;

    [Function(nameof(SchedulePolls))]
    public async Task RunAsync([TimerTrigger("0 * * * * *")] TimerInfo timer, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var last = LastTick(timer, now);
        var active = (await campaigns.ListAsync(cancellationToken)).Where(campaign => campaign.StateAt(now) == CampaignState.Live || HasJustEnded(campaign, last, now)).ToArray();
        var asked = await DueAsync(active, last, now, cancellationToken);
        foreach (var due in Together([.. asked.Select(same => DueOf(same, now))]))
        {
            await polls.SendAsync(due, cancellationToken: cancellationToken);
        }

        foreach (var ended in active.Where(campaign => HasJustEnded(campaign, last, now)))
        {
            await judgements.SendAsync(new MomentumDue(ended.Id), cancellationToken: cancellationToken);
        }
    }

    private async Task<IEnumerable<IGrouping<string, Asked>>> DueAsync(Campaign[] active, DateTimeOffset last, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var asked = active
            .SelectMany(campaign => AskedQuestion.Of(campaign, rules.Kinds).Select(question => new Asked(question, campaign)))
            .Where(one => one.Question.Until is null || one.Question.Until > now || one.Question.HasJustEnded(last, now))
            .GroupBy(one => one.Question.Query.Key, StringComparer.Ordinal)
            .ToArray();
        var paces = await rhythm.ReadAsync(asked.SelectMany(same => same).Select(one => (one.Question.Query, one.Campaign)), now, cancellationToken);
        return asked.Where(same => Cadence.IsDue(TurnOf(same.First().Question.Query), TurnMinutes(same.First().Question.Query, paces[same.Key]), last, now) || same.Any(one => one.Question.HasJustEnded(last, now)));
    }

    // A kind with a pace of its own says by its cursor that it is quiet until its time; how often that is looked at costs nothing.
    private int TurnMinutes(TrackedQuery query, Pace pace) => rules.Kinds.GetValueOrDefault(query.Kind)?.EveryMinutes is { } own ? Math.Min(own, LookMinutes) : pace.EveryMinutes;

    // Those that share a request have their turn at one time.
    private string TurnOf(TrackedQuery query) => rules.Kinds.GetValueOrDefault(query.Kind)?.Together is null ? query.Key : query.Kind;

    private IEnumerable<PollDue> Together(IReadOnlyList<PollDue> dues)
    {
        foreach (var kind in dues.GroupBy(due => due.Query.Kind, StringComparer.Ordinal))
        {
            var byKey = kind.ToDictionary(due => due.Query.Key, StringComparer.Ordinal);
            var batches = rules.Kinds.GetValueOrDefault(kind.Key)?.Together?.Invoke(kind.Select(due => due.Query)) ?? kind.Select(due => new[] { due.Query });
            foreach (var batch in batches)
            {
                yield return byKey[batch[0].Key] with { With = batch.Count > 1 ? [.. batch.Skip(1).Select(query => byKey[query.Key])] : null };
            }
        }
    }

    private static PollDue DueOf(IGrouping<string, Asked> same, DateTimeOffset now) =>
        new(same.First().Question.Query, [.. same.Select(one => one.Campaign.Id)], same.Min(one => one.Question.Since), AnnouncingOf(same, now));

    // Not those whose last minutes these are: their people are told no more.
    private static AnnouncingCampaign[]? AnnouncingOf(IEnumerable<Asked> same, DateTimeOffset now)
    {
        var announcing = same.Where(one => !(one.Question.Until <= now) && one.Campaign.Announces(one.Question.Query))
            .Select(one => new AnnouncingCampaign(one.Campaign.Id, one.Question.Since)).ToArray();
        return announcing.Length > 0 ? announcing : null;
    }

    // Judged even if no source answers, so that its surge ends with it.
    private static bool HasJustEnded(Campaign campaign, DateTimeOffset last, DateTimeOffset now) => campaign.Until > last && campaign.Until <= now;

    // However long ago: what ended while nobody was there is to be found too, and many turns missed are one turn.
    private static DateTimeOffset LastTick(TimerInfo timer, DateTimeOffset now) =>
        timer.ScheduleStatus?.Last is { } recorded && recorded > DateTime.MinValue.AddDays(1)
        && new DateTimeOffset(recorded.ToUniversalTime(), TimeSpan.Zero) is var last && last <= now
            ? last
            : now.AddMinutes(-1);

    private sealed record Asked(AskedQuestion Question, Campaign Campaign);
}
