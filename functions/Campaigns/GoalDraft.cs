using Relais.Http;

namespace Relais.Campaigns;

/// <summary>A goal as an organiser sets it.</summary>
/// <param name="Unit">`EUR`, `sign-ups`, `kilos` …</param>
/// <param name="Of">Of a currency: `donation` (when left out) or `pledge`.</param>
/// <param name="Target">In whole units.</param>
/// <param name="Percents">Shares that are worth an alert; 50 and 100 when left out.</param>
public sealed record GoalDraft(string? Unit = null, string? Of = null, long? Target = null, IReadOnlyList<int>? Percents = null)
{
    public const int MostGoals = 10;
    private const int MostPercents = 20;
    private const int LargestPercent = 1000;

    // In cents and in thousandths far from the end of 64 bits.
    private const long LargestTarget = 1_000_000_000_000;

    private static readonly int[] UsualPercents = [50, 100];

    internal static GoalDraft From(Goal goal) => new(goal.Unit, goal.Of, goal.Target, goal.Percents);

    /// <summary>The first thing that is wrong with a list of goals, with the field as `goals[1].unit`; null when nothing is.</summary>
    internal static FieldError? Check(IReadOnlyList<GoalDraft>? goals)
    {
        if (goals?.Count > MostGoals)
        {
            return new FieldError("goals", $"must hold at most {MostGoals} goals.");
        }

        foreach (var (i, goal) in (goals ?? []).Index())
        {
            if ((goal is null ? new FieldError("unit", "must be given.") : goal.Check()) is { } fault)
            {
                return fault with { Field = $"goals[{i}].{fault.Field}" };
            }

            if (goals!.Take(i).Any(earlier => earlier.ToGoal().Name == goal!.ToGoal().Name))
            {
                return new FieldError($"goals[{i}].unit", "has a goal already.");
            }
        }

        return null;
    }

    internal Goal ToGoal() => Currencies.Find(Unit) is { } currency
        ? new Goal(currency, Of ?? Goal.Donation, Target!.Value, Shares)
        : new Goal(Goal.ReadUnit(Unit)!, null, Target!.Value, Shares);

    private int[] Shares => [.. (Percents ?? UsualPercents).Order()];

    private FieldError? Check() =>
        Unit is null ? new FieldError("unit", "must be given.")
        : Currencies.Find(Unit) is null && Goal.ReadUnit(Unit) is null
            ? new FieldError("unit", $"must be a currency of ISO 4217 such as EUR, one of {string.Join(", ", Goal.Pieces)}, or one word of at most 32 letters, such as kilos.")
        : Of is not null && Currencies.Find(Unit) is null ? new FieldError("of", "is for money only.")
        : Of is not (null or Goal.Donation or Goal.Pledge) ? new FieldError("of", $"must be {Goal.Donation} or {Goal.Pledge}.")
        : Target is null or < 1 or > LargestTarget ? new FieldError("target", $"must be 1 to {LargestTarget}.")
        : CheckPercents();

    private FieldError? CheckPercents()
    {
        if (Percents?.Count > MostPercents)
        {
            return new FieldError("percents", $"must hold at most {MostPercents} numbers.");
        }

        foreach (var (i, percent) in (Percents ?? []).Index())
        {
            if (percent is < 1 or > LargestPercent)
            {
                return new FieldError($"percents[{i}]", $"must be 1 to {LargestPercent}.");
            }

            if (Percents!.Take(i).Contains(percent))
            {
                return new FieldError($"percents[{i}]", "stands in the list twice.");
            }
        }

        return null;
    }
}
