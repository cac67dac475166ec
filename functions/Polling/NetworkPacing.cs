namespace Relais.Polling;

/// <summary>How all that is asked of one network, in one way or several, shares its budget. Pure.</summary>
/// <param name="Kinds">The ways of asking it.</param>
/// <param name="Pacings">One for each way of asking, all with the same budget.</param>
public sealed record NetworkPacing(string Network, IReadOnlyList<string> Kinds, IReadOnlyList<Pacing> Pacings)
{
    public Budget Budget => Pacings[0].Budget!;

    public int Questions => Pacings.Sum(pacing => pacing.Demands.Count);

    /// <summary>Minutes between two polls of a question that neither an event nor idleness concerns, so that what is left lasts; null where nothing is asked but lists, which are read once a day.</summary>
    public int? WatchMinutes => Budget.Off is null ? Pacings.Where(pacing => pacing.Demands.Count > 0 && !pacing.HasOwnPace).Max(pacing => (int?)pacing.WatchMinutes) : null;

    /// <summary>What the month will have cost at its end, in thousandths of a dollar; never more than its cap.</summary>
    public long ProjectedMills => Budget.Spent.Mills + Math.Min(Budget.LeftMills, Pacings.Sum(pacing => pacing.ProjectedMills - Budget.Spent.Mills));
}
