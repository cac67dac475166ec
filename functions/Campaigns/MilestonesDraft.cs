using Relais.Http;

namespace Relais.Campaigns;

/// <summary>Milestones as an organiser sets them, all at once.</summary>
/// <param name="Goal">The total that is hoped for; `percents` are shares of it.</param>
public sealed record MilestonesDraft(IReadOnlyList<long>? Counts = null, long? Goal = null, IReadOnlyList<int>? Percents = null)
{
    private const int MostOfAKind = 20;

    // More than any hashtag has ever counted, and its shares are far from the end of 64 bits.
    private const long LargestCount = 1_000_000_000_000;
    private const int LargestPercent = 1000;

    /// <summary>What is kept of it: null when it names no milestone and no goal.</summary>
    internal Milestones? ToMilestones() =>
        Counts is { Count: > 0 } || Percents is { Count: > 0 } || Goal is not null ? new Milestones(Counts ?? [], Goal, Percents ?? []) : null;

    internal static MilestonesDraft? Of(Milestones? milestones) =>
        milestones is null ? null : new MilestonesDraft(milestones.Counts, milestones.Goal, milestones.Percents);

    internal FieldError? Check() =>
        CheckAll("milestones.counts", Counts ?? [], LargestCount)
        ?? (Goal is < 1 or > LargestCount ? new FieldError("milestones.goal", $"must be 1 to {LargestCount}.") : null)
        ?? CheckAll("milestones.percents", [.. (Percents ?? []).Select(percent => (long)percent)], LargestPercent)
        ?? (Percents is { Count: > 0 } && Goal is null ? new FieldError("milestones.percents", "must have a goal to be shares of.") : null);

    private static FieldError? CheckAll(string field, IReadOnlyList<long> marks, long largest)
    {
        if (marks.Count > MostOfAKind)
        {
            return new FieldError(field, $"must hold at most {MostOfAKind} numbers.");
        }

        for (var i = 0; i < marks.Count; i++)
        {
            if (marks[i] < 1 || marks[i] > largest)
            {
                return new FieldError($"{field}[{i}]", $"must be 1 to {largest}.");
            }

            if (marks.Take(i).Contains(marks[i]))
            {
                return new FieldError($"{field}[{i}]", "stands in the list twice.");
            }
        }

        return null;
    }
}
