using System.Globalization;
using Relais.Notifications;

namespace Relais.Tests.Notifications;

/// <summary>Quiet hours and digests by the clock on a person's wall, on ordinary days and on those of 23 and 25 hours.</summary>
public sealed class PersonalHoursTests
{
    /// <summary>Zone, quiet from and until, an instant, and until when it is quiet then; all as that zone's wall clock and its distance from UTC.</summary>
    [Theory]
    // An ordinary night, its edges, and an afternoon's rest.
    [InlineData("Europe/Paris", "22:00", "07:00", "2027-06-01T21:59:59+02:00", null)]
    [InlineData("Europe/Paris", "22:00", "07:00", "2027-06-01T22:00:00+02:00", "2027-06-02T07:00:00+02:00")]
    [InlineData("Europe/Paris", "22:00", "07:00", "2027-06-02T06:59:59+02:00", "2027-06-02T07:00:00+02:00")]
    [InlineData("Europe/Paris", "22:00", "07:00", "2027-06-02T07:00:00+02:00", null)]
    [InlineData("Asia/Kolkata", "13:00", "15:30", "2027-06-01T14:00:00+05:30", "2027-06-01T15:30:00+05:30")]
    [InlineData("Asia/Kolkata", "22:30", "05:45", "2027-10-31T02:30:00+05:30", "2027-10-31T05:45:00+05:30")]
    [InlineData("America/Toronto", "00:00", "08:00", "2027-06-01T00:00:00-04:00", "2027-06-01T08:00:00-04:00")]
    [InlineData("America/Toronto", "22:00", "00:00", "2027-06-01T23:00:00-04:00", "2027-06-02T00:00:00-04:00")]
    [InlineData("America/Toronto", "09:00", "09:00", "2027-06-01T09:00:00-04:00", null)]
    // Nights of a clock change are an hour shorter or longer, and end when the clock says so.
    [InlineData("Europe/Paris", "22:00", "07:00", "2027-03-27T23:00:00+01:00", "2027-03-28T07:00:00+02:00")]
    [InlineData("Europe/Paris", "22:00", "07:00", "2027-10-30T23:00:00+02:00", "2027-10-31T07:00:00+01:00")]
    [InlineData("America/Toronto", "22:00", "07:00", "2027-03-13T23:00:00-05:00", "2027-03-14T07:00:00-04:00")]
    [InlineData("America/Toronto", "22:00", "07:00", "2027-11-06T23:00:00-04:00", "2027-11-07T07:00:00-05:00")]
    // An end that the clock leaps over is right after the leap, and so is a beginning.
    [InlineData("Europe/Paris", "22:00", "02:30", "2027-03-28T01:59:00+01:00", "2027-03-28T03:00:00+02:00")]
    [InlineData("Europe/Paris", "22:00", "02:30", "2027-03-28T03:00:00+02:00", null)]
    [InlineData("Europe/Paris", "02:30", "05:00", "2027-03-28T01:59:59+01:00", null)]
    [InlineData("Europe/Paris", "02:30", "05:00", "2027-03-28T03:00:00+02:00", "2027-03-28T05:00:00+02:00")]
    [InlineData("America/Toronto", "02:10", "02:50", "2027-03-14T03:00:00-04:00", null)]
    // An end that comes twice is the last one, a beginning the first: one stretch, also where the clock shows an hour outside in between.
    [InlineData("Europe/Paris", "22:00", "02:30", "2027-10-31T02:45:00+02:00", "2027-10-31T02:30:00+01:00")]
    [InlineData("Europe/Paris", "22:00", "02:30", "2027-10-31T02:29:00+01:00", "2027-10-31T02:30:00+01:00")]
    [InlineData("Europe/Paris", "02:30", "05:00", "2027-10-31T02:30:00+02:00", "2027-10-31T05:00:00+01:00")]
    [InlineData("Europe/Paris", "02:30", "05:00", "2027-10-31T02:10:00+01:00", "2027-10-31T05:00:00+01:00")]
    [InlineData("America/Toronto", "01:15", "01:45", "2027-11-07T01:50:00-04:00", "2027-11-07T01:45:00-05:00")]
    [InlineData("America/Toronto", "22:00", "01:00", "2027-11-07T01:00:00-04:00", "2027-11-07T01:00:00-05:00")]
    public void Quiet_hours_end_when_the_persons_clock_says_so(string zone, string from, string until, string at, string? end) =>
        Assert.Equal(end, Text(Zone(zone), Quiet(zone, from, until).QuietUntil(Parse(at))));

    [Theory]
    [InlineData("Europe/Paris", "22:00", "02:40", "2027-10-31T02:00:00+02:00", "2027-10-31T02:40:00+01:00")]
    [InlineData("Europe/Paris", "02:30", "02:15", "2027-10-30T12:00:00+02:00", "2027-11-01T02:15:00+01:00")]
    public void Quiet_hours_that_follow_one_another_without_a_gap_are_one(string zone, string from, string until, string at, string end) =>
        Assert.Equal(end, Text(Zone(zone), Quiet(zone, from, until).QuietUntil(Parse(at))));

