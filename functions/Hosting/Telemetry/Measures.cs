using System.Diagnostics.Metrics;

namespace Relais.Hosting.Telemetry;

/// <summary>What this app counts and measures for whoever runs it. Each room makes its own instruments of it; while nobody listens they cost nothing.</summary>
/// <remarks>Attributes are few and known beforehand: kinds and outcomes, never an id or anybody's host.</remarks>
public static class Measures
{
    public static readonly Meter Meter = new(Spans.SourceName, typeof(Measures).Assembly.GetName().Version!.ToString(3));

    /// <summary>Bounds for times of this app's own work, in seconds.</summary>
    internal static readonly InstrumentAdvice<double> Work = new() { HistogramBucketBoundaries = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300] };

    /// <summary>Bounds for how long people wait, in seconds.</summary>
    internal static readonly InstrumentAdvice<double> Waits = new() { HistogramBucketBoundaries = [0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 900, 3_600, 21_600, 86_400] };
}
