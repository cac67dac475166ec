using System.Globalization;
using Relais.Polling;

namespace Relais.Benchmarks.Replaying;

/// <summary>Post ids as X numbers them, drawn from a fixed seed: a quiet campaign by day and night, and one evening on which it moves.</summary>
internal static class SyntheticTape
{
    // Fixed: a draw that cannot be repeated cannot be compared.
    private const int Seed = 20261120;

    // An id carries its millisecond above 22 bits of worker and sequence, counted from 2010-11-04 01:42:54.657 UTC.
    private const int BitsBelowTime = 22;
    private const long Epoch = 1288834974657;

    private const double HighestRate = 220;
    private static readonly DateTimeOffset Start = new(2026, 3, 3, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Written to a file and read back, as a replay reads real ones.</summary>
    public static ReplayTape Of(TimeSpan length)
    {
        var file = Path.GetTempFileName();
        try
        {
            File.WriteAllLines(file, Arrivals(length).Select((at, number) => Id(at, number).ToString(CultureInfo.InvariantCulture)));
            return ReplayTape.FromPostIds(file);
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static long Id(DateTimeOffset at, int number) => ((at.ToUnixTimeMilliseconds() - Epoch) << BitsBelowTime) | (uint)(number & 0xfff);

    // Drawn at the highest rate and kept with the share that this hour has of it: a Poisson process of changing rate.
    private static IEnumerable<DateTimeOffset> Arrivals(TimeSpan length)
    {
        var draw = new Random(Seed);
        for (var hour = Gap(draw); hour < length.TotalHours; hour += Gap(draw))
        {
            if (draw.NextDouble() * HighestRate < Rate(hour, surgeAt: length.TotalHours * 0.7))
            {
                yield return Start.AddHours(hour);
            }
        }
    }

    private static double Gap(Random draw) => -Math.Log(1 - draw.NextDouble()) / HighestRate;

    private static double Rate(double hour, double surgeAt)
    {
        var since = hour - surgeAt;
        var surge = since < 0 ? 0 : since < 0.5 ? 360 * since : 180 * Math.Exp(-(since - 0.5) / 0.7);
        return Math.Min(HighestRate, 16 + (7 * Math.Sin((hour - 8) / 24 * 2 * Math.PI)) + surge);
    }
}
