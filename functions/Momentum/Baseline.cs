namespace Relais.Momentum;

/// <summary>
/// What a campaign's hour usually looks like, in hourly counts x on the scale y = 2·√(x + 3/8), where counts stray alike
/// whether they are small or large (Anscombe 1948).
/// </summary>
/// <param name="Seen">Hours seen, what is old counting less.</param>
/// <param name="Mean">Usual level on the scale.</param>
/// <param name="Variance">Square of how far levels stray from it.</param>
/// <param name="Hours">Level of each hour of the day (UTC) on the last days; null while that hour was never seen.</param>
public sealed record Baseline(double Seen, double Mean, double Variance, IReadOnlyList<double?> Hours)
{
    private const int HoursADay = 24;

    // Before a campaign is known, it is taken to stray by 30 % of its level (counts from half to nearly double the usual are then
    // nothing special); every 12 hours seen halve that doubt. Benchmark `nab` and the tests of daily cycles show what both are worth.
    private const double StrayUnknown = 0.3;
    private const double DoubtHalvesAfterHours = 12;

    // A surge teaches the baseline no more than this many standard units, so that it is not taken for the usual.
    private const double LearntAtMost = 6;

    // Weight of the newest day in the level of an hour of the day.
    private const double NewestDay = 0.5;

    // Weight of the newest hour in how far hours stray from those of the last days: it is learnt within two days.
    private const double NewestHour = 1.0 / 48;

    // One strange hour teaches no more than this many times what is usual, or a silence would hide itself within two hours.
    private const double HourLearntAtMost = 2;

    public static Baseline Empty { get; } = new(0, 0, 0, new double?[HoursADay]);

    /// <summary>Square of how far an hour's level strays from what the same hour of the day was on the last days; null while no hour has come twice.</summary>
    public double? HourVariance { get; init; }

    /// <summary>Signals in a usual hour.</summary>
    public double Expected => Signals(Mean);

    /// <summary>The signals in an hour of this level.</summary>
    public static double Signals(double level) => Math.Max(0, (level * level / 4) - 0.375);

    /// <summary>The level of an hour with this many signals, of which <paramref name="share"/> was seen.</summary>
    public static double Level(long signals, double share) => 2 * Math.Sqrt((signals / share) + 0.375);

    /// <summary>How far a level strays by chance: never less than counts themselves do, more while little is known or seen.</summary>
    public double Stray(double share)
    {
        var doubt = Math.Pow(2, -Seen / DoubtHalvesAfterHours);
        var unknown = StrayUnknown * Mean;
        return Math.Sqrt(Math.Max(1, ((1 - doubt) * Variance) + (doubt * unknown * unknown)) / share);
    }

    /// <summary>The higher of the levels that the two clock hours touched by the trailing hour had on the last days.</summary>
    public double? LastDays(int hour) => (Hours[hour], Hours[(hour + HoursADay - 1) % HoursADay]) switch
    {
        ({ } this_, { } before) => Math.Max(this_, before),
        var (this_, before) => this_ ?? before,
    };

    /// <summary>
    /// The least that is usual now: the lowest of the mean and of the levels that this clock hour and the next had on the last days. Null while one of the two
    /// was never seen. The clock hour before has been learnt a moment ago, with what is judged now.
    /// </summary>
    public double? Least(int hour) =>
        Hours[hour] is { } now && Hours[(hour + 1) % HoursADay] is { } next ? Math.Min(Mean, Math.Min(now, next)) : null;

    /// <summary>How far an hour strays by chance from the same hour of the last days; null while that is not known.</summary>
    public double? HourStray(double share) => HourVariance is { } variance ? Math.Sqrt(Math.Max(1, variance) / share) : null;

    public Baseline Fade(TimeSpan elapsed, TimeSpan halfLife) => this with { Seen = Seen * Math.Pow(2, -(elapsed / halfLife)) };

    /// <summary>The part of a level that is learnt.</summary>
    public double Clip(double level, double share) =>
        Math.Clamp(level, Mean - (LearntAtMost * Stray(share)), Mean + (LearntAtMost * Stray(share)));

    /// <summary>Learns the level of the trailing hour.</summary>
    public Baseline Learn(double level, double share)
    {
        var away = level - Mean;
        var seen = Seen + (share * Detector.Bin.TotalHours);
        var weight = share * Detector.Bin.TotalHours / seen;
        return this with { Seen = seen, Mean = Mean + (weight * away), Variance = (1 - weight) * (Variance + (weight * away * away)) };
    }

    /// <summary>Learns how an hour of the day went that has just ended.</summary>
    public Baseline LearnHour(int hour, double level)
    {
        var hours = Hours.ToArray();
        if (hours[hour] is not { } known)
        {
            hours[hour] = level;
            return this with { Hours = hours };
        }

        var away = level - known;
        hours[hour] = known + (NewestDay * away);
        var variance = HourVariance ?? Math.Max(1, StrayUnknown * known * StrayUnknown * known);
        var learnt = Math.Min(away * away, HourLearntAtMost * HourLearntAtMost * Math.Max(1, variance));
        return this with { Hours = hours, HourVariance = variance + (NewestHour * (learnt - variance)) };
    }
}
