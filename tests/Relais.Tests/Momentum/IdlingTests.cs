using Relais.Momentum;

namespace Relais.Tests.Momentum;

/// <summary>When so little comes, and is expected, that a campaign need not be watched.</summary>
public sealed class IdlingTests
{
    // The last bin ends at noon: what comes is the hour from twelve.
    private static readonly DateTimeOffset LastBin = new(2026, 3, 2, 11, 55, 0, TimeSpan.Zero);
    private static readonly int?[] Quiet = [.. Enumerable.Repeat((int?)0, 12)];

    [Theory]
    [InlineData(MomentumPhase.Steady, 0, true)]
    [InlineData(MomentumPhase.Steady, 0.9, true)]
    [InlineData(MomentumPhase.Steady, 1.1, false)]
    [InlineData(MomentumPhase.Steady, 50, false)]
    [InlineData(MomentumPhase.Warming, 0, false)]
    [InlineData(MomentumPhase.Surge, 0, false)]
    [InlineData(MomentumPhase.Lull, 0, false)]
    public void Only_a_known_campaign_with_less_than_a_signal_an_hour_is_idle(MomentumPhase phase, double expected, bool idle) =>
        Assert.Equal(idle, Idling.IsIdle(State(phase, expected)));

    [Fact]
    public void One_that_was_never_judged_is_not_idle() => Assert.False(Idling.IsIdle(MomentumState.Empty));

    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    [InlineData(11)]
    public void A_signal_or_a_blind_bin_in_the_trailing_hour_is_not_idle(int bin)
    {
        Assert.False(Idling.IsIdle(State() with { Recent = With(bin, 1) }));
        Assert.False(Idling.IsIdle(State() with { Recent = With(bin, null) }));
    }

    [Theory]
    [InlineData(10, true)]
    [InlineData(11, true)]
    [InlineData(12, false)]
    [InlineData(13, false)]
    [InlineData(14, true)]
    public void It_is_watched_again_before_the_hour_that_was_busy_on_the_last_days(int busyHour, bool idle)
    {
        var hours = new double?[24];
        hours[busyHour] = Baseline.Level(8, 1);
        Assert.Equal(idle, Idling.IsIdle(State() with { Baseline = State().Baseline with { Hours = hours } }));
    }

    [Theory]
    [InlineData(0, 12 * 5, true)]
    [InlineData(12, 12 * 24, false)]
    [InlineData(240, 12 * 24, false)]
    public void A_campaign_that_usually_has_signals_is_never_idle_however_quiet_it_is_now(int anHour, int bins, bool idle)
    {
        var state = MomentumState.Empty;
        for (var bin = 0; bin < bins; bin++)
        {
            // What comes in an hour comes in its first bin, and then for two hours nothing at all.
            var count = bin < bins - 24 && bin % 12 == 0 ? anHour : 0;
            state = Detector.Advance(state, DetectorSettings.Default, LastBin.AddMinutes(5 * bin), count).State;
        }

        Assert.Equal(idle, Idling.IsIdle(state));
    }

    private static MomentumState State(MomentumPhase phase = MomentumPhase.Steady, double expected = 0) => MomentumState.Empty with
    {
        LastBin = LastBin,
        Recent = Quiet,
        Phase = phase,
        Baseline = new Baseline(10, 2 * Math.Sqrt(expected + 0.375), 1, new double?[24]),
    };

    private static int?[] With(int bin, int? count)
    {
        var recent = Quiet.ToArray();
        recent[bin] = count;
        return recent;
    }
}
