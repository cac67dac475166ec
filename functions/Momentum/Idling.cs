namespace Relais.Momentum;

/// <summary>Whether so little comes to a campaign, and so little is expected, that its sources need not be asked often. Pure; docs/momentum.md tells it in words.</summary>
public static class Idling
{
    // What would be missed by asking once an hour is less than this.
    private const double MostSignalsAnHour = 1;

    private const int HoursADay = 24;

    /// <summary>
    /// True when its baseline is known, neither a surge nor a lull goes on, the trailing hour held nothing and was seen all of it, and less than one signal
    /// is usual: by and large, and on the last days at this hour and at the next, so that it is watched again before its busy hour begins.
    /// </summary>
    public static bool IsIdle(MomentumState state) =>
        state is { Phase: MomentumPhase.Steady, LastBin: { } last, Recent.Count: > 0 }
        && state.Recent.All(bin => bin == 0)
        && state.Baseline.Expected < MostSignalsAnHour
        && IsUsuallyQuiet(state.Baseline, (last + Detector.Bin).UtcDateTime.Hour);

    private static bool IsUsuallyQuiet(Baseline baseline, int hour) =>
        IsQuiet(baseline.Hours[hour]) && IsQuiet(baseline.Hours[(hour + 1) % HoursADay]);

    private static bool IsQuiet(double? level) => level is null || Baseline.Signals(level.Value) < MostSignalsAnHour;
}
