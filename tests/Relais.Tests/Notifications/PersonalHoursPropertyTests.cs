using Relais.Notifications;

namespace Relais.Tests.Notifications;

/// <summary>The same hours found a second way, by walking through every minute of the days around each clock change of 2027 and looking at the wall.</summary>
public sealed class PersonalHoursPropertyTests
{
    private static readonly string[] Zones = ["Europe/Paris", "America/Toronto", "Asia/Kolkata", "Australia/Lord_Howe", "America/Havana", "Asia/Beirut", "Atlantic/Azores"];
    private static readonly int Persons = TestLength.IsLong ? 500 : 12;

    [Theory]
    [InlineData("2027-03-14")]
    [InlineData("2027-03-28")]
    [InlineData("2027-04-04")]
    [InlineData("2027-07-01")]
    [InlineData("2027-10-31")]
    [InlineData("2027-11-07")]
    public void Hours_worked_out_are_those_that_a_walk_through_every_minute_finds(string around)
    {
        var (start, random) = (DateTimeOffset.Parse(around + "T00:00Z", System.Globalization.CultureInfo.InvariantCulture).AddDays(-5), new Random((around[6] * 31) + around[9]));
        for (var person = 0; person < Persons; person++)
        {
            var zone = TimeZoneInfo.FindSystemTimeZoneById(Zones[person % Zones.Length]);

            // Mostly of the small hours, in which clocks change.
            var (from, until) = (TimeOnly.FromTimeSpan(TimeSpan.FromMinutes((random.Next(2) * 1200) + random.Next(240))), TimeOnly.FromTimeSpan(TimeSpan.FromMinutes(random.Next(240))));
            var wishes = new Wishes { Zone = zone, Quiet = new QuietHours(from, until), DigestHour = random.Next(4), Rhythm = Rhythm.Daily };
            var wall = Enumerable.Range(0, 10 * 1440).Select(minute => TimeZoneInfo.ConvertTime(start.AddMinutes(minute), zone).DateTime).ToArray();
            var (quiet, digests) = (Walk(wall, from, until), Digests(wall, wishes.DigestHour));

            // Only the middle: a walk does not know the nights that reach over its ends.
            for (var minute = 3 * 1440; minute < 7 * 1440; minute += 1 + random.Next(20))
            {
                var (now, where) = (start.AddMinutes(minute), $"{zone.Id} {from}-{until} {wall[minute]}");
                Assert.True((quiet[minute] ? FirstFree(quiet, minute) : -1) == MinuteOf(wishes.QuietUntil(now)), where);

                var hour = digests.Where(at => FirstFree(quiet, at) > minute).Select(at => FirstFree(quiet, at)).First();
                Assert.True(hour == MinuteOf(wishes.NextDigest(now)), $"{where}, digest at {wishes.DigestHour}");
            }

            int MinuteOf(DateTimeOffset? at) => at is null ? -1 : (int)(at.Value - start).TotalMinutes;
        }
    }

    private static bool[] Walk(DateTime[] wall, TimeOnly from, TimeOnly until)
    {
        var quiet = new bool[wall.Length];
        for (var day = wall[0].Date; from != until && day < wall[^1].Date; day = day.AddDays(1))
        {
            // From the first minute at which the clock has come to the beginning, to the first from which on it is never before the end any more.
            var (begins, ends) = (day + from.ToTimeSpan(), (from < until ? day : day.AddDays(1)) + until.ToTimeSpan());
            var (first, last) = (Array.FindIndex(wall, shown => shown >= begins), Array.FindLastIndex(wall, shown => shown < ends));
            for (var minute = Math.Max(first, 0); minute <= last; minute++)
            {
                quiet[minute] = true;
            }
        }

        return quiet;
    }

    private static int[] Digests(DateTime[] wall, int hour) =>
        [.. Enumerable.Range(1, 9).Select(day => Array.FindIndex(wall, shown => shown >= wall[0].Date.AddDays(day).AddHours(hour))).Where(at => at >= 0)];

    private static int FirstFree(bool[] quiet, int minute) => Array.FindIndex(quiet, minute, isQuiet => !isQuiet);
}
