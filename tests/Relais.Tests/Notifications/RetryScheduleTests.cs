using Relais.Notifications;

namespace Relais.Tests.Notifications;

/// <summary>When a delivery that failed is tried again.</summary>
public sealed class RetryScheduleTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(1, 5)]
    [InlineData(2, 5 * 60)]
    [InlineData(3, 30 * 60)]
    [InlineData(4, 2 * 3600)]
    [InlineData(5, 5 * 3600)]
    [InlineData(6, 10 * 3600)]
    [InlineData(7, 14 * 3600)]
    [InlineData(8, 20 * 3600)]
    [InlineData(9, 24 * 3600)]
    public void Each_wait_is_that_of_the_table_varied_by_a_fifth_at_most(int attempts, int seconds)
    {
        var waits = Enumerable.Range(0, 2000).Select(number => (RetrySchedule.Next($"al_1_1_s_{number}", attempts, Noon, null)!.Value - Noon).TotalSeconds).ToArray();

        Assert.All(waits, wait => Assert.InRange(wait, 0.8 * seconds, 1.2 * seconds));
        Assert.InRange(waits.Min(), 0.8 * seconds, 0.81 * seconds);
        Assert.InRange(waits.Max(), 1.19 * seconds, 1.2 * seconds);
        Assert.InRange(waits.Average(), 0.98 * seconds, 1.02 * seconds);
    }

    [Theory]
    [InlineData(10)]
    [InlineData(11)]
    [InlineData(0)]
    [InlineData(-1)]
    public void Ten_attempts_are_all(int attempts) => Assert.Null(RetrySchedule.Next("al_1_1_s_1", attempts, Noon, Noon.AddHours(1)));

    [Fact]
    public void The_same_attempt_worked_out_twice_gives_the_same_instant_and_the_next_one_another_share()
    {
        double Share(int attempts, double seconds) => (RetrySchedule.Next("al_1_1_s_1", attempts, Noon, null)!.Value - Noon).TotalSeconds / seconds;

        Assert.Equal(Share(1, 5), Share(1, 5));
        Assert.NotEqual(Share(1, 5), Share(2, 300));
    }

    [Theory]
    [InlineData(60, 60)] // later than the table's five seconds: kept
    [InlineData(23 * 3600, 23 * 3600)]
    [InlineData(25 * 3600, 24 * 3600)] // a broken clock
    public void A_receivers_wish_is_kept_up_to_a_day(int wishedSeconds, int seconds) =>
        Assert.Equal(Noon.AddSeconds(seconds), RetrySchedule.Next("al_1_1_s_1", 1, Noon, Noon.AddSeconds(wishedSeconds)));

    [Theory]
    [InlineData(0)]
    [InlineData(-3600)]
    [InlineData(1)]
    public void A_wish_never_makes_a_try_come_sooner(int wishedSeconds) =>
        Assert.Equal(RetrySchedule.Next("al_1_1_s_1", 3, Noon, null), RetrySchedule.Next("al_1_1_s_1", 3, Noon, Noon.AddSeconds(wishedSeconds)));
}
