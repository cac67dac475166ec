namespace Relais.Intake;

/// <summary>What has been counted at one inlet, or at all of a campaign, by name: how many of each kind, how much money of each currency, how much of each unit; trials apart.</summary>
public sealed record Sums(IReadOnlyDictionary<string, long> Counts)
{
    public const string TestPrefix = "test ";
    public const string NoPrefix = "";

    public static readonly Sums Zero = new(new Dictionary<string, long>());

    /// <summary>Whether this name counts trials.</summary>
    public static bool IsTest(string name) => name.StartsWith(TestPrefix, StringComparison.Ordinal);

    /// <summary>How many of a kind.</summary>
    public static string Deeds(SubmissionKind kind) => $"deeds {Word(kind)}";

    /// <summary>How much money, in the smallest unit of its currency.</summary>
    public static string MoneyOf(SubmissionKind kind, string currency) => $"money {Word(kind)} {currency}";

    /// <summary>How much of another unit, in thousandths.</summary>
    public static string AmountOf(string unit) => $"amount {unit}";

    /// <summary>How much stands under a name; nought where nothing does.</summary>
    public long Of(string name) => Counts.GetValueOrDefault(name);

    /// <summary>This and the other together.</summary>
    public Sums Plus(Sums other) => other.Counts.Aggregate(this, (sums, count) => sums.Plus(count.Key, count.Value));

    public Sums Plus(string name, long more)
    {
        var counts = new Dictionary<string, long>(Counts, StringComparer.Ordinal);
        counts[name] = checked(counts.GetValueOrDefault(name) + more);
        return new Sums(counts);
    }

    /// <summary>This one once a thing has changed from what it was; what comes to nothing is not kept.</summary>
    public Sums Change(Sums before, Sums after)
    {
        var sum = Plus(after);
        sum = before.Counts.Aggregate(sum, (sums, count) => sums.Plus(count.Key, -count.Value));
        return new Sums(sum.Counts.Where(count => count.Value != 0).ToDictionary(StringComparer.Ordinal));
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
