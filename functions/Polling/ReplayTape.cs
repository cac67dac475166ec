using System.Globalization;
using System.Security.Cryptography;

namespace Relais.Polling;

/// <summary>Arrivals that once happened, in the order of their time, read from a file.</summary>
/// <param name="Name">Stands for the file's content: the same arrivals have the same name.</param>
public sealed record ReplayTape(string Name, IReadOnlyList<Arrival> Arrivals)
{
    // Milliseconds from the Unix epoch to the first id of X's numbering: social-sources, "time from id".
    private const long XEpochMilliseconds = 1288834974657;
    private const int XIdTimeShift = 22;

    /// <summary>One post id of X a line; each carries its own millisecond. An id that stands twice is one arrival.</summary>
    public static ReplayTape FromPostIds(string path) => Read(path, lines => lines
        .Select(line => ulong.TryParse(line.Text, NumberStyles.None, CultureInfo.InvariantCulture, out var id) && id >> 63 == 0
            ? id
            : throw new FormatException($"{path}, line {line.Number}: not a post id."))
        .Distinct()
        .Order()
        .Select(id => new Arrival(TimeOf(id), 1, id.ToString(CultureInfo.InvariantCulture))));

    /// <summary>Lines of `timestamp,value`; times without a zone are UTC.</summary>
    public static ReplayTape FromCounts(string path) => Read(path, lines => lines
        .Where(line => line.Number > 1 || !line.Text.StartsWith("timestamp", StringComparison.OrdinalIgnoreCase))
        .Select(line => ReadCount(path, line.Number, line.Text))
        .OrderBy(arrival => arrival.At));

    private static DateTimeOffset TimeOf(ulong id) => DateTimeOffset.FromUnixTimeMilliseconds((long)(id >> XIdTimeShift) + XEpochMilliseconds);

    private static Arrival ReadCount(string path, int number, string line)
    {
        var parts = line.Split(',');
        return parts.Length == 2
            && DateTimeOffset.TryParse(parts[0], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var at)
            && double.TryParse(parts[1], NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
            && value is >= 0 and <= int.MaxValue
                ? new Arrival(at, (int)value, null)
                : throw new FormatException($"{path}, line {number}: not `timestamp,value` with a value of 0 or more.");
    }

    private static ReplayTape Read(string path, Func<IEnumerable<(string Text, int Number)>, IEnumerable<Arrival>> parse)
    {
        var arrivals = parse(File.ReadLines(path).Select((text, i) => (Text: text.Trim(), Number: i + 1)).Where(line => line.Text.Length > 0)).ToArray();
        if (arrivals.Length == 0)
        {
            throw new FormatException($"{path} holds no arrivals.");
        }

        return new ReplayTape(Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path)).AsSpan(0, 8)), arrivals);
    }
}

/// <summary>Signals that arrived at one instant.</summary>
/// <param name="PostId">The post that it was; null for a plain count.</param>
public sealed record Arrival(DateTimeOffset At, int Signals, string? PostId);