    [Theory]
    [InlineData("Europe/Paris", 8, "2027-06-01T07:59:00+02:00", "2027-06-01T08:00:00+02:00")]
    [InlineData("Europe/Paris", 8, "2027-06-01T08:00:00+02:00", "2027-06-02T08:00:00+02:00")]
    [InlineData("Asia/Kolkata", 0, "2027-06-01T12:00:00+05:30", "2027-06-02T00:00:00+05:30")]
    [InlineData("America/Toronto", 23, "2027-06-01T12:00:00-04:00", "2027-06-01T23:00:00-04:00")]
    // The day after has 23 or 25 hours.
    [InlineData("Europe/Paris", 8, "2027-03-27T12:00:00+01:00", "2027-03-28T08:00:00+02:00")]
    [InlineData("America/Toronto", 8, "2027-11-06T12:00:00-04:00", "2027-11-07T08:00:00-05:00")]
    // An hour that is left out comes right after the leap; one that comes twice, the first time and only then.
    [InlineData("Europe/Paris", 2, "2027-03-27T12:00:00+01:00", "2027-03-28T03:00:00+02:00")]
    [InlineData("America/Toronto", 2, "2027-03-13T12:00:00-05:00", "2027-03-14T03:00:00-04:00")]
    [InlineData("Europe/Paris", 2, "2027-10-30T12:00:00+02:00", "2027-10-31T02:00:00+02:00")]
    [InlineData("Europe/Paris", 2, "2027-10-31T02:00:00+02:00", "2027-11-01T02:00:00+01:00")]
    [InlineData("America/Toronto", 1, "2027-11-06T12:00:00-04:00", "2027-11-07T01:00:00-04:00")]
    [InlineData("America/Toronto", 1, "2027-11-07T01:30:00-04:00", "2027-11-08T01:00:00-05:00")]
    public void A_daily_digest_comes_at_the_persons_hour(string zone, int hour, string after, string at) =>
        Assert.Equal(at, Text(Zone(zone), new Wishes { Zone = Zone(zone), DigestHour = hour, Rhythm = Rhythm.Daily }.NextDigest(Parse(after))));

    [Theory]
    [InlineData("Europe/Paris", DayOfWeek.Sunday, 2, "2027-03-21T02:00:00+01:00", "2027-03-28T03:00:00+02:00")]
    [InlineData("Europe/Paris", DayOfWeek.Sunday, 8, "2027-10-31T07:59:00+01:00", "2027-10-31T08:00:00+01:00")]
    [InlineData("Europe/Paris", DayOfWeek.Monday, 8, "2027-10-31T08:00:00+01:00", "2027-11-01T08:00:00+01:00")]
    [InlineData("Asia/Kolkata", DayOfWeek.Wednesday, 18, "2027-11-03T18:00:00+05:30", "2027-11-10T18:00:00+05:30")]
    public void A_weekly_digest_comes_on_the_persons_day(string zone, DayOfWeek day, int hour, string after, string at) =>
        Assert.Equal(at, Text(Zone(zone), new Wishes { Zone = Zone(zone), DigestHour = hour, DigestDay = day, Rhythm = Rhythm.Weekly }.NextDigest(Parse(after))));

    [Theory]
    [InlineData("2027-06-01T12:00:00+02:00", "2027-06-02T07:00:00+02:00")]
    [InlineData("2027-06-02T01:00:00+02:00", "2027-06-02T07:00:00+02:00")]
    [InlineData("2027-10-30T12:00:00+02:00", "2027-10-31T07:00:00+01:00")]
    public void A_digest_whose_hour_is_quiet_comes_when_the_quiet_ends(string after, string at) =>
        Assert.Equal(at, Text(Zone("Europe/Paris"), (Quiet("Europe/Paris", "22:00", "07:00") with { DigestHour = 23 }).NextDigest(Parse(after))));

    private static Wishes Quiet(string zone, string from, string until) => new()
    {
        Zone = Zone(zone),
        Quiet = new QuietHours(TimeOnly.Parse(from, CultureInfo.InvariantCulture), TimeOnly.Parse(until, CultureInfo.InvariantCulture)),
    };

    private static TimeZoneInfo Zone(string id) => TimeZoneInfo.FindSystemTimeZoneById(id);

    private static DateTimeOffset Parse(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);

    private static string? Text(TimeZoneInfo zone, DateTimeOffset? at) => at is null ? null : TimeZoneInfo.ConvertTime(at.Value, zone).ToString("yyyy-MM-ddTHH:mm:sszzz", CultureInfo.InvariantCulture);
}
