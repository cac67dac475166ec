using Relais.Hosting.Local;

namespace Relais.Tests.Hosting;

/// <summary>One timer over several processes: one holds it at a time, and as long as it lives.</summary>
public sealed class TimerHoldTests(Azurite azurite) : TimerLoopBed(azurite), IClassFixture<Azurite>
{
    [SkippableFact]
    public async Task Two_processes_run_each_occurrence_once()
    {
        await OpenAsync();
        Begin("first");
        Begin("second");
        await clock.UntilWaitingAsync(Minutes(3), timers: 2);
        clock.Advance(Minutes(3));
        await runs.Reader.ReadAsync();
        // The one that came second may have seen the other's hold, and then waits for its end.
        for (var occurrence = 1; occurrence <= 5; occurrence++)
        {
            await clock.UntilWaitingAsync(Minutes(5));
            clock.Advance(TimeSpan.FromSeconds(15));
            await clock.UntilWaitingAsync(TimeSpan.FromSeconds(285), timers: 2);
            Assert.False(runs.Reader.TryRead(out _));
            clock.Advance(TimeSpan.FromSeconds(285));
            Assert.False((await runs.Reader.ReadAsync()).IsPastDue);
        }
    }

    [SkippableFact]
    public async Task Who_holds_a_timer_keeps_it_while_the_run_lasts()
    {
        await OpenAsync();
        behave = token => done.WaitAsync(token);
        Begin("first");
        await clock.UntilWaitingAsync(Minutes(3));
        clock.Advance(Minutes(3));
        await runs.Reader.ReadAsync();
        Begin("second");
        for (var second = 0; second < 60; second += 5)
        {
            await UntilHeldAsync();
            await clock.UntilWaitingAsync(TimeSpan.FromSeconds(5));
            clock.Advance(TimeSpan.FromSeconds(5));
        }
        await UntilHeldAsync();
        Assert.Equal("first", (await RowAsync()).Holder);
        Assert.False(runs.Reader.TryRead(out _));
    }

    [SkippableFact]
    public async Task The_run_of_a_killed_process_is_done_again_when_its_hold_has_ended()
    {
        await OpenAsync();
        await WriteAsync(new TimerStatus(At(9, 55), At(10, 0), At(9, 55)), "killed", Start.AddSeconds(9));
        Begin();
        await clock.UntilWaitingAsync(TimeSpan.FromSeconds(9));
        Assert.False(runs.Reader.TryRead(out _));
        clock.Advance(TimeSpan.FromSeconds(9));
        Assert.True((await runs.Reader.ReadAsync()).IsPastDue);
        await clock.UntilWaitingAsync(At(10, 5) - Start.AddSeconds(9));
        Assert.Null((await RowAsync()).Holder);
    }

    [SkippableFact]
    public async Task A_run_that_another_process_has_taken_over_is_stopped()
    {
        await OpenAsync();
        var stopped = new TaskCompletionSource();
        behave = async token =>
        {
            token.Register(stopped.SetResult);
            await Task.Delay(Timeout.InfiniteTimeSpan, token);
        };
        Begin();
        await clock.UntilWaitingAsync(Minutes(3));
        clock.Advance(Minutes(3));
        await runs.Reader.ReadAsync();
        await clock.UntilWaitingAsync(TimeSpan.FromSeconds(5));
        Assert.NotNull(await table.WriteAsync(await RowAsync() with { Holder = "thief" }, default));
        clock.Advance(TimeSpan.FromSeconds(5));
        await stopped.Task;
    }
}
