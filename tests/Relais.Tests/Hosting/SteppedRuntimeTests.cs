using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Relais.Hosting.Local;
using Relais.Tests.Http;

namespace Relais.Tests.Hosting;

/// <summary>Hours that pass in moments.</summary>
public sealed class SteppedRuntimeTests(Azurite azurite) : IClassFixture<Azurite>
{
    private static readonly DateTimeOffset Noon = new(2020, 1, 7, 12, 0, 0, TimeSpan.Zero);

    [SkippableFact]
    public async Task A_step_runs_due_timers_once_and_drains_what_they_cause()
    {
        await using var app = await StartAsync();
        await app.SendAsync(new Letter("a", Copies: 40));

        await StepAsync(app, Noon, Noon.AddMinutes(1), Noon.AddHours(3).AddMinutes(1));

        var lines = app.Journal().Lines;
        Assert.Equal(["hour 01-07 12:00", "letter a"], lines.Take(2));
        Assert.Equal(Enumerable.Range(1, 40).Select(copy => $"copy a{copy}"), lines.Skip(2).Take(40));
        Assert.Equal("hour 01-07 15:01", Assert.Single(lines.Skip(42)));
    }

    [SkippableFact]
    public async Task The_clock_goes_forward_only_and_a_step_back_runs_nothing()
    {
        await using var app = await StartAsync();
        await StepAsync(app, Noon.AddMinutes(1), Noon, Noon.AddMinutes(1), Noon.AddMinutes(59), Noon.AddMinutes(60));
        Assert.Equal(["hour 01-07 13:00"], app.Journal().Lines);
        Assert.Equal(Noon.AddHours(1), app.Services.GetRequiredService<TimeProvider>().GetUtcNow());
    }

    [SkippableFact]
    public async Task A_failing_message_is_tried_five_times_within_the_step_and_put_aside()
    {
        await using var app = await StartAsync();
        app.Journal().Behave = (line, _) => line == "letter a" ? throw new InvalidOperationException("never") : Task.CompletedTask;
        await app.SendAsync(new Letter("a"));
        await app.SendAsync(new Letter("b"));
        await StepAsync(app, Noon.AddMinutes(1));
        Assert.Equal(5, app.Journal().Lines.Count(line => line == "letter a"));
        Assert.Equal(1, app.Journal().Lines.Count(line => line == "letter b"));
        Assert.Equal(1, await app.Queue("letters-poison").CountAsync());
    }

    [SkippableFact]
    public async Task A_failing_timer_does_not_keep_the_queues_from_being_drained()
    {
        await using var app = await StartAsync();
        app.Journal().Behave = (line, _) => line.StartsWith("hour", StringComparison.Ordinal) ? throw new InvalidOperationException("never") : Task.CompletedTask;
        await app.SendAsync(new Letter("a"));
        await StepAsync(app, Noon);
        Assert.Equal(["hour 01-07 12:00", "letter a"], app.Journal().Lines);
    }

    [SkippableFact]
    public async Task A_delayed_message_is_left_out()
    {
        await using var app = await StartAsync();
        await app.SendAsync(new Letter("later"), TimeSpan.FromMinutes(5));
        await StepAsync(app, Noon.AddMinutes(1), Noon.AddMinutes(10));
        Assert.Empty(app.Journal().Lines);
        Assert.Equal(0, await app.Queue("letters").CountAsync());
    }

    [SkippableFact]
    public async Task What_an_earlier_process_left_is_drained_first_and_what_it_held_is_not_waited_for()
    {
        var prefix = Azurite.NewName("h");
        await using (var killed = await StartAsync(prefix))
        {
            await killed.SendAsync(new Letter("held"));
            Assert.Single((await killed.Queue("letters").ReceiveMessagesAsync(32, TimeSpan.FromMinutes(10))).Value);
            for (var left = 1; left <= 40; left++) await killed.SendAsync(new Letter($"left{left}", Copies: left / 40));
        }
        await using var app = await StartAsync(prefix);
        app.Services.GetRequiredService<SteppedClock>().Set(Noon);
        await app.Services.GetRequiredService<SteppedRuntime>().RecoverAsync(default);
        Assert.Equal(Enumerable.Range(1, 40).Select(left => $"letter left{left}").Append("copy left401"), app.Journal().Lines);
    }

    [SkippableFact]
    public async Task A_step_that_is_cancelled_gives_back_what_it_had_taken()
    {
        using var stop = new CancellationTokenSource();
        await using var app = await StartAsync();
        app.Journal().Behave = async (_, token) =>
        {
            await stop.CancelAsync();
            token.ThrowIfCancellationRequested();
        };
        for (var letter = 1; letter <= 5; letter++) await app.SendAsync(new Letter($"{letter}"));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => app.Services.GetRequiredService<SteppedRuntime>().StepAsync(Noon.AddMinutes(1), stop.Token));
        Assert.Equal(["letter 1"], app.Journal().Lines);
        Assert.Equal(5, (await app.Queue("letters").ReceiveMessagesAsync(32)).Value.Length);
    }

    [SkippableFact]
    public async Task A_message_that_is_gone_when_its_function_has_run_is_nothing_to_warn_of()
    {
        var log = new CollectingLogger();
        var settings = new Dictionary<string, string?> { ["Relais:Stepped"] = "true" };
        await using var app = SampleApp.Build(azurite.ConnectionString, settings, services => services.AddSingleton<ILoggerProvider>(log));
        await app.StartAsync();

        // What a delete does whose answer is lost and which is tried again.
        app.Journal().Behave = (_, token) => app.Queue("letters").ClearMessagesAsync(token);
        await app.SendAsync(new Letter("a"));
        await StepAsync(app, Noon.AddMinutes(1));

        Assert.Equal(["letter a"], app.Journal().Lines);
        Assert.Empty(log.Lines);
    }

    [SkippableFact]
    public async Task Disabled_functions_are_left_alone()
    {
        await using var app = await StartAsync(more: [new("AzureWebJobs.CountHours.Disabled", "1"), new("AzureWebJobs.ReadLetters.Disabled", "1")]);
        await app.SendAsync(new Letter("a"));
        await StepAsync(app, Noon);
        Assert.Empty(app.Journal().Lines);
    }

    private static async Task StepAsync(WebApplication app, params DateTimeOffset[] steps)
    {
        foreach (var step in steps) await app.Services.GetRequiredService<SteppedRuntime>().StepAsync(step, default);
    }

    private async Task<WebApplication> StartAsync(string? prefix = null, params KeyValuePair<string, string?>[] more)
    {
        var app = SampleApp.Build(azurite.ConnectionString, new Dictionary<string, string?>(more) { ["Relais:Stepped"] = "true" }, prefix: prefix);
        await app.StartAsync();
        return app;
    }
}
