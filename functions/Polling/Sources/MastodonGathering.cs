using Relais.Campaigns;
using Relais.Momentum;

namespace Relais.Polling.Sources;

/// <summary>What the pages of one poll have brought so far, and how far the instance has told.</summary>
internal sealed class MastodonGathering(TrackedQuery query, DateTimeOffset since, DateTimeOffset now, MastodonPosition? start, DateTimeOffset told)
{
    private readonly AnswerBuilder answer = new();

    private MastodonPosition? position = start;

    /// <summary>Whether anything came that earlier polls had not seen.</summary>
    public bool HasNews { get; private set; }

    public DateTimeOffset Told { get; private set; } = told;

    /// <summary>False when no more fits one transaction: what was added stands, and the rest is asked for again.</summary>
    public bool TryAddAll(IEnumerable<MastodonStatus> statuses, string first)
    {
        foreach (var status in statuses.Where(status => position?.Knows(status) != true))
        {
            if (IsWanted(status) && !answer.TryAdd(status.ToPost(query, now)))
            {
                return false;
            }

            (HasNews, position) = (true, position ?? new MastodonPosition(first));
            position.Add(status.Id, status.CreatedAt > now ? now : status.CreatedAt);
            Told = status.CreatedAt > Told && status.CreatedAt <= now ? status.CreatedAt : Told;
        }

        return true;
    }

    /// <summary>Says that what was added begins with the oldest status that the instance has.</summary>
    public void AddBeginning() => position?.AddBeginning();

    public PollOutcome.Answered Answer(DateTimeOffset until, Gap? missed = null) => new(answer.ToFold(position?.ToString(), until, missed), More: false);

    private bool IsWanted(MastodonStatus status) =>
        status.CreatedAt >= since && (query.Without.Count == 0 || status.Tags?.Any(tag => query.Without.Contains(Hashtag.Fold(tag.Name))) != true);
}
