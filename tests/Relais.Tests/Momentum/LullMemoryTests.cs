using System.Text.Json;
using Relais.Momentum;
using static Relais.Tests.Momentum.Arrivals;

namespace Relais.Tests.Momentum;

// What a lull must never be made of, and what is remembered of it.
public sealed class LullMemoryTests
{
    private const int Quiet = 8 * 24;

    [Theory]
    [InlineData(1)]
    [InlineData(20)]
    [InlineData(144)]
    public void Blindness_is_no_lull_and_neither_is_sight_regained(int blind)
    {
        var counts = At(1, Quiet + 24, Steady(60));
        Array.Fill(counts, null, Quiet * 12, blind);

        Assert.Empty(Lulls(Read(counts)));
    }

    [Fact]
    public void A_blind_bin_makes_the_three_hours_begin_again()
    {
        var counts = At(2, Quiet + 8, Burst(Steady(60), Quiet, 8, 0));
        counts[(Quiet * 12) + 30] = null;

        Assert.InRange(Assert.Single(Lulls(Read(counts))), Quiet + 2.5 + 3, Quiet + 2.5 + 3.5);
    }

    [Fact]
    public void A_bin_left_out_makes_the_three_hours_begin_again()
    {
        var quiet = Advance(MomentumState.Empty, Start, At(2, Quiet + 2, Burst(Steady(60), Quiet, 8, 0))).Last();
        Assert.InRange(quiet.State.QuietBins, 10, 24);

        var (state, _) = Detector.Advance(quiet.State, DetectorSettings.Default, quiet.Reading.At + Detector.Bin, 0);

        Assert.Equal(1, state.QuietBins);
    }

    [Fact]
    public void What_not_every_source_saw_is_no_lull_however_long_it_lasts()
    {
        var (state, at) = (MomentumState.Empty, Start);
        var changes = new List<MomentumChange>();
        foreach (var count in At(3, Quiet + 24, Burst(Steady(60), Quiet, 24, 6)))
        {
            (state, var reading) = Detector.Advance(state, DetectorSettings.Default, at, count, isWhole: at < Start.AddHours(Quiet));
            changes.Add(reading.Change);
            at += Detector.Bin;
        }

        Assert.All(changes, change => Assert.Equal(MomentumChange.None, change));
    }

    [Fact]
    public void A_surge_out_of_a_lull_ends_the_lull_first()
    {
        var changes = Changes(Read(At(4, Quiet + 12, hour => hour < Quiet ? 60 : hour < Quiet + 8 ? 0 : 900)));

        Assert.Equal([MomentumChange.LullBegan, MomentumChange.LullEnded, MomentumChange.SurgeBegan], changes.Select(reading => reading.Change));
        Assert.True(changes[2].At - changes[1].At <= TimeSpan.FromMinutes(30));
    }

    [Fact]
    public void A_lull_after_a_surge_waits_for_its_end()
    {
        var changes = Changes(Read(At(5, Quiet + 24, hour => hour < Quiet ? 60 : hour < Quiet + 2 ? 900 : 0)));

        Assert.Equal([MomentumChange.SurgeBegan, MomentumChange.SurgeEnded, MomentumChange.LullBegan], changes.Select(reading => reading.Change));
    }

    [Fact]
    public void Surges_and_lulls_begin_and_end_in_turn_and_lulls_never_too_near()
    {
        for (var seed = 1; seed <= 20; seed++)
        {
            var random = new Random(seed);
            var rates = Enumerable.Range(0, 60).Select(_ => random.Next(5) switch { 0 => 0, 1 => 600, _ => 60 }).ToArray();
            var changes = Changes(Read(At(seed, 40 * 24, hour => rates[(int)(hour / 16)])));

            Assert.All(changes.Zip(changes.Skip(1)), pair => Assert.Equal(
                pair.First.Change is MomentumChange.SurgeBegan or MomentumChange.LullBegan, pair.Second.Change == pair.First.Change + 1 && pair.Second.Change is MomentumChange.SurgeEnded or MomentumChange.LullEnded));
            var began = changes.Where(reading => reading.Change == MomentumChange.LullBegan).ToArray();
            Assert.All(began.Zip(began.Skip(1)), pair => Assert.True(pair.Second.At - pair.First.At >= TimeSpan.FromHours(24)));
        }
    }

    [Fact]
    public void What_was_kept_before_there_were_lulls_is_read_and_goes_on()
    {
        var before = Advance(MomentumState.Empty, Start, At(6, 20 * 24, Steady(60))).Last();
        var json = JsonSerializer.SerializeToNode(before.State, MomentumStateJson.Default.MomentumState)!.AsObject();
        foreach (var name in new[] { "quietBins", "lullBegan", "lullUsual", "rests" })
        {
            Assert.True(json.Remove(name));
        }

        Assert.True(json["baseline"]!.AsObject().Remove("hourVariance"));
        var restored = JsonSerializer.Deserialize(json, MomentumStateJson.Default.MomentumState)!;

        var after = Advance(restored, before.Reading.At, At(7, 8 * 24, Burst(Steady(60), 6 * 24, 12, 0))).Select(step => step.Reading);

        var began = Assert.Single(after, reading => reading.Change == MomentumChange.LullBegan);
        Assert.InRange(began.At - before.Reading.At, TimeSpan.FromHours((6 * 24) + 3), TimeSpan.FromHours((6 * 24) + 4));
    }

    [Fact]
    public void A_state_kept_as_json_in_a_lull_goes_on_as_if_it_had_never_left()
    {
        var counts = At(8, 16 * 24, hour => hour % 168 is >= 144 and < 158 ? 1 : 60);
        var kept = MomentumState.Empty;
        var at = Start;

        foreach (var (_, reading) in Advance(MomentumState.Empty, Start, counts))
        {
            var json = JsonSerializer.Serialize(kept, MomentumStateJson.Default.MomentumState);
            (kept, var again) = Detector.Advance(
                JsonSerializer.Deserialize(json, MomentumStateJson.Default.MomentumState)!, DetectorSettings.Default, at, counts[(int)((at - Start) / Detector.Bin)]);
            at += Detector.Bin;
            Assert.Equal(reading, again);
        }

        Assert.NotNull(kept.LullBegan);
        Assert.NotNull(kept.Rests);
    }
}
