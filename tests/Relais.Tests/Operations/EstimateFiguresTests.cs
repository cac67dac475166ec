using Relais.Operations;
using Relais.Operations.Costs;
using Relais.Tests.Story;
using Relais.Tests.Subscriptions;

namespace Relais.Tests.Operations;

/// <summary>The figures that an estimate rests on and no benchmark counts, counted.</summary>
public sealed class EstimateFiguresTests(Azurite azurite) : IClassFixture<Azurite>
{
    [SkippableFact]
    public async Task Visits_joins_and_dashboards_cost_what_the_estimate_says()
    {
        await using var app = await RelaisApp.StartAsync(azurite);
        await Visitor.CampaignAsync(app, "climat");
        var (visitor, hook) = (new Visitor(app), new WebhookReceiver(app.Outside));
        await app.StepUntilAsync(app.Now.AddMinutes(6), minutes: 1);
        (await visitor.LookAsync("/c/climat")).Expect(200);

        var visit = await app.Storage.CountAsync(async () => (await visitor.LookAsync("/c/climat")).Expect(200));
        var dashboard = await app.Storage.CountAsync(async () => (await app.GetAsync("/api/dashboard/climat?hours=24")).Expect(200));
        var idle = await app.Storage.CountAsync(() => app.StepAsync(app.Now.AddMinutes(1)));
        var join = await app.Storage.CountAsync(async () =>
        {
            (await visitor.JoinAsync("climat", hook.Address)).Expect(200);
            await app.StepAsync(app.Now.AddMinutes(1));
            (await visitor.PostAsync(Visitor.ConfirmPath(hook.Received[^1]))).Expect(200);
            await app.StepAsync(app.Now.AddMinutes(1));
        });

        Assert.Equal((Measured.Visit, Measured.DashboardRefresh), (visit, dashboard));

        // The brakes are looked at once a second of real time, so a slow machine looks once or twice more.
        Assert.InRange(join - (2 * idle), Measured.Join, Measured.Join + 2);
        Assert.Equal(2, hook.Received.Count);
    }

    [SkippableFact]
    public async Task The_command_reads_the_pace_from_what_the_app_declares()
    {
        await using var app = await RelaisApp.StartAsync(azurite);
        var month = Workload.Parse("--hashtags 6 --mastodon 2 --bluesky 1 --feeds 3 --x-dollars 5".Split(' '), out _)!;

        var often = EstimateCosts.ReadFrequencies(month, app.Get<IServiceProvider>());

        // Two timers run each minute, and no timer less than once a day.
        Assert.Equal(2, often.TimerRunsAMonth.Count(runs => runs == 43_200));
        Assert.All(often.TimerRunsAMonth, runs => Assert.InRange(runs, 30, 43_200));

        // Mastodon takes four hashtags a request, Bluesky one, X ten.
        Assert.Equal((8, (2 * 2) + 6 + 3, 1, 5), (often.Queues, often.QuestionsACampaign, often.XQuestionsACampaign, often.EveryMinutes));
    }

    [SkippableFact]
    public async Task The_command_prints_a_bill_for_people_or_for_programs_and_says_what_it_cannot_read()
    {
        await using var app = await RelaisApp.StartAsync(azurite);
        Assert.Equal((0, ""), await RunAsync("--members", "10000", "--alerts", "30"));
        var (code, said) = await RunAsync("--members", "ten");
        Assert.Equal(2, code);
        Assert.StartsWith("estimate: --members must be a number from 0 to 1000000: people who are told.\nusage: estimate ", said, StringComparison.Ordinal);
        (code, said) = await RunAsync("--prices", "/nowhere/prices.json");
        Assert.Equal(2, code);
        Assert.StartsWith("estimate: --prices /nowhere/prices.json: ", said, StringComparison.Ordinal);

        using var output = new StringWriter();
        Assert.Equal(0, await EstimateCosts.RunAsync(["--json"], app.Get<IServiceProvider>(), output, TextWriter.Null));
        var bill = System.Text.Json.JsonDocument.Parse(output.ToString()).RootElement;
        Assert.Equal(bill.GetProperty("dollars").GetDecimal(), Math.Round(bill.GetProperty("lines").EnumerateArray().Sum(line => line.GetProperty("dollars").GetDecimal()), 2), 1);

        async Task<(int, string)> RunAsync(params string[] args)
        {
            using var errors = new StringWriter();
            return (await EstimateCosts.RunAsync(args, app.Get<IServiceProvider>(), TextWriter.Null, errors), errors.ToString());
        }
    }
}
