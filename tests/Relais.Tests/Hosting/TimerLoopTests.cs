using System.Threading.Channels;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Relais.Hosting;
using Relais.Hosting.Local;
using Relais.Hosting.Worker;
using Relais.Storage;

namespace Relais.Tests.Hosting;

/// <summary>One timer over its occurrences, over processes and over their ends, with the clock in the test's hand.</summary>
public sealed class TimerLoopTests(Azurite azurite) : IClassFixture<Azurite>, IAsyncLifetime, IDisposable
{
    private const string Each5Minutes = "0 */5 * * * *";
    private static readonly DateTimeOffset Start = new(2026, 11, 20, 10, 2, 0, TimeSpan.Zero);

    private readonly ManualClock clock = new(Start);
    private readonly Channel<TimerInfo> runs = Channel.CreateUnbounded<TimerInfo>();
    private readonly CancellationTokenSource stop = new();
    private readonly SemaphoreSlim done = new(0);
    private readonly List<Task> loops = [];
    private TimerTable table = null!;
    private Func<CancellationToken, Task> behave = _ => Task.CompletedTask;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await stop.CancelAsync();
        await Task.WhenAll(loops).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public void Dispose()
    {
        stop.Dispose();
        done.Dispose();
    }

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
            await UntilHeldAsync(TimeSpan.FromSeconds(10));
            await clock.UntilWaitingAsync(TimeSpan.FromSeconds(5));
            clock.Advance(TimeSpan.FromSeconds(5));
        }
        await UntilHeldAsync(TimeSpan.FromSeconds(10));
        Assert.Equal("first", (await RowAsync()).Holder);
        Assert.False(runs.Reader.TryRead(out _));
    }

    // Storage takes real time, in which this clock stands still: whoever renews has to have come to it.
    private async Task UntilHeldAsync(TimeSpan atLeast)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while ((await RowAsync()).HeldUntil < clock.GetUtcNow() + atLeast)
        {
            await Task.Delay(10, limit.Token);
        }
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

    private async Task OpenAsync()
    {
        var settings = new Dictionary<string, string?> { ["AzureWebJobsStorage"] = azurite.ConnectionString };
        var account = StorageAccount.FromConfiguration(new ConfigurationBuilder().AddInMemoryCollection(settings).Build(), prefix: Azurite.NewName("timer"));
        await account.Table(TimerTable.Name).CreateIfNotExistsAsync();
        table = new TimerTable(account);
    }

    private void Begin(string holder = "first", TimerTriggerAttribute? trigger = null)
    {
        trigger ??= new TimerTriggerAttribute(Each5Minutes);
        Assert.True(TimerSchedule.TryParse(trigger.Schedule, out var schedule, out _));
        var function = new TimerFunction("Tick", "timer", trigger, async (_, timer, token) =>
        {
            runs.Writer.TryWrite(timer);
            await behave(token);
        });
        var scopes = new ServiceCollection().BuildServiceProvider().GetRequiredService<IServiceScopeFactory>();
        var invoker = new FunctionInvoker(scopes, NullLogger<FunctionInvoker>.Instance);
        loops.Add(new TimerLoop(function, schedule, holder, table, invoker, clock, NullLogger.Instance).RunAsync(stop.Token));
    }

    private async Task WriteAsync(TimerStatus status, string? holder = null, DateTimeOffset? until = null) =>
        Assert.NotNull(await table.WriteAsync(new TimerRow("Tick", status, holder, until, default), default));

    private async Task<TimerRow> RowAsync() => (await table.FindAsync("Tick", default))!;

    private static TimeSpan Minutes(int minutes) => TimeSpan.FromMinutes(minutes);

    private static DateTimeOffset At(int hour, int minute) => new(2026, 11, 20, hour, minute, 0, TimeSpan.Zero);
}
