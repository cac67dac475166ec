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

    private static Submission Draw(Random random) => new((SubmissionKind)random.Next(2), "a", Noon.AddMinutes(random.Next(3)))
    {
        Standing = (SubmissionStanding)random.Next(3),
        IsTest = random.Next(5) == 0,
        Money = random.Next(4) == 0 ? null : new Money(random.Next(5) * 100, random.Next(2) == 0 ? "EUR" : "USD"),
        Refunded = random.Next(2) == 0 ? null : random.Next(3) * 100,
        Contact = random.Next(2) == 0 ? null : new Contact($"a{random.Next(3)}@example.org"),
    };

    private static string Sum(IReadOnlyList<Submission> told) => Say(told.Aggregate((Deed?)null, Deed.After)!.Counts());

    private static string Say(Sums sums) => string.Join(' ', sums.Counts.OrderBy(count => count.Key, StringComparer.Ordinal).Select(count => $"{count.Key}={count.Value}"));
}
