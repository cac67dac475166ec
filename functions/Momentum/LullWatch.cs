namespace Relais.Momentum;

/// <summary>Notices that a campaign which is usually active has gone quiet, and when that is over. Pure; docs/momentum.md tells it in words.</summary>
internal static class LullWatch
{
    private const int DaysAWeek = 7;

    // Levels are square roots: a quarter of the signals is half the level.
    private const double Quarter = 0.5;
    private static readonly double Half = Math.Sqrt(0.5);

    // One burst stays in the trailing hour for an hour: only what lasts longer is activity.
    private static readonly TimeSpan BurstLasts = TimeSpan.FromHours(1);

    /// <summary>Counts how long it has been quiet, and begins a lull when that is long enough.</summary>
    public static (MomentumState State, MomentumChange Change) Begin(
        MomentumState state, DetectorSettings settings, DateTimeOffset binStart, double level, double share, bool isWhole)
    {
        var usual = state.Baseline.Least(binStart.UtcDateTime.Hour);
        var isQuiet = isWhole
            && state.Phase != MomentumPhase.Warming
            && IsBelow(state.Baseline, settings, usual, Quarter, settings.Threshold / 2, level, share)
            && !RestedAWeekAgo(state, binStart);
        var bins = isQuiet ? state.QuietBins + 1 : 0;
        var end = binStart + Detector.Bin;
        var began = bins * Detector.Bin >= settings.QuietFor && (state.LullBegan is not { } last || end - last >= settings.LullDistance);
        return began
            ? (state with { Phase = MomentumPhase.Lull, LullBegan = end, LullUsual = usual!.Value, CalmBins = 0, QuietBins = 0 }, MomentumChange.LullBegan)
            : (state with { QuietBins = bins }, MomentumChange.None);
    }

    /// <summary>Ends a lull when half of what was usual before it is there again, or when a quarter of it has become the usual.</summary>
    /// <param name="resting">The phase after it.</param>
    public static (MomentumState State, MomentumChange Change) Follow(MomentumState state, DetectorSettings settings, double level, MomentumPhase resting)
    {
        var isOver = level >= state.LullUsual * Half || state.Baseline.Mean <= state.LullUsual * Quarter;
        var calm = isOver ? state.CalmBins + 1 : 0;

        // On its way to a surge nobody waits for that.
        return calm * Detector.Bin >= BurstLasts + settings.Calm || state.Momentum >= settings.Threshold / 2
            ? (state with { CalmBins = 0, Phase = resting }, MomentumChange.LullEnded)
            : (state with { CalmBins = calm }, MomentumChange.None);
    }

    /// <summary>Which hours of the week were quiet when they last came, after an hour that ends with this bin. Less than half the usual is enough to be remembered.</summary>
    public static IReadOnlyList<int>? Remember(MomentumState state, DetectorSettings settings, DateTimeOffset binStart, double level, double share)
    {
        var (day, hour) = HourOf(binStart);
        var usual = state.Baseline.Least(hour);
        if (HourOf(binStart + Detector.Bin).Hour == hour || state.Phase == MomentumPhase.Surge || Baseline.Signals(usual ?? 0) < settings.QuietFloor)
        {
            return state.Rests;
        }

        var isQuiet = IsBelow(state.Baseline, settings, usual, Half, settings.Threshold / 4, level, share);
        var before = state.Rests?[day] ?? 0;
        var after = isQuiet ? before | (1 << hour) : before & ~(1 << hour);
        if (after == before)
        {
            return state.Rests;
        }

        var rests = state.Rests?.ToArray() ?? new int[DaysAWeek];
        rests[day] = after;
        return rests;
    }

    /// <summary>Whether a level is at most this part of the least usual, and further below it than chance goes; where little is usual, nothing is.</summary>
    private static bool IsBelow(Baseline baseline, DetectorSettings settings, double? usual, double part, double units, double level, double share) =>
        usual is { } least
        && baseline.HourStray(share) is { } stray
        && Baseline.Signals(least) >= settings.QuietFloor
        && level <= part * least
        && (level - least) / stray <= -units;

    private static bool RestedAWeekAgo(MomentumState state, DateTimeOffset binStart)
    {
        var (day, hour) = HourOf(binStart);
        return state.Rests is { } rests && (rests[day] & (1 << hour)) != 0;
    }

    private static (int Day, int Hour) HourOf(DateTimeOffset at) => ((int)at.UtcDateTime.DayOfWeek, at.UtcDateTime.Hour);
}
