using Relais.Momentum;
using static Relais.Tests.Momentum.Arrivals;

namespace Relais.Tests.Momentum;

// What is and what is not a lull, over made-up arrivals of many seeds.
public sealed class LullTests
{
    private static readonly int[] Seeds = [.. Enumerable.Range(1, 10)];

    [Theory]
    [InlineData(15)]
    [InlineData(30)]
    [InlineData(1000)]
    public void A_campaign_that_falls_silent_is_noticed_within_four_hours(double usual)
    {
        Assert.All(Seeds, seed => Assert.InRange(Assert.Single(Lulls(Read(At(seed, 8.5 * 24, Silence(Steady(usual), 8 * 24, 12))))), (8 * 24) + 3, (8 * 24) + 4));
    }

    [Theory]
    [InlineData(30, 0.1, 1)]
    [InlineData(1000, 0.2, 1)]
    [InlineData(1000, 0.5, 0)] // half of the usual is less, not quiet
    public void A_trickle_is_quiet_too(double usual, double left, int expected)
    {
        Assert.All(Seeds, seed => Assert.Equal(expected, Lulls(Read(At(seed, 8.5 * 24, Burst(Steady(usual), 8 * 24, 12, usual * left)))).Length));
    }

    [Theory]
    [InlineData(0.1)]
    [InlineData(3)]
    [InlineData(8)]
    public void Where_few_are_usual_silence_means_nothing(double usual)
    {
        Assert.All(Seeds, seed => Assert.Empty(Lulls(Read(At(seed, 11 * 24, Silence(Steady(usual), 8 * 24, 72))))));
    }

    [Theory]
    [InlineData(12)]
    [InlineData(100)]
    [InlineData(10_000)]
    public void A_steady_campaign_of_any_size_is_left_alone(double rate)
    {
        Assert.Equal(0, Seeds.Sum(seed => Lulls(Read(At(seed, 30 * 24, Steady(rate)))).Length));
    }

    public static TheoryData<string> DailyRates => new(Days.Keys);

    private static readonly Dictionary<string, Func<double, double>> Days = new()
    {
        ["smooth, quiet nights"] = hour => 50 * (1 + (0.9 * Math.Sin(2 * Math.PI * hour / 24))),
        ["nine times the night by day"] = hour => 50 * Math.Exp(1.1 * Math.Sin(2 * Math.PI * hour / 24)),
        ["ten times from 8 to 20"] = hour => hour % 24 is >= 8 and < 20 ? 100 : 10,
        ["five times for three hours"] = hour => hour % 24 is >= 8 and < 11 ? 100 : 20,
    };

    [Theory]
    [MemberData(nameof(DailyRates))]
    public void Nights_are_no_lull_and_days_without_posts_are(string day)
    {
        Assert.Equal(0, Seeds.Sum(seed => Lulls(Read(At(seed, 30 * 24, hour => Days[day](hour + seed)))).Length));

        // Silent from noon to the next noon.
        Assert.All(Seeds, seed => Assert.Single(Lulls(Read(At(seed, 11 * 24, Silence(Days[day], (9 * 24) + 12, 24))))));
    }

    [Theory]
    [InlineData(2, 5)] // both days of the weekend
    [InlineData(1, 5)]
    public void A_weekend_is_announced_once_at_most_and_then_known(int restDays, double rate)
    {
        var lulls = Seeds.SelectMany(seed => Lulls(Read(At(seed, 35 * 24, hour => (int)(hour / 24) % 7 < 7 - restDays ? 50 : rate)))).ToArray();

        Assert.All(lulls, hour => Assert.InRange(hour, (7 - restDays) * 24, 7 * 24));
        Assert.True(lulls.Length <= Seeds.Length, $"{lulls.Length} lulls in {Seeds.Length} campaigns");
    }

    [Theory]
    [InlineData(24)]
    [InlineData(72)]
    public void Fading_by_half_is_no_lull(double hours)
    {
        Assert.Equal(0, Seeds.Sum(seed => Lulls(Read(At(seed, 20 * 24, hour => 500 * Math.Pow(0.5, Math.Max(0, hour - 72) / hours)))).Length));
    }

    [Fact]
    public void Two_hours_of_silence_are_no_lull()
    {
        Assert.Equal(0, Seeds.Sum(seed => Lulls(Read(At(seed, 10 * 24, Silence(Steady(60), 8 * 24, 2)))).Length));
    }

    [Fact]
    public void No_lull_begins_before_the_hour_has_come_twice()
    {
        Assert.All(Seeds, seed => Assert.Empty(Lulls(Read(At(seed, 24, Silence(Steady(200), 12, 12))))));
    }

    [Fact]
    public void A_lull_ends_two_hours_after_half_of_the_usual_is_there_again()
    {
        foreach (var seed in Seeds)
        {
            var changes = Changes(Read(At(seed, 10 * 24, Silence(Steady(60), 8 * 24, 9))));

            Assert.Equal([MomentumChange.LullBegan, MomentumChange.LullEnded], changes.Select(reading => reading.Change));
            Assert.InRange((changes[1].At - Start).TotalHours, (8 * 24) + 11, (8 * 24) + 12);
        }
    }

    [Fact]
    public void A_lull_outlasts_the_night_and_a_single_busy_hour()
    {
        // Silent for a day but for half an hour of ordinary posts.
        var day = Days["ten times from 8 to 20"];
        var readings = Read(At(4, 11 * 24, hour => hour is >= 204 and < 228 and not (>= 210 and < 210.5) ? 0 : day(hour)));

        // The first morning is a surge to whoever has only seen the night.
        var changes = Changes(readings).Where(reading => reading.At > Start.AddHours(48)).ToArray();
        Assert.Equal([MomentumChange.LullBegan, MomentumChange.LullEnded], changes.Select(reading => reading.Change));
        Assert.InRange(changes[1].At, Start.AddHours(230), Start.AddHours(232));
    }

    [Fact]
    public void Quiet_that_stays_becomes_the_usual_and_is_announced_once()
    {
        foreach (var seed in Seeds)
        {
            var changes = Changes(Read(At(seed, 28 * 24, Silence(Steady(60), 8 * 24, 20 * 24))));

            Assert.Equal([MomentumChange.LullBegan, MomentumChange.LullEnded], changes.Select(reading => reading.Change));
            Assert.InRange((changes[1].At - Start).TotalHours, 10 * 24, 12 * 24);
        }
    }

    private static Func<double, double> Silence(Func<double, double> usual, double from, double hours) => Burst(usual, from, hours, 0);
}
