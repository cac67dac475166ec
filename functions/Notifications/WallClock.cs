namespace Relais.Notifications;

/// <summary>Finds when a clock on the wall of a zone comes to a time of a day: also on days on which it leaps over an hour, or goes through one twice.</summary>
internal static class WallClock
{
    // No zone is further than 14 hours from UTC (tz database): the instant lies in the middle of this stretch, and no zone changes its clock twice in it.
    private static readonly TimeSpan Around = TimeSpan.FromHours(38);

    /// <summary>What the clock shows at an instant.</summary>
    public static DateTime At(TimeZoneInfo zone, DateTimeOffset instant) => DateTime.SpecifyKind(instant.UtcDateTime + zone.GetUtcOffset(instant), DateTimeKind.Unspecified);

    /// <summary>The first instant at which the clock shows this time; where it leaps over it, the first one after the leap.</summary>
    public static DateTimeOffset First(TimeZoneInfo zone, DateTime wall) => Find(zone, wall).First;

    /// <summary>The last instant at which the clock shows this time; where it leaps over it, the first one after the leap.</summary>
    public static DateTimeOffset Last(TimeZoneInfo zone, DateTime wall) => Find(zone, wall).Last;

    private static (DateTimeOffset First, DateTimeOffset Last) Find(TimeZoneInfo zone, DateTime wall)
    {
        var asUtc = new DateTimeOffset(wall, TimeSpan.Zero);
        var (early, late) = (asUtc - zone.GetUtcOffset(asUtc - Around), asUtc - zone.GetUtcOffset(asUtc + Around));
        var (isEarly, isLate) = (At(zone, early) == wall, At(zone, late) == wall);
        return (isEarly, isLate) switch
        {
            (true, true) => (early, late),
            (true, false) => (early, early),
            (false, true) => (late, late),
            _ => (AfterLeap(zone, wall), AfterLeap(zone, wall)),
        };
    }

    private static DateTimeOffset AfterLeap(TimeZoneInfo zone, DateTime wall)
    {
        var asUtc = new DateTimeOffset(wall, TimeSpan.Zero);
        var (before, after) = (asUtc - Around, asUtc + Around);
        while (after - before > TimeSpan.FromTicks(1))
        {
            var middle = before + ((after - before) / 2);
            (before, after) = At(zone, middle) < wall ? (middle, after) : (before, middle);
        }

        return after;
    }
}
