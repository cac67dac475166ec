namespace Relais.Momentum;

/// <summary>
/// Compares a campaign's trailing hour with its baseline, one bin of five minutes at a time, and says when a surge or a lull begins and ends.
/// Pure: the same state, settings and bin give the same answer. docs/momentum.md tells it in words.
/// </summary>
public static class Detector
{
    /// <summary>Length of a bin.</summary>
    public static readonly TimeSpan Bin = TimeSpan.FromMinutes(5);

    private const int BinsAnHour = 12;

    // With less than half of the trailing hour seen, nothing is judged and nothing learnt.
    private const int FewestBinsSeen = 6;

    /// <summary>Tells the detector one bin.</summary>
    /// <param name="state">What is remembered of the campaign; <see cref="MomentumState.Empty"/> before its first bin.</param>
    /// <param name="settings">The campaign's threshold, floor and times; <see cref="DetectorSettings.Reject"/> says what is allowed.</param>
    /// <param name="binStart">
    /// Start of the bin. Bins that are left out count as blind and cost nothing, however many; quiet bins are told as 0, one by one.
    /// A bin that is not after the last one is a repeat: it changes nothing.
    /// </param>
    /// <param name="count">Signals in the bin; null = the source was blind: nothing is learnt and nothing made up.</param>
    /// <param name="isWhole">Whether every source saw all of the bin, and none was dropped lately: only then can few signals mean that it is quiet.</param>
    /// <exception cref="ArgumentOutOfRangeException">The count is negative, or the bin is not a whole number of bins after the last.</exception>
    public static (MomentumState State, MomentumReading Reading) Advance(
        MomentumState state, DetectorSettings settings, DateTimeOffset binStart, int? count, bool isWhole = true)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentOutOfRangeException.ThrowIfNegative(count ?? 0, nameof(count));
        if (state.LastBin is { } last && binStart <= last)
        {
            return (state, Read(state, settings, MomentumChange.None));
        }

        var told = Tell(state, settings, binStart, count);
        var seen = told.Recent.Count(bin => bin is not null);
        if (count is null || seen < FewestBinsSeen)
        {
            return (told, Read(told, settings, MomentumChange.None));
        }

        var share = (double)seen / BinsAnHour;
        var level = Baseline.Level(Sum(told.Recent), share);
        var (judged, change) = Judge(told, settings, binStart, level, share, isWhole);
        var learnt = judged with
        {
            Baseline = Learn(judged.Baseline, settings, binStart, level, share),
            Rests = isWhole ? LullWatch.Remember(judged, settings, binStart, level, share) : judged.Rests,
        };
        return (learnt, Read(learnt, settings, change));
    }

    private static MomentumState Tell(MomentumState state, DetectorSettings settings, DateTimeOffset binStart, int? count)
    {
        var elapsed = binStart - (state.LastBin ?? binStart - Bin);
        if (elapsed.Ticks % Bin.Ticks != 0)
        {
            throw new ArgumentOutOfRangeException(nameof(binStart), binStart, "A bin starts a whole number of five-minute bins after the last one.");
        }

        var recent = new int?[BinsAnHour];
        var kept = BinsAnHour - Math.Min(BinsAnHour, elapsed / Bin);
        for (var back = 1; back <= Math.Min(kept, state.Recent.Count); back++)
        {
            recent[(int)kept - back] = state.Recent[^back];
        }
        recent[^1] = count;
        return state with
        {
            LastBin = binStart,
            Recent = recent,
            Baseline = state.Baseline.Fade(elapsed, settings.HalfLife),
            QuietBins = count is null || elapsed > Bin ? 0 : state.QuietBins,
        };
    }

    private static (MomentumState, MomentumChange) Judge(
        MomentumState state, DetectorSettings settings, DateTimeOffset binStart, double level, double share, bool isWhole)
    {
        var baseline = state.Baseline;
        var stray = baseline.Stray(share);
        var momentum = baseline.Seen > 0 ? (level - baseline.Mean) / stray : 0;
        var judged = state with { Momentum = momentum, Expected = baseline.Expected };
        var low = settings.Threshold / 2;

        if (state.Phase == MomentumPhase.Surge)
        {
            var calm = momentum < low ? state.CalmBins + 1 : 0;
            return calm * Bin < settings.Calm
                ? (judged with { CalmBins = calm, QuietBins = 0 }, MomentumChange.None)
                : (judged with { CalmBins = 0, Phase = Resting(baseline, settings) }, MomentumChange.SurgeEnded);
        }

        // What surges out of a lull ends the lull first: never both at once.
        if (state.Phase == MomentumPhase.Lull)
        {
            return LullWatch.Follow(judged, settings, level, Resting(baseline, settings));
        }

        var began = IsKnown(baseline, settings)
            && momentum >= settings.Threshold
            && Sum(state.Recent) >= settings.Floor
            && (baseline.LastDays(binStart.UtcDateTime.Hour) is not { } usual || (level - usual) / stray >= low)
            && (state.SurgeBegan is not { } last || binStart + Bin - last >= settings.MinDistance);
        return began
            ? (judged with { Phase = MomentumPhase.Surge, SurgeBegan = binStart + Bin, CalmBins = 0, QuietBins = 0 }, MomentumChange.SurgeBegan)
            : LullWatch.Begin(judged with { Phase = Resting(baseline, settings) }, settings, binStart, level, share, isWhole);
    }

    private static Baseline Learn(Baseline baseline, DetectorSettings settings, DateTimeOffset binStart, double level, double share)
    {
        var hour = binStart.UtcDateTime.Hour;
        var taught = IsKnown(baseline, settings) ? baseline.Clip(level, share) : level;
        var learnt = baseline.Learn(taught, share);
        return (binStart + Bin).UtcDateTime.Hour == hour ? learnt : learnt.LearnHour(hour, taught);
    }

    private static bool IsKnown(Baseline baseline, DetectorSettings settings) => baseline.Seen >= settings.WarmUp.TotalHours;

    private static MomentumPhase Resting(Baseline baseline, DetectorSettings settings) =>
        IsKnown(baseline, settings) ? MomentumPhase.Steady : MomentumPhase.Warming;

    private static long Sum(IReadOnlyList<int?> recent) => recent.Sum(bin => (long)(bin ?? 0));

    private static MomentumReading Read(MomentumState state, DetectorSettings settings, MomentumChange change) => new(
        state.LastBin.GetValueOrDefault() + Bin,
        (int)Math.Min(int.MaxValue, Sum(state.Recent)),
        state.Expected,
        state.Momentum,
        settings.Threshold,
        state.Phase,
        change);
}
