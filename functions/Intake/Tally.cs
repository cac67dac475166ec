namespace Relais.Intake;

/// <summary>What has been counted at one inlet, by name: how many of each kind, how much money of each currency, how much of each unit; trials apart.</summary>
public sealed record Tally(IReadOnlyDictionary<string, long> Counts)
{
    public const string TestPrefix = "test ";

    public static readonly Tally Zero = new(new Dictionary<string, long>());

    /// <summary>How many things of a kind.</summary>
    public static string Things(SubmissionKind kind) => $"things {Word(kind)}";

    /// <summary>How much money, in the smallest unit of its currency.</summary>
    public static string MoneyOf(SubmissionKind kind, string currency) => $"money {Word(kind)} {currency}";

    /// <summary>How much of another unit, in thousandths.</summary>
    public static string AmountOf(string unit) => $"amount {unit}";

    public Tally Plus(string name, long more)
    {
        var counts = new Dictionary<string, long>(Counts, StringComparer.Ordinal);
        counts[name] = checked(counts.GetValueOrDefault(name) + more);
        return new Tally(counts);
    }

    /// <summary>This one once a thing has changed from what it was; what comes to nothing is not kept.</summary>
    public Tally Change(Tally before, Tally after)
    {
        var sum = after.Counts.Aggregate(this, (tally, count) => tally.Plus(count.Key, count.Value));
        sum = before.Counts.Aggregate(sum, (tally, count) => tally.Plus(count.Key, -count.Value));
        return new Tally(sum.Counts.Where(count => count.Value != 0).ToDictionary(StringComparer.Ordinal));
    }

    private static string Word(SubmissionKind kind) => kind switch
    {
        SubmissionKind.SignUp => "sign-up",
        SubmissionKind.Pledge => "pledge",
        SubmissionKind.Donation => "donation",
        SubmissionKind.Report => "report",
        SubmissionKind.Announcement => "announcement",
        _ => "rsvp",
    };
}
