using System.Globalization;

namespace Relais.Benchmarks;

/// <summary>Turns measured values into the figures that are printed.</summary>
public static class Figures
{
    /// <summary>The middle value, or the mean of the two in the middle.</summary>
    public static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    /// <summary>A line of text in the invariant culture, so that figures read the same on every machine.</summary>
    public static void Print(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));

    /// <summary>The middle of some ratios with the least and the greatest, and what was hoped for.</summary>
    public static void PrintRatio(string what, IEnumerable<double> ratios, double? aim = null, bool atMost = false)
    {
        var all = ratios.ToArray();
        Print($"    {what}: {Median(all):0.00#} ({all.Min():0.00#} to {all.Max():0.00#}){(aim is { } wished ? string.Create(CultureInfo.InvariantCulture, $"; aim {(atMost ? "≤" : "≥")} {wished}") : "")}");
    }
}
