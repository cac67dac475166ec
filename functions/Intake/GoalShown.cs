using Relais.Campaigns;

namespace Relais.Intake;

/// <summary>How far a campaign is on the way to one of its goals.</summary>
/// <param name="Name">Names it among the campaign's goals: `EUR`, `EUR-pledge`, `kilos`.</param>
/// <param name="Unit">A currency in capitals, or another unit.</param>
/// <param name="Of">Of a currency: `donation` or `pledge`.</param>
/// <param name="Target">In whole units.</param>
/// <param name="Reached">In the same unit, with its cents; of money, what was given back is taken off.</param>
/// <param name="Percent">Whole percents, rounded down; above 100 where more came than was hoped for.</param>
public sealed record GoalShown(string Name, string Unit, string? Of, long Target, decimal Reached, int Percent)
{
    private const decimal Thousandths = 1_000;

    public static GoalShown From(Goal goal, Sums sums)
    {
        var reached = ReachedOf(goal, sums);
        return new GoalShown(goal.Name, goal.Unit, goal.Of, goal.Target, reached, (int)Math.Min(int.MaxValue, decimal.Floor(reached * 100 / goal.Target)));
    }

    /// <summary>How much of a goal's unit there is in what was counted, trials left out.</summary>
    public static decimal ReachedOf(Goal goal, Sums sums) => goal switch
    {
        { IsMoney: true } => sums.Of(Sums.MoneyOf(goal.Of == Goal.Pledge ? SubmissionKind.Pledge : SubmissionKind.Donation, goal.Unit)) / Power(Currencies.DecimalsOf(goal.Unit)),
        { Unit: "sign-ups" } => sums.Of(Sums.Deeds(SubmissionKind.SignUp)),
        { Unit: "pledges" } => sums.Of(Sums.Deeds(SubmissionKind.Pledge)),
        { Unit: "donations" } => sums.Of(Sums.Deeds(SubmissionKind.Donation)),
        { Unit: "reports" } => sums.Of(Sums.Deeds(SubmissionKind.Report)),
        { Unit: "rsvps" } => sums.Of(Sums.Deeds(SubmissionKind.Rsvp)),
        _ => sums.Of(Sums.AmountOf(goal.Unit)) / Thousandths,
    };

    private static decimal Power(int decimals) => decimals switch { 0 => 1, 3 => 1_000, _ => 100 };
}
