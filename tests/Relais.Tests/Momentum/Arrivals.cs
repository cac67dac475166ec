using Relais.Momentum;

namespace Relais.Tests.Momentum;

/// <summary>Makes up arrivals by bins of five minutes, from a seed: each bin by chance around a rate.</summary>
internal static class Arrivals
{
    public static readonly DateTimeOffset Start = new(2026, 3, 2, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Counts at a rate that is a function of the hours since the start; midnight UTC is hour 0.</summary>
    public static int?[] At(int seed, double hours, Func<double, double> rateAnHour)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, (int)Math.Round(hours * 12)).Select(bin => (int?)Draw(random, rateAnHour(bin / 12.0) / 12))];
    }

    public static Func<double, double> Steady(double rate) => _ => rate;

    /// <summary>A rate that changes for a while.</summary>
    public static Func<double, double> Burst(Func<double, double> usual, double from, double hours, double rate) =>
        hour => hour >= from && hour < from + hours ? rate : usual(hour);

    public static IReadOnlyList<MomentumReading> Read(IEnumerable<int?> counts, DetectorSettings? settings = null) =>
        [.. Advance(MomentumState.Empty, Start, counts, settings).Select(step => step.Reading)];

    public static IEnumerable<(MomentumState State, MomentumReading Reading)> Advance(
        MomentumState state, DateTimeOffset from, IEnumerable<int?> counts, DetectorSettings? settings = null)
    {
        foreach (var count in counts)
        {
            var step = Detector.Advance(state, settings ?? DetectorSettings.Default, from, count);
            (state, from) = (step.State, from + Detector.Bin);
            yield return step;
        }
    }

    /// <summary>Hours since the start at which surges began.</summary>
    public static double[] Surges(IEnumerable<MomentumReading> readings) =>
        [.. readings.Where(reading => reading.Change == MomentumChange.SurgeBegan).Select(reading => (reading.At - Start).TotalHours)];

    /// <summary>Hours since the start at which lulls began.</summary>
    public static double[] Lulls(IEnumerable<MomentumReading> readings) =>
        [.. readings.Where(reading => reading.Change == MomentumChange.LullBegan).Select(reading => (reading.At - Start).TotalHours)];

    /// <summary>The readings that changed something.</summary>
    public static MomentumReading[] Changes(IEnumerable<MomentumReading> readings) => [.. readings.Where(reading => reading.Change != MomentumChange.None)];

    // Poisson: by its definition for small means, by its normal limit for large ones.
    private static int Draw(Random random, double mean)
    {
        if (mean > 50)
        {
            var normal = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
            return (int)Math.Max(0, Math.Round(mean + (Math.Sqrt(mean) * normal)));
        }
        var count = -1;
        for (var left = 1.0; left > Math.Exp(-mean); left *= random.NextDouble())
        {
            count++;
        }
        return Math.Max(0, count);
    }
}
