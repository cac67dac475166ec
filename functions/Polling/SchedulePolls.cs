using System.Text.Json;
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
    // Queue storage: 64 KiB a message, which is 48 KiB before Base64. So many campaigns and where they stand in it take 42 KiB, whatever they are called.
    private const int MostCampaignsAMessage = 300;

    // Of several questions together; one that is longer by itself goes alone.
    private const int MostBytesTogether = 40 * 1024;

    // X's counts are final two minutes late, and posts come to instances late: what ends is put once more when its last minutes can be told.
    private static readonly TimeSpan LastMinutes = TimeSpan.FromMinutes(5);

    // What is read once a day and has failed is not lost for a day.
    private const int LookMinutes = 60;

    [Function(nameof(SchedulePolls))]
    public async Task RunAsync([TimerTrigger("0 * * * * *")] TimerInfo timer, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var last = LastTick(timer, now);
        var active = (await campaigns.ListAsync(cancellationToken)).Where(campaign => campaign.From <= now && !(campaign.Until <= last - LastMinutes)).ToArray();
        var asked = await DueAsync(active, last, now, cancellationToken);
        var parts = asked.Select(same => DuesOf([.. same], now).ToArray()).ToArray();
        await polls.SendAllAsync([.. Together([.. parts.SelectMany(part => IsShared(part[0]) ? part : part[..1])])], cancellationToken);

        // Of a question that takes several messages, those that announce are to come first; messages that are sent together come in any order.
        foreach (var later in parts.Where(part => !IsShared(part[0])).SelectMany(part => part.Skip(1)))
        {
            await polls.SendAsync(later, cancellationToken: cancellationToken);
        }

        await judgements.SendAllAsync([.. active.Where(campaign => HasJustEnded(campaign, last, now)).Select(ended => new MomentumDue(ended.Id))], cancellationToken);
    }

    private async Task<IEnumerable<IGrouping<string, Asked>>> DueAsync(Campaign[] active, DateTimeOffset last, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var asked = active
            .SelectMany(campaign => AskedQuestion.Of(campaign, rules.Kinds).Select(question => new Asked(question, campaign)))
            .Where(one => one.Question.Until is null || one.Question.Until > now || IsLast(one.Question, last, now))
            .GroupBy(one => one.Question.Query.Key, StringComparer.Ordinal)
            .ToArray();
        var paces = await rhythm.ReadAsync(asked.SelectMany(same => same).Select(one => (one.Question.Query, one.Campaign)), now, cancellationToken);
        return asked.Where(same => Cadence.IsDue(TurnOf(same.First().Question.Query), TurnMinutes(same.First().Question.Query, paces[same.Key]), last, now) || same.Any(one => IsLast(one.Question, last, now)));
    }

    private static bool IsLast(AskedQuestion question, DateTimeOffset last, DateTimeOffset now) =>
        question.HasJustEnded(last, now) || question.HasJustEnded(last - LastMinutes, now - LastMinutes);

    // A kind with a pace of its own says by its cursor that it is quiet until its time; how often that is looked at costs nothing.
    private int TurnMinutes(TrackedQuery query, Pace pace) => rules.Kinds.GetValueOrDefault(query.Kind)?.EveryMinutes is { } own ? Math.Min(own, LookMinutes) : pace.EveryMinutes;

    // Those that share a request have their turn at one time.
    private string TurnOf(TrackedQuery query) => rules.Kinds.GetValueOrDefault(query.Kind)?.Together is null ? query.Key : query.Kind;

    // Whether questions of its kind go into one request, which is paid for once: nobody announces by them.
    private bool IsShared(PollDue due) => rules.Kinds.GetValueOrDefault(due.Query.Kind)?.Together is not null;

    private IEnumerable<PollDue> Together(IReadOnlyList<PollDue> dues)
    {
        foreach (var kind in dues.GroupBy(due => due.Query.Kind, StringComparer.Ordinal))
        {
            var byKey = kind.ToLookup(due => due.Query.Key, StringComparer.Ordinal);
            var batches = rules.Kinds.GetValueOrDefault(kind.Key)?.Together?.Invoke(byKey.Select(same => same.First().Query)).Select(batch => batch.SelectMany(query => byKey[query.Key]))
                ?? kind.Select(due => new[] { due });
            foreach (var due in batches.SelectMany(Fitting))
            {
                yield return due;
            }
        }
    }

    // As many as one message takes. Those that come after are asked, and paid for, by themselves: better than that nobody is asked.
    private static IEnumerable<PollDue> Fitting(IEnumerable<PollDue> batch)
    {
        var (some, bytes) = (new List<PollDue>(), 0);
        foreach (var due in batch)
        {
            var size = JsonSerializer.SerializeToUtf8Bytes(due, PollingJson.Default.PollDue).Length;
            if (some.Count > 0 && bytes + size > MostBytesTogether)
            {
                yield return Joined(some);
                (some, bytes) = ([], 0);
            }

            some.Add(due);
            bytes += size;
        }

        yield return Joined(some);
    }

    private static PollDue Joined(List<PollDue> some) => some[0] with { With = some.Count > 1 ? some[1..] : null };

    // Each part has the question put again: what the first has brought the next do not bring, but their campaigns are judged with it. Those that announce come first.
    private static IEnumerable<PollDue> DuesOf(IReadOnlyList<Asked> same, DateTimeOffset now)
    {
        var (query, since) = (same[0].Question.Query, same.Min(one => one.Question.Since));
        return same.OrderByDescending(one => one.Campaign.Announces(query)).Chunk(MostCampaignsAMessage)
            .Select(part => new PollDue(query, [.. part.Select(one => one.Campaign.Id)], since, AnnouncingOf(part, now)));
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
