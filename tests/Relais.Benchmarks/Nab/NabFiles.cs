using System.Globalization;
using System.Text.Json;

namespace Relais.Benchmarks.Nab;

/// <summary>Reads labelled series as numenta/NAB publishes them: `timestamp,value` files beside combined_windows.json.</summary>
public static class NabFiles
{
    private const string Pattern = "Twitter_volume_*.csv";

    /// <summary>The series of a folder, by name; empty where there are none.</summary>
    public static IReadOnlyList<NabFile> Load(string folder)
    {
        var labels = Path.Combine(folder, "combined_windows.json");
        if (!File.Exists(labels))
        {
            return [];
        }
        using var windows = JsonDocument.Parse(File.ReadAllText(labels));
        return [.. Directory.GetFiles(folder, Pattern).Order(StringComparer.Ordinal).Select(path => Read(path, windows.RootElement))];
    }

    private static NabFile Read(string path, JsonElement windows)
    {
        var rows = File.ReadLines(path).Skip(1).Select(ReadRow).ToArray();
        var rowAt = rows.Index().ToDictionary(row => row.Item.At, row => row.Index);
        var labelled = windows.GetProperty("realTweets/" + Path.GetFileName(path)).EnumerateArray()
            .Select(window => new NabWindow(rowAt[ReadTime(window[0].GetString()!)], rowAt[ReadTime(window[1].GetString()!)]));
        return new(Path.GetFileNameWithoutExtension(path), rows, [.. labelled]);
    }

    private static NabRow ReadRow(string line)
    {
        var comma = line.IndexOf(',', StringComparison.Ordinal);
        return new(ReadTime(line[..comma]), int.Parse(line.AsSpan(comma + 1), NumberStyles.None, CultureInfo.InvariantCulture));
    }

    // The files carry no zone; nothing hangs on which one it was.
    private static DateTimeOffset ReadTime(string text) =>
        DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
}
