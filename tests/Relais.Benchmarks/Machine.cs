using System.Globalization;

namespace Relais.Benchmarks;

/// <summary>What else the machine had to do while something was measured.</summary>
internal static class Machine
{
    public static void PrintLoad()
    {
        var load = File.Exists("/proc/loadavg") ? double.Parse(File.ReadAllText("/proc/loadavg").Split(' ')[0], CultureInfo.InvariantCulture) : double.NaN;
        Figures.Print($"  load of the last minute: {load:F1} on {Environment.ProcessorCount} processors");
    }
}
