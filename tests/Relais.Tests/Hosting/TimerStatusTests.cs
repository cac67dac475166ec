using System.Globalization;
using Relais.Hosting.Local;

namespace Relais.Tests.Hosting;

/// <summary>What is remembered of a timer between runs and between processes.</summary>
public sealed class TimerStatusTests
{
    [Fact]
    public void A_timer_seen_for_the_first_time_is_due_at_its_next_occurrence()
    {
        var status = TimerStatus.First(Each5Minutes, At("10:02"));
        Assert.Equal(new TimerStatus(null, At("10:05"), At("10:02")), status);
        Assert.Equal(default, status.Told().Last);
    }

    [Fact]
    public void A_timer_whose_schedule_is_unchanged_is_resumed_as_it_was() =>
        Assert.Equal(new TimerStatus(At("10:05"), At("10:10"), At("10:05")), new TimerStatus(At("10:05"), At("10:10"), At("10:05")).Resume(Each5Minutes, At("12:02")));

    [Fact]
    public void A_timer_that_never_ran_is_resumed_from_when_it_was_first_seen() =>
        Assert.Equal(At("10:05"), new TimerStatus(null, At("10:05"), At("10:02")).Resume(Each5Minutes, At("12:02")).Next);

    [Fact]
    public void An_edited_schedule_that_is_past_already_counts_from_now() =>
        Assert.Equal(At("12:05"), new TimerStatus(At("10:00"), At("11:00"), At("10:00")).Resume(Each5Minutes, At("12:02")).Next);

    [Fact]
    public void An_edited_schedule_that_is_still_to_come_counts_from_the_last_run() =>
        Assert.Equal(At("10:05"), new TimerStatus(At("10:00"), At("11:00"), At("10:00")).Resume(Each5Minutes, At("10:03")).Next);

    [Fact]
    public void However_many_occurrences_were_missed_one_run_makes_up_for_them() =>
        Assert.Equal(new TimerStatus(At("12:02"), At("12:05"), At("12:02")), TimerStatus.Ran(Each5Minutes, At("12:02")));

    [Fact]
    public void An_interval_is_counted_from_the_start_of_the_last_run() =>
        Assert.Equal(At("10:17"), TimerStatus.Ran(Schedule("00:05:00"), At("10:12")).Next);

    private static TimerSchedule Each5Minutes => Schedule("0 */5 * * * *");

    private static TimerSchedule Schedule(string text)
    {
        Assert.True(TimerSchedule.TryParse(text, out var schedule, out _));
        return schedule;
    }

    private static DateTimeOffset At(string time) => DateTimeOffset.Parse($"2026-11-20T{time}:00Z", CultureInfo.InvariantCulture);
}
