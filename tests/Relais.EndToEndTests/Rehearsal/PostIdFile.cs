using System.Globalization;

namespace Relais.EndToEndTests.Rehearsal;

/// <summary>Files of post ids made from a seed: a quiet campaign and one surge, each id carrying its millisecond as X's do.</summary>
internal static class PostIdFile
{
    // The first id of X's numbering, and the bits below the time (facts: time from id).
    private const long XEpochMilliseconds = 1_288_834_974_657;
    private const int XIdTimeShift = 22;

    private const double UsualAMinute = 0.5;
    private const double SurgingAMinute = 8;

    private static readonly DateTimeOffset Beginning = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Twelve hours, some 1,000 posts, with a surge of an hour and a half in the afternoon.</summary>
    public static Task<string> TwelveHoursAsync(int seed) => WriteAsync(seed, minutes: 12 * 60, surgeFrom: 480, surgeUntil: 570);

    public static async Task<string> WriteAsync(int seed, int minutes, int surgeFrom, int surgeUntil)
    {
        var path = Path.Combine(Directory.CreateDirectory(Path.Combine(Repository.Root, "artifacts", "posts")).FullName, $"{seed}.txt");
        var draw = new Random(seed);
        var ids = Enumerable.Range(0, minutes).SelectMany(minute => Ids(draw, minute, minute >= surgeFrom && minute < surgeUntil ? SurgingAMinute : UsualAMinute));
        await File.WriteAllLinesAsync(path, ids.Select(id => id.ToString(CultureInfo.InvariantCulture)));
        return path;
    }

    private static IEnumerable<long> Ids(Random draw, int minute, double expected)
    {
        for (var left = Poisson(draw, expected); left > 0; left--)
        {
            var at = Beginning.AddMinutes(minute).ToUnixTimeMilliseconds() + draw.Next(60_000);
            yield return ((at - XEpochMilliseconds) << XIdTimeShift) | (long)draw.Next(1 << XIdTimeShift);
        }
    }

    // Counts arrivals until their waiting times fill the minute.
    private static int Poisson(Random draw, double expected)
    {
        var (count, waited) = (0, -Math.Log(1 - draw.NextDouble()));
        for (; waited < expected; count++)
        {
            waited -= Math.Log(1 - draw.NextDouble());
        }

        return count;
    }
}
