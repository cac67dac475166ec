using Relais.Polling;

namespace Relais.Tests.Polling;

/// <summary>Spreads what is left of a month's money over what is left of the month.</summary>
public sealed class BudgetTests
{
    private static readonly DateTimeOffset First = new(2026, 11, 1, 0, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(45_000, 0, 1, 0, 5)]
    [InlineData(43_200, 0, 1, 0, 5)]
    [InlineData(43_199, 0, 1, 0, 10)]
    [InlineData(5_000, 0, 1, 0, 60)]
    [InlineData(5_000, 0, 10, 0, 480)]
    [InlineData(5_000, 4_000, 1, 0, 240)]
    [InlineData(5_000, 4_000, 1, 29, 10)]
    [InlineData(5_000, 5_000, 1, 29, 1_440)]
    [InlineData(5_000, 6_000, 1, 0, 1_440)]
    [InlineData(1_000_000, 0, 1, 0, 5)]
    public void What_is_left_lasts_until_the_month_ends(long most, long spent, int questions, int day, int expectedMinutes) =>
        Assert.Equal(expectedMinutes, new Budget(5, most, new Spending(spent, spent / 5), null).MinutesBetween(questions, 5, First.AddDays(day)));

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(7)]
    [InlineData(60)]
    public void However_a_month_is_lived_through_it_never_costs_more_than_the_cap(int usual)
    {
        var random = new Random(usual);
        for (var month = 0; month < 20; month++)
        {
            var (most, spent, questions) = (random.NextInt64(0, 60_000), 0L, random.Next(1, 30));
            for (var now = First; now < First.AddMonths(1);)
            {
                questions = random.Next(50) == 0 ? random.Next(1, 30) : questions;
                var every = new Budget(5, most, new Spending(spent, 0), null).MinutesBetween(questions, usual, now);
                Assert.True(every >= usual);
                var affordable = Math.Min(questions * 5L, (most - spent) / 5 * 5);
                spent += affordable;
                now = now.AddMinutes(every);
            }

            Assert.InRange(spent, 0, most);
        }
    }

    [Fact]
    public void A_network_that_is_off_has_the_usual_turn_so_that_its_gap_is_seen_soon() =>
        Assert.Equal(5, new Budget(5, 0, Spending.None, "X is off").MinutesBetween(3, 5, First));
}
