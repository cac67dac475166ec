using System.Globalization;

namespace Relais.Polling.Sources;

/// <summary>Dates as feeds write them: RFC 3339 in Atom and JSON Feed, RFC 822 in RSS, and what sites make of these.</summary>
internal static class FeedDates
{
    private const int FirstYear = 1900;
    private const int LastYear = 9000;
    private const int MinutesAnHour = 60;
    private const int LargestOffsetMinutes = 14 * MinutesAnHour; // what DateTimeOffset holds

    private static readonly string[] IsoForms =
    [
        "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd HH:mm:ss.FFFFFFFK", "yyyy-MM-dd HH:mm:ss K", "yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd HH:mmK", "yyyy-MM-dd",
    ];

    private static readonly string[] Months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

    // RFC 822, section 5.1, and what stands in European feeds; a zone that nobody knows counts as UTC (RFC 2822, section 4.3).
    private static readonly Dictionary<string, int> ZoneHours = new(StringComparer.OrdinalIgnoreCase)
    {
        ["EST"] = -5, ["EDT"] = -4, ["CST"] = -6, ["CDT"] = -5, ["MST"] = -7, ["MDT"] = -6, ["PST"] = -8, ["PDT"] = -7,
        ["BST"] = 1, ["CET"] = 1, ["MET"] = 1, ["CEST"] = 2, ["MEST"] = 2, ["EET"] = 2, ["EEST"] = 3,
    };

    /// <summary>The instant, UTC; null when that is no date. Without a zone it is taken for UTC.</summary>
    public static DateTimeOffset? Parse(string? text)
    {
        var trimmed = text?.Trim() ?? "";
        return ParseIso(trimmed) ?? ParseRfc822(trimmed);
    }

    private static DateTimeOffset? ParseIso(string text) =>
        DateTimeOffset.TryParseExact(text.ToUpperInvariant(), IsoForms, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) && IsSensible(at.Year)
            ? at.ToUniversalTime()
            : null;

    // [day-name ","] day month year time [zone]
    private static DateTimeOffset? ParseRfc822(string text)
    {
        var parts = text[(text.IndexOf(',', StringComparison.Ordinal) + 1)..].Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length < 3
            || Number(parts[0]) is not { } day
            || parts[1].Length < 3 || Array.IndexOf(Months, parts[1][..3].ToLowerInvariant()) is var month && month < 0
            || Number(parts[2]) is not { } year)
        {
            return null;
        }

        // RFC 2822, section 4.3: two digits below 50 are of this century, all others of the last.
        year += parts[2].Length > 3 ? 0 : parts[2].Length == 2 && year < 50 ? 2000 : 1900;
        if (!IsSensible(year) || day < 1 || day > DateTime.DaysInMonth(year, month + 1) || TimeOf(parts.ElementAtOrDefault(3) ?? "00:00") is not { } time)
        {
            return null;
        }

        var offset = TimeSpan.FromMinutes(OffsetMinutes(parts.ElementAtOrDefault(4) ?? ""));
        return new DateTimeOffset(new DateTime(year, month + 1, day) + time, offset).ToUniversalTime();
    }

    private static TimeSpan? TimeOf(string text) => text.Split(':') switch
    {
        [var hours, var minutes] => TimeOf(Number(hours), Number(minutes), 0),
        [var hours, var minutes, var seconds] => TimeOf(Number(hours), Number(minutes), Number(seconds)),
        _ => null,
    };

    // A leap second is the last one of its minute.
    private static TimeSpan? TimeOf(int? hours, int? minutes, int? seconds) =>
        hours is >= 0 and < 24 && minutes is >= 0 and < 60 && seconds is >= 0 and <= 60 ? new TimeSpan(hours.Value, minutes.Value, Math.Min(seconds.Value, 59)) : null;

    private static int OffsetMinutes(string zone)
    {
        if (zone is not ['+' or '-', ..])
        {
            return ZoneHours.GetValueOrDefault(zone) * MinutesAnHour;
        }

        var minutes = Number(zone[1..].Replace(":", "", StringComparison.Ordinal)) is { } digits ? (digits / 100 * MinutesAnHour) + (digits % 100) : 0;
        return minutes > LargestOffsetMinutes ? 0 : zone[0] == '-' ? -minutes : minutes;
    }

    private static bool IsSensible(int year) => year is >= FirstYear and <= LastYear;

    private static int? Number(string text) =>
        text.Length <= 4 && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
