using System.Globalization;
using Relais.Hosting.Local;

namespace Relais.Tests.Hosting;

/// <summary>Schedules as the Functions host reads them.</summary>
public sealed class TimerScheduleTests
{
    [Theory]
    [InlineData("0 */5 * * * *", "2026-11-20T10:00:00", "2026-11-20T10:05:00")]
    [InlineData("*/5 * * * *", "2026-11-20T10:00:00", "2026-11-20T10:05:00")] // five fields: no seconds
    [InlineData("0 * * * * *", "2026-11-20T10:00:59.9999", "2026-11-20T10:01:00")]
    [InlineData("30 5/20 * * * *", "2026-11-20T10:06:00", "2026-11-20T10:25:30")] // a/n runs from a to the end
    [InlineData("0 */7 * * * *", "2026-11-20T10:56:00", "2026-11-20T11:00:00")] // steps begin anew with each hour
    [InlineData("0 0 22-2 * * *", "2026-11-20T03:00:00", "2026-11-20T04:00:00")] // a reversed range is swapped: 2 to 22
    [InlineData("0 0 9 13 * Fri", "2026-10-20T00:00:00", "2026-11-13T09:00:00")] // both day fields must hold
    [InlineData("0 0 9 * * MONDAY", "2026-11-20T00:00:00", "2026-11-23T09:00:00")]
    [InlineData("0 0 9 * jan 0", "2026-11-20T00:00:00", "2027-01-03T09:00:00")]
    [InlineData("0 0 9,17 * * 1-5", "2026-11-20T09:00:00", "2026-11-20T17:00:00")]
    [InlineData("0 0 0 29 2 *", "2026-11-20T00:00:00", "2028-02-29T00:00:00")]
    [InlineData("00:10:00", "2026-11-20T10:00:01", "2026-11-20T10:10:01")]
    [InlineData("24:00:00", "2026-11-20T10:00:00", "2026-12-14T10:00:00")] // 24 days, not 24 hours
    [InlineData("1.00:00:00", "2026-11-20T10:00:00", "2026-11-21T10:00:00")]
    public void A_schedule_tells_its_next_occurrence(string text, string after, string expected)
    {
        Assert.True(TimerSchedule.TryParse(text, out var schedule, out _));
        Assert.Equal(Utc(expected), schedule.Next(Utc(after)));
    }

    [Theory]
    [InlineData("0 0 9 * * 7")]
    [InlineData("0 0 9 L * *")]
    [InlineData("0 0 9 15W * *")]
    [InlineData("0 0 9 * * 5#2")]
    [InlineData("0 0 9 ? * *")]
    [InlineData("@daily")]
    [InlineData("61 * * * * *")]
    [InlineData("* * * *")]
    [InlineData("0 * * * * * *")]
    [InlineData("-00:10:00")]
    [InlineData("00:00:00")]
    [InlineData("every hour")]
    [InlineData("")]
    public void What_is_no_schedule_is_refused_with_its_text(string text)
    {
        Assert.False(TimerSchedule.TryParse(text, out _, out var reason));
        Assert.Equal($"'{text}' is neither an NCRONTAB expression nor a time span", reason);
    }

    [Fact]
    public void An_impossible_date_never_comes()
    {
        Assert.True(TimerSchedule.TryParse("0 0 0 31 2 *", out var schedule, out _));
        Assert.Null(schedule.Next(Utc("2026-11-20T00:00:00")));
    }

    [Theory]
    [InlineData("*/10 * * * * *", true)]
    [InlineData("* * * * * *", true)]
    [InlineData("5,6 * * * * *", true)]
    [InlineData("30 * * * * *", false)]
    [InlineData("*/10 0 * * * *", false)]
    [InlineData("00:00:59", true)]
    [InlineData("00:01:00", false)]
    public void Only_what_comes_more_than_once_a_minute_is_not_monitored(string text, bool fast)
    {
        Assert.True(TimerSchedule.TryParse(text, out var schedule, out _));
        Assert.Equal(fast, schedule.IsFasterThanAMinute);
    }

    [Theory]
    [InlineData("0 */5 * * * *", "2026-11-20T10:00:00", "2026-11-20T10:04:59", null)]
    [InlineData("0 */5 * * * *", "2026-11-20T10:00:00", "2026-11-20T10:05:00", "2026-11-20T10:05:00")]
    [InlineData("0 */5 * * * *", "2026-11-20T10:00:00", "2026-11-20T10:27:00", "2026-11-20T10:25:00")]
    [InlineData("0 0 0 31 2 *", "2026-11-20T10:00:00", "2027-11-20T10:00:00", null)]
    [InlineData("00:10:00", "2026-11-20T10:00:00", "2026-11-20T10:09:59", null)]
    [InlineData("00:10:00", "2026-11-20T10:00:00", "2026-11-20T10:31:00", "2026-11-20T10:30:00")]
    public void Of_the_occurrences_between_two_steps_the_last_counts(string text, string after, string upTo, string? expected)
    {
        Assert.True(TimerSchedule.TryParse(text, out var schedule, out _));
        Assert.Equal(expected is null ? null : Utc(expected), schedule.Last(Utc(after), Utc(upTo)));
    }

    private static DateTimeOffset Utc(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
}
