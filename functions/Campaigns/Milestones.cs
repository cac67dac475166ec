namespace Relais.Campaigns;

/// <summary>Totals of a campaign's signals that are worth saying: plain numbers, and shares of its goal.</summary>
/// <param name="Goal">The total that is hoped for; null while there is none, and then there are no shares either.</param>
/// <param name="Percents">Shares of the goal.</param>
public sealed record Milestones(IReadOnlyList<long> Counts, long? Goal, IReadOnlyList<int> Percents)
{
    /// <summary>
    /// What is said when the total grows from one number to another, by name (`1000`, `50%`): the highest number and the highest share that were crossed. Lower
    /// ones are passed with them, and so are those that were below the total already: one message is worth more than four at once.
    /// </summary>
    public IEnumerable<string> Crossed(long before, long total)
    {
        bool IsCrossed(long mark) => before < mark && mark <= total;
        var counts = Counts.Where(IsCrossed).ToArray();
        var shares = Percents.Where(percent => IsCrossed(MarkOf(percent))).ToArray();
        if (counts.Length > 0)
        {
            yield return FormattableString.Invariant($"{counts.Max()}");
        }

        if (shares.Length > 0)
        {
            yield return FormattableString.Invariant($"{shares.Max()}%");
        }
    }

    // The first whole signal with which the share is reached.
    private long MarkOf(int percent) => ((Goal.GetValueOrDefault() * percent) + 99) / 100;
}
