using System.Text.Json;
using Relais.Momentum;
using static Relais.Tests.Momentum.Arrivals;

namespace Relais.Tests.Momentum;

// What the detector remembers, and what it must not: blind bins, repeats, restarts.
public sealed class DetectorMemoryTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(11)]
    [InlineData(500)]
    public void Nothing_is_learnt_from_blind_bins(int blind)
    {
        var before = Advance(MomentumState.Empty, Start, At(1, 48, Steady(20))).Last();

        var after = Advance(before.State, before.Reading.At, new int?[blind]).Last();

        Assert.Equal(before.State.Baseline with { Seen = 0 }, after.State.Baseline with { Seen = 0 });
        Assert.True(after.State.Baseline.Seen < before.State.Baseline.Seen);
        Assert.Equal(before.Reading with { At = after.Reading.At, Trailing = after.Reading.Trailing }, after.Reading);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(8640)]
    public void Bins_left_out_are_blind_bins(int missing)
    {
        var before = Advance(MomentumState.Empty, Start, At(2, 24, Steady(20))).Last();

        var told = Advance(before.State, before.Reading.At, [.. new int?[missing], 4]).Last();
        var skipped = Detector.Advance(before.State, DetectorSettings.Default, before.Reading.At + (missing * Detector.Bin), 4);

        Assert.Equal(told.Reading with { Momentum = 0 }, skipped.Reading with { Momentum = 0 });
        Assert.Equal(told.Reading.Momentum, skipped.Reading.Momentum, 9);
        Assert.Equal(told.State.Recent, skipped.State.Recent);
        Assert.Equal(told.State.Baseline.Seen, skipped.State.Baseline.Seen, 9);
    }

    [Theory]
    [InlineData(0.5)]
    [InlineData(12)]
    [InlineData(240)]
    public void Sight_regained_is_no_surge(double hoursBlind)
    {
        var bins = (int)(hoursBlind * 12);
        for (var seed = 1; seed <= 20; seed++)
        {
            var counts = At(seed, 96 + hoursBlind + 24, Steady(60));
            Array.Fill(counts, null, 96 * 12, bins);

            Assert.Empty(Surges(Read(counts)));
        }
    }

    [Fact]
    public void A_surge_is_noticed_by_a_source_that_is_blind_every_other_bin()
    {
        var counts = At(4, 100, Burst(Steady(30), 97, 3, 200)).Select((count, bin) => bin % 2 == 0 ? count : null);

        Assert.InRange(Assert.Single(Surges(Read(counts))), 97, 98.5);
    }

    [Fact]
    public void A_surge_outlasts_blindness_and_ends_when_calm_is_seen()
    {
        var counts = At(5, 120, Burst(Steady(30), 96, 2, 300));
        Array.Fill(counts, null, 98 * 12, 10 * 12);

        var readings = Read(counts);

        Assert.All(readings.Skip(98 * 12).Take(10 * 12), reading => Assert.Equal(MomentumPhase.Surge, reading.Phase));
        Assert.InRange(readings.Single(reading => reading.Change == MomentumChange.SurgeEnded).At, Start.AddHours(109), Start.AddHours(110));
    }

    [Fact]
    public void Long_blindness_makes_it_warm_up_again()
    {
        var before = Advance(MomentumState.Empty, Start, At(6, 240, Steady(30))).Last();

        var after = Advance(before.State, before.Reading.At + TimeSpan.FromDays(20), At(7, 2, Steady(300))).ToArray();

        Assert.Equal(MomentumPhase.Steady, before.Reading.Phase);
        Assert.Equal(MomentumPhase.Warming, after[^1].Reading.Phase);
        Assert.Empty(Surges(after.Select(step => step.Reading)));
    }

    [Fact]
    public void A_bin_told_twice_changes_nothing()
    {
        var steps = Advance(MomentumState.Empty, Start, At(8, 100, Burst(Steady(20), 96, 4, 300))).ToArray();
        var began = steps.First(step => step.Reading.Change == MomentumChange.SurgeBegan);

        var again = Detector.Advance(began.State, DetectorSettings.Default, began.State.LastBin!.Value, 999);
        var older = Detector.Advance(began.State, DetectorSettings.Default, Start, null);

        Assert.Same(began.State, again.State);
        Assert.Equal(began.Reading with { Change = MomentumChange.None }, again.Reading);
        Assert.Equal(again, older);
    }

    [Fact]
    public void A_state_kept_as_json_goes_on_as_if_it_had_never_left()
    {
        var random = new Random(9);
        var seen = At(9, 14 * 24, Burst(hour => 30 + (20 * Math.Sin(hour / 4)), 200, 5, 400));
        var counts = seen.Select(count => random.Next(10) == 0 ? null : count).ToArray();
        var kept = MomentumState.Empty;
        var at = Start;

        foreach (var (_, reading) in Advance(MomentumState.Empty, Start, counts))
        {
            var json = JsonSerializer.Serialize(kept, MomentumStateJson.Default.MomentumState);
            var restored = JsonSerializer.Deserialize(json, MomentumStateJson.Default.MomentumState)!;
            (kept, var readingToo) = Detector.Advance(restored, DetectorSettings.Default, at, counts[(int)((at - Start) / Detector.Bin)]);
            at += Detector.Bin;
            Assert.Equal(reading, readingToo);
        }
        Assert.Equal(Start.AddDays(14), at);
    }

    [Fact]
    public void A_state_stays_below_two_kilobytes_whatever_comes()
    {
        var random = new Random(10);
        var wild = Enumerable.Range(0, 60 * 288)
            .Select(_ => random.Next(6) switch { 0 => null, 1 => int.MaxValue, 2 => 0, _ => (int?)random.Next() });

        foreach (var (state, reading) in Advance(MomentumState.Empty, Start, wild).Where((_, bin) => bin % 97 == 0))
        {
            Assert.True(JsonSerializer.SerializeToUtf8Bytes(state, MomentumStateJson.Default.MomentumState).Length <= 2048);
            Assert.True(double.IsFinite(reading.Momentum) && double.IsFinite(reading.Expected) && reading.Trailing >= 0);
        }
    }

    [Fact]
    public void Surges_begin_and_end_in_turn_and_never_too_near()
    {
        for (var seed = 11; seed <= 30; seed++)
        {
            var random = new Random(seed);
            var changes = Read(At(seed, 20 * 24, _ => random.Next(200) == 0 ? 3000 : random.Next(40)))
                .Where(reading => reading.Change != MomentumChange.None).ToArray();

            Assert.NotEmpty(changes);
            Assert.All(changes.Index(), at => Assert.Equal(
                at.Index % 2 == 0 ? MomentumChange.SurgeBegan : MomentumChange.SurgeEnded, at.Item.Change));
            var began = changes.Where(reading => reading.Change == MomentumChange.SurgeBegan).ToArray();
            Assert.All(began.Zip(began.Skip(1)), pair => Assert.True(pair.Second.At - pair.First.At >= TimeSpan.FromHours(6)));
            Assert.All(began, reading => Assert.True(reading.Momentum >= reading.Threshold && reading.Trailing >= 10));
        }
    }

    [Fact]
    public void A_reading_says_when_and_how_many()
    {
        int?[] counts = [.. Enumerable.Repeat<int?>(2, 100), 7, null, 3];

        var reading = Read(counts)[^1];

        Assert.Equal(Start.AddMinutes(5 * 103), reading.At);
        Assert.Equal((9 * 2) + 7 + 3, reading.Trailing);
        Assert.Equal(24, reading.Expected, 0.5);
        Assert.Equal(3.5, reading.Threshold);
    }

    [Fact]
    public void A_bin_that_cannot_be_is_refused()
    {
        var (state, _) = Detector.Advance(MomentumState.Empty, DetectorSettings.Default, Start, 1);

        var negative = Assert.Throws<ArgumentOutOfRangeException>(() => Detector.Advance(state, DetectorSettings.Default, Start + Detector.Bin, -1));
        var between = Assert.Throws<ArgumentOutOfRangeException>(() => Detector.Advance(state, DetectorSettings.Default, Start.AddMinutes(7), 1));

        Assert.Equal("count", negative.ParamName);
        Assert.StartsWith("A bin starts a whole number of five-minute bins after the last one.", between.Message, StringComparison.Ordinal);
    }
}
