using Relais.Momentum;
using static Relais.Tests.Momentum.Arrivals;

namespace Relais.Tests.Momentum;

// What the usual is taken to be, seen through readings.
public sealed class BaselineTests
{
    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 0.1)]
    [InlineData(60, 3)]
    [InlineData(6000, 60)]
    public void A_steady_rate_is_expected_as_it_is(double rate, double within) =>
        Assert.Equal(rate, Read(At(1, 10 * 24, Steady(rate)))[^1].Expected, Math.Max(within, rate * 0.3));

    [Fact]
    public void Half_an_hour_seen_is_not_taken_for_a_whole_one()
    {
        var counts = At(2, 10 * 24, Steady(60)).Select((count, bin) => bin % 2 == 0 ? count : null);

        Assert.Equal(60, Read(counts)[^1].Expected, 4.0);
    }

    [Fact]
    public void One_absurd_hour_does_not_hide_the_next_surge()
    {
        var absurd = Burst(Steady(20), 120, 1, 12_000_000);

        var surges = Surges(Read(At(3, 150, Burst(absurd, 144, 3, 200))));

        Assert.Equal(2, surges.Length);
        Assert.InRange(surges[1], 144, 146);
    }

    [Fact]
    public void Posts_that_come_like_clockwork_are_not_expected_to_go_on_so()
    {
        // 60 an hour for ten days, then 80: twice and a half what chance alone would stray.
        int?[] counts = [.. Enumerable.Repeat<int?>(5, 10 * 288), .. new int?[12].Select((_, bin) => bin % 3 == 2 ? 6 : 7)];

        var readings = Read(counts);

        Assert.Empty(Surges(readings));
        Assert.Equal(80, readings[^1].Trailing);
        Assert.InRange(readings[^1].Momentum, 2, 2.6);
    }

    [Fact]
    public void The_old_counts_half_after_the_half_life()
    {
        var settings = DetectorSettings.Default with { HalfLife = TimeSpan.FromHours(24) };
        var before = Advance(MomentumState.Empty, Start, At(4, 30 * 24, Steady(50)), settings).Last().State;

        var (after, _) = Detector.Advance(before, settings, before.LastBin!.Value + TimeSpan.FromHours(24), null);

        Assert.Equal(before.Baseline.Seen / 2, after.Baseline.Seen, 9);
        Assert.Equal(before.Baseline.Mean, after.Baseline.Mean);
    }
}
