using System.Globalization;
using Relais.Benchmarks.Nab;
using Relais.Momentum;

namespace Relais.Benchmarks.Momentum;

/// <summary>Counts a file of X post ids by bins of five minutes: an id carries the millisecond of its post.</summary>
public static class PostIds
{
    // Snowflake ids: 22 bits of worker and sequence below milliseconds since 2010-11-04 01:42:54.657 UTC.
    private const int BitsBelowTime = 22;
    private const long Epoch = 1288834974657;

    /// <summary>Every bin from the first post's to the last one's, quiet ones as 0.</summary>
    public static IReadOnlyList<NabRow> ReadBins(string path)
    {
        var bins = File.ReadLines(path)
            .Where(line => line.Length > 0)
            .Select(line => (long.Parse(line, NumberStyles.None, CultureInfo.InvariantCulture) >> BitsBelowTime) + Epoch)
            .CountBy(unixMs => unixMs / (long)Detector.Bin.TotalMilliseconds)
            .ToDictionary();
        var first = bins.Keys.Min();
        return [.. Enumerable.Range(0, (int)(bins.Keys.Max() - first) + 1).Select(bin =>
            new NabRow(DateTimeOffset.UnixEpoch + (Detector.Bin * (first + bin)), bins.GetValueOrDefault(first + bin)))];
    }
}
