using Relais.Hosting.Local;
using Relais.Hosting.Worker;

namespace Relais.Tests.Hosting;

/// <summary>One timer over its occurrences and over the ends of its process.</summary>
public sealed class TimerLoopTests(Azurite azurite) : TimerLoopBed(azurite), IClassFixture<Azurite>
{
    [SkippableFact]
    public async Task A_new_timer_waits_for_its_first_occurrence_and_keeps_its_status()
    {
        await OpenAsync();
        Begin();
        await clock.UntilWaitingAsync(Minutes(3));
        clock.Advance(Minutes(3));
        var run = await runs.Reader.ReadAsync();
        Assert.False(run.IsPastDue);
        Assert.Equal(default, run.ScheduleStatus!.Last);
        Assert.Equal(At(10, 5).UtcDateTime, run.ScheduleStatus.Next);
        await clock.UntilWaitingAsync(Minutes(5));
        Assert.Equal(new TimerStatus(At(10, 5), At(10, 10), At(10, 5)), (await RowAsync()).Status);
        clock.Advance(Minutes(5));
        Assert.Equal(At(10, 5).UtcDateTime, (await runs.Reader.ReadAsync()).ScheduleStatus!.Last);
    }

    [SkippableFact]
    public async Task Missed_occurrences_are_made_up_for_by_one_run_that_is_past_due()
    {
        await OpenAsync();
        await WriteAsync(new TimerStatus(At(8, 0), At(8, 5), At(8, 0)));
        Begin();
        var run = await runs.Reader.ReadAsync();
        Assert.True(run.IsPastDue);
        Assert.Equal(At(8, 5).UtcDateTime, run.ScheduleStatus!.Next);
        await clock.UntilWaitingAsync(Minutes(3));
        Assert.Equal(new TimerStatus(Start, At(10, 5), Start), (await RowAsync()).Status);
        Assert.False(runs.Reader.TryRead(out _));
    }

    [SkippableFact]
    public async Task A_timer_that_is_not_monitored_makes_up_for_nothing()
    {
        await OpenAsync();
        await WriteAsync(new TimerStatus(At(8, 0), At(8, 5), At(8, 0)));
        Begin(trigger: new TimerTriggerAttribute(Each5Minutes) { UseMonitor = false });
        await clock.UntilWaitingAsync(Minutes(3));
        clock.Advance(Minutes(3));
        var run = await runs.Reader.ReadAsync();
        Assert.False(run.IsPastDue);
        Assert.Null(run.ScheduleStatus);
    }

    [SkippableFact]
    public async Task A_timer_that_runs_at_start_does_so_and_then_keeps_its_hours()
    {
        await OpenAsync();
        Begin(trigger: new TimerTriggerAttribute(Each5Minutes) { RunOnStartup = true });
        Assert.False((await runs.Reader.ReadAsync()).IsPastDue);
        await clock.UntilWaitingAsync(Minutes(3));
        Assert.False(runs.Reader.TryRead(out _));
    }

    [SkippableFact]
    public async Task A_run_that_fails_counts_as_a_run()
    {
        await OpenAsync();
        behave = _ => throw new InvalidOperationException("once");
        Begin();
        await clock.UntilWaitingAsync(Minutes(3));
        clock.Advance(Minutes(3));
        await runs.Reader.ReadAsync();
        await clock.UntilWaitingAsync(Minutes(5));
        Assert.Equal(At(10, 10), (await RowAsync()).Status.Next);
    }

    [SkippableFact]
    public async Task A_run_that_outlasts_the_next_occurrence_is_followed_by_one_at_once()
    {
        await OpenAsync();
        behave = token => done.WaitAsync(token);
        Begin();
        await clock.UntilWaitingAsync(Minutes(3));
        clock.Advance(Minutes(3));
        await runs.Reader.ReadAsync();
        clock.Advance(Minutes(12));
        done.Release();
        Assert.False((await runs.Reader.ReadAsync()).IsPastDue);
        done.Release();
        await clock.UntilWaitingAsync(Minutes(3));
        Assert.Equal(At(10, 20), (await RowAsync()).Status.Next);
    }

    [SkippableFact]
    public async Task A_run_cut_short_by_the_end_of_the_process_stays_due()
    {
        await OpenAsync();
        behave = token => Task.Delay(Timeout.InfiniteTimeSpan, token);
        Begin();
        await clock.UntilWaitingAsync(Minutes(3));
        clock.Advance(Minutes(3));
        await runs.Reader.ReadAsync();
        await stop.CancelAsync();
        await Task.WhenAll(loops).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        var row = await RowAsync();
        Assert.Null(row.Holder);
        Assert.Equal(At(10, 5), row.Status.Next);
    }

    [SkippableFact]
    public async Task A_timer_without_a_further_occurrence_ends()
    {
        await OpenAsync();
        Begin(trigger: new TimerTriggerAttribute("0 0 0 31 2 *"));
        await Assert.Single(loops);
    }
}
