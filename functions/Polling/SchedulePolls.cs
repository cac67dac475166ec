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
    [Function(nameof(SchedulePolls))]
    public async Task RunAsync([TimerTrigger("0 * * * * *")] TimerInfo timer, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var last = LastTick(timer, now);
        var active = (await campaigns.ListAsync(cancellationToken)).Where(campaign => campaign.StateAt(now) == CampaignState.Live || HasJustEnded(campaign, last, now)).ToArray();
        var asked = await DueAsync(active, last, now, cancellationToken);
        foreach (var same in asked)
        {
            var due = new PollDue(same.First().Question.Query, [.. same.Select(one => one.Campaign.Id)], same.Min(one => one.Question.Since), AnnouncingOf(same, now));
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
        return asked.Where(same => Cadence.IsDue(same.First().Question.Query, paces[same.Key].EveryMinutes, last, now) || same.Any(one => one.Question.HasJustEnded(last, now)));
    }

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
