using Relais.Campaigns;

namespace Relais.Intake;

/// <summary>What has been counted at one inlet, or at all of a campaign, by name: how many of each kind, how much money of each currency, how much of each unit; trials apart.</summary>
public sealed record Sums(IReadOnlyDictionary<string, long> Counts)
{
    public const string TestPrefix = "test ";
    public const string NoPrefix = "";

    /// <summary>How many different things one inlet counts: six kinds, a few currencies and units each. Whoever makes up units must not fill its row.</summary>
    public const int MostNames = 60;

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

    public bool IsSameAs(Sums other) => Counts.Count == other.Counts.Count && Counts.All(count => other.Counts.TryGetValue(count.Key, out var same) && same == count.Value);

    /// <summary>This without units that no goal is in, where there are too many of them to be worth a look.</summary>
    public Sums Only(IReadOnlyList<Goal> goals)
    {
        var units = Counts.Keys.Where(name => name.Contains(AmountOf(""), StringComparison.Ordinal)).ToArray();
        return units.Length <= MostNames ? this
            : new Sums(Counts.Where(count => !units.Contains(count.Key) || goals.Any(goal => count.Key == AmountOf(goal.Unit))).ToDictionary(StringComparer.Ordinal));
    }

    /// <summary>This and the other together.</summary>
    public Sums Plus(Sums other) => other.Counts.Aggregate(this, (sums, count) => sums.Plus(count.Key, count.Value));

    public Sums Plus(string name, long more)
    {
        var counts = new Dictionary<string, long>(Counts, StringComparer.Ordinal);

        // Nobody gives so much: whoever says so must not stop what others give from being counted.
        counts[name] = (long)Int128.Clamp((Int128)counts.GetValueOrDefault(name) + more, long.MinValue, long.MaxValue);
        return new Sums(counts);
    }

    /// <summary>This one once a thing has changed from what it was; what comes to nothing is not kept.</summary>
    public Sums Change(Sums before, Sums after)
    {
        var sum = Plus(after);
        sum = before.Counts.Aggregate(sum, (sums, count) => sums.Plus(count.Key, -count.Value));
        return new Sums(sum.Counts.Where(count => count.Value != 0).ToDictionary(StringComparer.Ordinal));
    }

    internal static string Word(SubmissionKind kind) => kind switch
    {
        SubmissionKind.SignUp => "sign-up",
        SubmissionKind.Pledge => "pledge",
        SubmissionKind.Donation => "donation",
        SubmissionKind.Report => "report",
        SubmissionKind.Announcement => "announcement",
        _ => "rsvp",
    };
}
