using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Relais.Hosting;
using Relais.Hosting.Local;
using Relais.Storage.Queues;

namespace Relais.Tests.Hosting;

/// <summary>The app driving itself, against the emulator. The clock stands still: what happens, happens without waiting for a poll.</summary>
public sealed class LocalRuntimeTests(Azurite azurite) : IClassFixture<Azurite>
{
    private static readonly TimeSpan FirstPoll = TimeSpan.FromMilliseconds(100);
    private readonly ManualClock clock = new(new DateTimeOffset(2026, 11, 20, 10, 30, 0, TimeSpan.Zero));

    [SkippableFact]
    public async Task Alone_the_app_drains_its_queues_and_answers_over_http()
    {
        await using var app = await StartAsync();
        await app.SendAsync(new Letter("a", Copies: 1));
        Assert.Equal(["letter a", "copy a1"], await app.Journal().UntilAsync(2));
        using var client = app.Client();
        Assert.Equal("letter 7", await client.GetStringAsync(new Uri("api/letters/7", UriKind.Relative)));
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync(new Uri("", UriKind.Relative))).StatusCode);
        // Alone, a function is nobody's HTTP endpoint.
        Assert.Equal(HttpStatusCode.NotFound, (await client.PostAsync(new Uri("ReadLetters", UriKind.Relative), null)).StatusCode);
        await app.StopAsync();
        Assert.Equal(0, await app.Queue("letters").CountAsync());
    }

    [SkippableFact]
    public async Task A_timer_runs_at_its_hour()
    {
        await using var app = await StartAsync();
        await clock.UntilWaitingAsync(TimeSpan.FromMinutes(30));
        clock.Advance(TimeSpan.FromMinutes(30));
        Assert.Equal(["hour 11-20 11:00"], await app.Journal().UntilAsync(1));
        await app.StopAsync();
    }

    [SkippableFact]
    public async Task A_message_that_always_fails_is_tried_five_times_and_put_aside()
    {
        await using var app = await StartAsync(journal => journal.Behave = (_, _) => throw new InvalidOperationException("never"));
        await app.SendAsync(new Letter("a"));
        Assert.Equal(Enumerable.Repeat("letter a", 5), await app.Journal().UntilAsync(5));
        await app.StopAsync();
        Assert.Equal("""{"text":"a","copies":0}""", Assert.Single((await app.Queue("letters-poison").ReceiveMessagesAsync()).Value).MessageText);
        Assert.Equal(0, await app.Queue("letters").CountAsync());
    }

    [SkippableFact]
    public async Task A_message_that_fails_once_is_done_at_the_second_attempt()
    {
        var failed = false;
        await using var app = await StartAsync(journal => journal.Behave = (_, _) => (failed = !failed) ? throw new InvalidOperationException("once") : Task.CompletedTask);
        await app.SendAsync(new Letter("a"));
        Assert.Equal(["letter a", "letter a"], await app.Journal().UntilAsync(2));
        await app.StopAsync();
        Assert.Equal(0, await app.Queue("letters").CountAsync());
    }

    [SkippableTheory]
    [InlineData("{ not base64 }")]
    [InlineData("YQ=")]
    public async Task A_message_that_is_not_base64_is_put_aside_unread(string text)
    {
        await using var app = await StartAsync();
        await app.Queue("letters", QueueMessageEncoding.None).SendMessageAsync(text);
        await app.SendAsync(new Letter("b"));
        Assert.Equal(["letter b"], await app.Journal().UntilAsync(1));
        await app.StopAsync();
        Assert.Equal(text, Assert.Single((await app.Queue("letters-poison", QueueMessageEncoding.None).ReceiveMessagesAsync()).Value).MessageText);
        Assert.Equal(0, await app.Queue("letters").CountAsync());
    }

    [SkippableFact]
    public async Task A_message_that_is_not_what_the_function_takes_fails_like_any_other()
    {
        await using var app = await StartAsync();
        await app.Queue("letters").SendMessageAsync("""["not","a","letter"]""");
        for (var attempt = 1; attempt <= 5; attempt++) await app.SendAsync(new Letter($"{attempt}"));
        await app.Journal().UntilAsync(5);
        await UntilAsync(async () => await app.Queue("letters-poison").ExistsAsync() && await app.Queue("letters-poison").CountAsync() == 1);
        await app.StopAsync();
    }

    [SkippableFact]
    public async Task A_message_handed_out_more_than_five_times_is_put_aside_unread()
    {
        await using var app = SampleApp.Build(azurite.ConnectionString, configure: services => services.AddSingleton<TimeProvider>(clock));
        var queue = app.Queue("letters");
        await queue.CreateIfNotExistsAsync();
        await queue.SendMessageAsync("""{"text":"a"}""");
        for (var attempt = 1; attempt <= 5; attempt++)
        {
            var received = Assert.Single((await queue.ReceiveMessagesAsync()).Value);
            Assert.Equal(attempt, received.DequeueCount);
            await queue.UpdateMessageAsync(received.MessageId, received.PopReceipt);
        }
        await app.StartAsync();
        await app.SendAsync(new Letter("b"));
        await app.Journal().UntilAsync(1);
        await app.StopAsync();
        Assert.Equal(["letter b"], app.Journal().Lines);
        Assert.Equal("""{"text":"a"}""", Assert.Single((await app.Queue("letters-poison").ReceiveMessagesAsync()).Value).MessageText);
    }

    [SkippableFact]
    public async Task The_next_batch_is_fetched_when_half_of_the_last_is_done()
    {
        using var done = new SemaphoreSlim(0);
        await using var app = SampleApp.Build(azurite.ConnectionString, configure: services => services.AddSingleton<TimeProvider>(clock));
        app.Journal().Behave = (_, stop) => done.WaitAsync(stop);
        await app.Queue("letters").CreateIfNotExistsAsync();
        for (var letter = 0; letter < 40; letter++) await app.SendAsync(new Letter($"{letter}"));
        await app.StartAsync();
        Assert.Equal(QueuePump.BatchSize, (await app.Journal().UntilAsync(QueuePump.BatchSize)).Count);
        done.Release(QueuePump.NewBatchThreshold);
        Assert.Equal(2 * QueuePump.BatchSize, (await app.Journal().UntilAsync(2 * QueuePump.BatchSize)).Count);
        done.Release(40);
        Assert.Equal(40, (await app.Journal().UntilAsync(40)).Distinct().Count());
        await app.StopAsync();
        Assert.Equal(0, await app.Queue("letters").CountAsync());
    }

    [SkippableFact]
    public async Task A_long_function_keeps_its_message_and_deletes_it_with_the_newest_receipt()
    {
        using var done = new SemaphoreSlim(0);
        await using var app = await StartAsync(journal => journal.Behave = (_, stop) => done.WaitAsync(stop));
        await app.SendAsync(new Letter("long"));
        await app.Journal().UntilAsync(1);
        for (var renewal = 1; renewal <= 3; renewal++)
        {
            await clock.UntilWaitingAsync(TimeSpan.FromMinutes(5));
            clock.Advance(TimeSpan.FromMinutes(5));
        }
        await clock.UntilWaitingAsync(TimeSpan.FromMinutes(5));
        done.Release();
        await app.StopAsync();
        Assert.Equal(["letter long"], app.Journal().Lines.Where(line => line.StartsWith("letter", StringComparison.Ordinal)));
        Assert.Equal(0, await app.Queue("letters").CountAsync());
    }

    [SkippableFact]
    public async Task What_a_stopped_process_was_doing_is_free_for_the_next_at_once()
    {
        await using var app = await StartAsync(journal => journal.Behave = (_, stop) => Task.Delay(Timeout.InfiniteTimeSpan, stop));
        await app.SendAsync(new Letter("a"));
        await app.Journal().UntilAsync(1);
        await app.StopAsync();
        Assert.Equal(2, Assert.Single((await app.Queue("letters").ReceiveMessagesAsync()).Value).DequeueCount);
    }

    [SkippableFact]
    public async Task A_delayed_message_stays_hidden_for_its_delay()
    {
        await using var app = await StartAsync();
        await app.SendAsync(new Letter("later"), TimeSpan.FromHours(1));
        await app.SendAsync(new Letter("now"));
        await app.Journal().UntilAsync(1);
        await clock.UntilWaitingAsync(FirstPoll);
        await app.StopAsync();
        Assert.Equal(["letter now"], app.Journal().Lines);
        Assert.Equal(1, await app.Queue("letters").CountAsync());
    }

    [SkippableTheory]
    [InlineData("AzureWebJobs.ReadLetters.Disabled", "AzureWebJobs.ManageLetters.Disabled")]
    [InlineData("AzureWebJobs_ReadLetters_Disabled", "AzureWebJobs_ManageLetters_Disabled")]
    public async Task A_disabled_function_is_left_alone(string queueSwitch, string httpSwitch)
    {
        await using var app = SampleApp.Build(
            azurite.ConnectionString, new Dictionary<string, string?> { [queueSwitch] = "1", [httpSwitch] = "true" }, services => services.AddSingleton<TimeProvider>(clock));
        await app.StartAsync();
        await app.SendAsync(new Letter("a"));
        await app.Services.GetRequiredService<MessageQueue<Copy>>().SendAsync(new Copy("b"));
        Assert.Equal(["copy b"], await app.Journal().UntilAsync(1));
        using var client = app.Client();
        Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync(new Uri("api/letters/7", UriKind.Relative))).StatusCode);
        await app.StopAsync();
        Assert.Equal(1, await app.Queue("letters").CountAsync());
    }

    [SkippableFact]
    public async Task A_function_with_a_missing_setting_is_in_error_and_the_others_run()
    {
        await using var app = SampleApp.Build(azurite.ConnectionString, new Dictionary<string, string?> { ["NOTES"] = "notes-of-today" }, services =>
        {
            services.AddSingleton<TimeProvider>(clock);
            services.AddQueueFunction<ReadNotes, Note>(static () => SampleJson.Default.Note);
            services.AddQueueFunction<ReadBills, Bill>(static () => SampleJson.Default.Bill);
            services.AddTimerFunction<CountNever>();
        });
        await app.StartAsync();
        await app.Services.GetRequiredService<MessageQueue<Note>>().SendAsync(new Note("n"));
        Assert.Equal(["note n"], await app.Journal().UntilAsync(1));
        var bills = app.Services.GetRequiredService<MessageQueue<Bill>>();
        Assert.Equal(
            "ReadBills cannot be sent to: the setting 'BILLS' of its queue's name is missing.",
            (await Assert.ThrowsAsync<InvalidOperationException>(() => bills.SendAsync(new Bill("b")))).Message);
        await app.StopAsync();
        Assert.True(await app.Queue("notes-of-today").ExistsAsync());
    }

    private async Task<WebApplication> StartAsync(Action<SampleJournal>? prepare = null)
    {
        var app = SampleApp.Build(azurite.ConnectionString, configure: services => services.AddSingleton<TimeProvider>(clock));
        prepare?.Invoke(app.Journal());
        await app.StartAsync();
        return app;
    }

    private static async Task UntilAsync(Func<Task<bool>> holds)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (!await holds())
        {
            limit.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }
}
