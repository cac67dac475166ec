namespace Relais.Notifications;

/// <summary>Works out from a person's wishes until when nothing is sent to them, and when their next digest comes. Pure; by the clock on the person's wall.</summary>
public static class PersonalHours
{
    // Quiet hours that begin before they end, by the clock that is set back, reach over two days at most.
    private const int DaysBack = 2;

    /// <summary>
    /// When the quiet hours end in which this instant lies; null when it lies in none. A night is one stretch, from the first time that the clock shows its
    /// beginning to the last time that it shows its end, so that nobody is woken in an hour that is gone through twice.
    /// </summary>
    public static DateTimeOffset? QuietUntil(this Wishes wishes, DateTimeOffset now)
    {
        if (wishes.Quiet is not { } quiet || quiet.From == quiet.Until)
        {
            return null;
        }

        DateTimeOffset? until = null;
        while (EndAround(wishes.Zone, quiet, until ?? now) is { } end)
        {
            until = end;
        }

        return until;
    }

    /// <summary>
    /// The next digest after an instant: at the person's hour, the first time that the clock shows it, or right after a leap over it; where that lies in their
    /// quiet hours, at the end of these. Of a person who is told at once it is the daily one, of what goes beyond their cap.
    /// </summary>
    public static DateTimeOffset NextDigest(this Wishes wishes, DateTimeOffset now)
    {
        // Of days before too: quiet hours may have put theirs off.
        for (var day = DayAt(wishes.Zone, now).AddDays(-DaysBack); ; day = day.AddDays(1))
        {
            if (wishes.Rhythm == Rhythm.Weekly && day.DayOfWeek != wishes.DigestDay)
            {
                continue;
            }

            var hour = WallClock.First(wishes.Zone, day.ToDateTime(new TimeOnly(wishes.DigestHour, 0)));
            var at = wishes.QuietUntil(hour) ?? hour;
            if (at > now)
            {
                return at;
            }
        }
    }

    /// <summary>The person's own day at an instant.</summary>
    public static DateOnly DayAt(this Wishes wishes, DateTimeOffset now) => DayAt(wishes.Zone, now);

    private static DateOnly DayAt(TimeZoneInfo zone, DateTimeOffset now) => DateOnly.FromDateTime(WallClock.At(zone, now));

    private static DateTimeOffset? EndAround(TimeZoneInfo zone, QuietHours quiet, DateTimeOffset instant)
    {
        var today = DayAt(zone, instant);
        for (var day = today.AddDays(-DaysBack); day <= today.AddDays(1); day = day.AddDays(1))
        {
            var last = quiet.From < quiet.Until ? day : day.AddDays(1);
            if (WallClock.First(zone, day.ToDateTime(quiet.From)) <= instant && WallClock.Last(zone, last.ToDateTime(quiet.Until)) is var until && instant < until)
            {
                return until;
            }
        }

        return null;
    }
}
