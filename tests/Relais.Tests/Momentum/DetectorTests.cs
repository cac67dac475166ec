using Relais.Momentum;
using static Relais.Tests.Momentum.Arrivals;

namespace Relais.Tests.Momentum;

// What is and what is not a surge, over made-up arrivals of many seeds.
public sealed class DetectorTests
{
    private static readonly int[] Seeds = [.. Enumerable.Range(1, 20)];

    [Theory]
    [InlineData(3)]
    [InlineData(9)]
    public void A_few_posts_after_days_of_silence_are_no_surge(int posts)
    {
        var counts = Enumerable.Repeat<int?>(0, 3 * 288).Append(posts).Concat(Enumerable.Repeat<int?>(0, 288));

        var readings = Read(counts);

        Assert.Empty(Surges(readings));
        Assert.Equal(posts, readings.Max(reading => reading.Trailing));
    }

    [Theory]
    [InlineData(0.2, 14, 120)]
    [InlineData(1.5, 15, 120)]
    [InlineData(1.5, 15, 14)]
    [InlineData(20, 80, 120)]
    [InlineData(20, 200, 12)]
    [InlineData(200, 1000, 24)]
    [InlineData(10_000, 30_000, 120)]
    public void A_campaign_of_any_size_is_noticed_within_two_hours_when_it_moves(double usual, double rate, double hour)
    {
        var noticed = Seeds.Count(seed => Surges(Read(At(seed, hour + 2, Burst(Steady(usual), hour, 2, rate)))).Any(at => at >= hour));

        Assert.True(noticed >= 19, $"noticed {noticed} of {Seeds.Length}");
    }

    [Theory]
    [InlineData(0.1)]
    [InlineData(1)]
    [InlineData(10)]
    [InlineData(100)]
    [InlineData(10_000)]
    public void A_steady_campaign_of_any_size_is_left_alone(double rate)
    {
        var surges = Seeds.Sum(seed => Surges(Read(At(seed, 30 * 24, Steady(rate)))).Length);

        Assert.True(surges <= 6, $"{surges} surges in {Seeds.Length} months");
    }

    public static TheoryData<string> DailyRates => new(Days.Keys);

    private static readonly Dictionary<string, Func<double, double>> Days = new()
    {
        ["smooth, quiet nights"] = hour => 50 * (1 + (0.9 * Math.Sin(2 * Math.PI * hour / 24))),
        ["nine times the night by day"] = hour => 50 * Math.Exp(1.1 * Math.Sin(2 * Math.PI * hour / 24)),
        ["the same, few posts"] = hour => 5 * Math.Exp(1.1 * Math.Sin(2 * Math.PI * hour / 24)),
        ["ten times from 8 to 20"] = hour => hour % 24 is >= 8 and < 20 ? 100 : 10,
        ["five times for three hours"] = hour => hour % 24 is >= 8 and < 11 ? 100 : 20,
        ["five times for one hour"] = hour => hour % 24 is >= 8 and < 9 ? 100 : 20,
    };

    [Theory]
    [MemberData(nameof(DailyRates))]
    public void What_happens_every_day_is_a_surge_on_the_first_at_most(string day)
    {
        // Followed from another hour of the day by each seed.
        var surges = Seeds.SelectMany(seed => Surges(Read(At(seed, 30 * 24, hour => Days[day](hour + seed))))).ToArray();

        Assert.True(surges.Count(hour => hour > 48) <= 1, $"{surges.Count(hour => hour > 48)} surges after the second day");
        Assert.True(surges.Length <= Seeds.Length, $"{surges.Length} surges in {Seeds.Length} months");
    }

    [Fact]
    public void What_happens_every_day_does_not_hide_what_happens_once()
    {
        var noticed = Seeds.Count(seed => Surges(Read(At(seed, 10 * 24,
            Burst(Days["nine times the night by day"], (9 * 24) + 2, 3, 600)))).Any(hour => hour > 9 * 24));

        Assert.Equal(Seeds.Length, noticed);
    }

    [Theory]
    [InlineData(5)]
    [InlineData(14)]
    public void A_slow_rise_is_no_surge(double days)
    {
        var surges = Seeds.Sum(seed => Surges(Read(At(seed, (days + 2) * 24, hour => 20 * Math.Pow(10, Math.Max(0, hour - 48) / 24 / days)))).Length);

        Assert.True(surges <= 2, $"{surges} surges in {Seeds.Length} rises to ten times the posts");
    }

    [Fact]
    public void No_surge_begins_before_four_hours_were_seen()
    {
        var readings = Read(At(1, 8, Burst(Steady(5), 2, 6, 500)));

        Assert.Empty(Surges(readings.TakeWhile(reading => reading.At < Start.AddHours(4))));
        Assert.All(readings.TakeWhile(reading => reading.At <= Start.AddHours(4)), reading => Assert.Equal(MomentumPhase.Warming, reading.Phase));
    }

    [Fact]
    public void A_surge_is_noticed_on_the_first_day()
    {
        var noticed = Seeds.Count(seed => Surges(Read(At(seed, 9, Burst(Steady(30), 6, 3, 300)))) is [> 6 and < 7]);

        Assert.Equal(Seeds.Length, noticed);
    }

    [Fact]
    public void One_surge_is_announced_once_though_it_wavers()
    {
        // Around ten times the usual, up and down by half every twenty minutes, for six hours.
        var counts = At(3, 110, hour => hour is >= 96 and < 102 ? 200 * (1 + (0.5 * Math.Sin(2 * Math.PI * hour * 3))) : 20);

        var changes = Read(counts).Where(reading => reading.Change != MomentumChange.None).ToArray();

        Assert.Equal([MomentumChange.SurgeBegan, MomentumChange.SurgeEnded], changes.Select(reading => reading.Change));
        Assert.InRange(changes[1].At, Start.AddHours(102), Start.AddHours(105));
    }

    [Theory]
    [InlineData(4, 1)]
    [InlineData(8, 2)]
    public void A_second_surge_is_announced_from_the_least_distance_on(double hoursApart, int expected)
    {
        var once = Burst(Steady(20), 120, 1, 200);

        Assert.Equal(expected, Surges(Read(At(5, 135, Burst(once, 120 + hoursApart, 1, 400)))).Length);
    }

    [Theory]
    [InlineData(60)]
    [InlineData(200)]
    public void What_stays_becomes_the_usual(double rate)
    {
        var readings = Read(At(7, 12 * 24, hour => hour >= 96 ? rate : 20));

        Assert.Single(Surges(readings));
        Assert.InRange(Assert.Single(readings, reading => reading.Change == MomentumChange.SurgeEnded).At, Start.AddHours(100), Start.AddHours(144));
        Assert.InRange(readings[^1].Expected, rate * 0.7, rate * 1.1);
    }

    [Theory]
    [InlineData(3.5, 59, 1)]
    [InlineData(3.5, 61, 0)] // the floor is above what came
    [InlineData(50, 10, 0)] // the threshold is above what it means
    public void A_campaign_chooses_its_threshold_and_floor(double threshold, int floor, int expected)
    {
        int?[] counts = [.. Enumerable.Repeat<int?>(0, 288), .. Enumerable.Repeat<int?>(5, 12), .. Enumerable.Repeat<int?>(0, 24)];

        Assert.Equal(expected, Surges(Read(counts, new DetectorSettings(threshold, floor))).Length);
    }
}
