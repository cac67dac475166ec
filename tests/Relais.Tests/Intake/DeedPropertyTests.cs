using Relais.Intake;

namespace Relais.Tests.Intake;

/// <summary>What is known of one thing does not hang on the order or the number of the calls that told of it.</summary>
public sealed class DeedPropertyTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void In_whatever_order_and_however_often_calls_come_the_sums_are_the_same()
    {
        var random = new Random(20261128);
        for (var scenario = 0; scenario < 300; scenario++)
        {
            var told = Enumerable.Range(0, random.Next(1, 7)).Select(_ => Draw(random)).ToArray();
            var expected = Sum(told);
            for (var again = 0; again < 8; again++)
            {
                var shuffled = told.Concat(told.Where(_ => random.Next(3) == 0)).ToArray();
                random.Shuffle(shuffled);
                Assert.Equal(expected, Sum(shuffled));
                Assert.Equal(Tell(told), Tell(shuffled));
            }
        }
    }

    [Fact]
    public void What_is_given_back_is_taken_off_and_never_more_than_was_given()
    {
        var paid = new Submission(SubmissionKind.Donation, "a", Noon) { Money = new Money(2_000, "EUR") };
        var some = paid with { At = Noon.AddHours(1), Refunded = 500 };
        var all = paid with { At = Noon.AddHours(2), Refunded = 2_500 };
        Assert.Equal("deeds donation=1 money donation EUR=2000", Say(Deed.After(null, paid).Counts()));
        Assert.Equal("deeds donation=1 money donation EUR=1500", Sum([some, paid]));
        Assert.Equal("deeds donation=1 money donation EUR=0", Sum([all, paid, some]));

        // A refund that came to nothing after all, and a gift that has become nothing.
        Assert.Equal("deeds donation=1 money donation EUR=2000", Sum([all with { At = Noon.AddHours(3), Refunded = 0 }, all, paid]));
        Assert.Equal("", Sum([paid, paid with { At = Noon.AddHours(1), Money = new Money(0, "EUR") }]));
        Assert.Equal("", Sum([paid, paid with { At = Noon.AddHours(3), Standing = SubmissionStanding.Cancelled }]));
        Assert.Equal("test deeds donation=1 test money donation EUR=2000", Sum([paid with { IsTest = true }]));
    }

    [Fact]
    public void The_sums_change_by_what_a_thing_has_become_and_forget_what_comes_to_nothing()
    {
        var euros = Deed.After(null, new Submission(SubmissionKind.Donation, "a", Noon) { Money = new Money(2_000, "EUR") });
        var dollars = Deed.After(euros, new Submission(SubmissionKind.Donation, "a", Noon.AddHours(1)) { Money = new Money(700, "USD"), Amounts = new Dictionary<string, long> { ["kilos"] = 2_500 } });
        var sums = Sums.Zero.Change(Sums.Zero, euros.Counts());
        Assert.Equal("amount kilos=2500 deeds donation=1 money donation USD=700", Say(sums.Change(euros.Counts(), dollars.Counts())));
    }

    [Fact]
    public void Whose_a_thing_is_stays_known_when_a_later_call_does_not_say_it()
    {
        var paid = new Submission(SubmissionKind.Donation, "a", Noon) { Money = new Money(2_000, "EUR"), Contact = new Contact("ada@example.org", "Ada") };
        var refunded = paid with { At = Noon.AddHours(1), Refunded = 2_000, Contact = new Contact(Name: "test") };
        var deed = Deed.After(Deed.After(null, paid), refunded);
        Assert.Equal(("ada@example.org", "test", Noon.AddHours(1)), (deed.Email!.What.Address, deed.Words!.What.Name, deed.SpokenAt));
        Assert.Equal(deed, Deed.After(Deed.After(null, refunded), paid));
    }

    [Fact]
    public void What_was_erased_or_struck_stays_so_whatever_is_told_afterwards()
    {
        var paid = new Submission(SubmissionKind.Donation, "a", Noon) { Money = new Money(2_000, "EUR"), Contact = new Contact("ada@example.org", "Ada"), Text = "for the port" };
        var later = paid with { At = Noon.AddHours(1), Money = new Money(3_000, "EUR") };
        var erased = Deed.After(Deed.After(null, paid).Erase(), later);
        Assert.Equal(("", null, null, "deeds donation=1 money donation EUR=3000"), (erased.Key, erased.Email, erased.Words, Say(erased.Counts())));
        Assert.Equal("", Say(Deed.After(Deed.After(null, paid) with { IsStruck = true }, later).Counts()));
    }

    [Fact]
    public void Sums_that_nobody_ever_gave_end_at_the_last_number()
    {
        var most = Sums.Zero.Plus("amount kilos", long.MaxValue);
        Assert.Equal(long.MaxValue, most.Plus("amount kilos", 1).Of("amount kilos"));
        Assert.Equal(long.MinValue, Sums.Zero.Plus("amount kilos", long.MinValue).Plus("amount kilos", -1).Of("amount kilos"));
    }

    private static Submission Draw(Random random) => new((SubmissionKind)random.Next(2), "a", Noon.AddMinutes(random.Next(3)))
    {
        Standing = (SubmissionStanding)random.Next(3),
        IsTest = random.Next(5) == 0,
        Money = random.Next(4) == 0 ? null : new Money(random.Next(5) * 100, random.Next(2) == 0 ? "EUR" : "USD"),
        Refunded = random.Next(2) == 0 ? null : random.Next(3) * 100,
        Amounts = random.Next(2) == 0 ? new Dictionary<string, long>() : new Dictionary<string, long> { ["kilos"] = random.Next(1, 4) * 1_000 },
        Contact = random.Next(3) switch { 0 => null, 1 => new Contact(Name: $"A{random.Next(3)}"), _ => new Contact($"a{random.Next(3)}@example.org", $"A{random.Next(3)}") },
        Text = random.Next(2) == 0 ? null : $"text {random.Next(3)}",
    };

    private static string Tell(IReadOnlyList<Submission> told) =>
        told.Aggregate((Deed?)null, Deed.After)! is var deed ? $"{deed.Email} {deed.Email?.What.Address} {deed.Words?.What.Rank} {deed.Words?.At} {deed.SpokenAt} {deed.State}" : "";

    private static string Sum(IReadOnlyList<Submission> told) => Say(told.Aggregate((Deed?)null, Deed.After)!.Counts());

    private static string Say(Sums sums) => string.Join(' ', sums.Counts.OrderBy(count => count.Key, StringComparer.Ordinal).Select(count => $"{count.Key}={count.Value}"));
}
