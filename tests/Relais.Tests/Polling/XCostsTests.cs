using Relais.Campaigns;
using Relais.Polling;
using Relais.Tests.Story;

namespace Relais.Tests.Polling;

/// <summary>What searching X costs, as it is told before and while it is done.</summary>
public sealed class XCostsTests(Azurite azurite) : IClassFixture<Azurite>
{
    private static readonly DateTimeOffset Morning = RelaisApp.Morning;

    private static readonly Dictionary<string, string?> Settings = FakeX.Settings(60);

    [SkippableFact]
    public async Task What_a_search_costs_is_unknown_first_and_then_told_from_the_posts_that_came_and_counting_shares_its_budget()
    {
        await using var app = await RelaisApp.StartAsync(azurite, settings: Settings);
        await using var x = await FakeX.StartAsync(app.Outside, () => app.Now);
        const string Draft = """{"name":"River","hashtags":["SaveOurRiver"],"cadence":"watch","sources":[{"kind":"x-search"},{"kind":"x"}]""";
        var dryRun = (await app.PostAsync("/api/campaigns", Draft + ""","dryRun":true}""")).Expect(200);
        Assert.Equal("null, 43.2", string.Join(", ", dryRun.At("cost", "sources").EnumerateArray().Select(source => source.GetProperty("dollarsAMonth").GetRawText())));
        Assert.Equal("x", Assert.Single(dryRun.At("cost", "budgets").EnumerateArray()).GetProperty("kind").GetString());

        (await app.PostAsync("/api/campaigns", Draft + "}")).Expect(201);
        for (var hour = 0; hour < 72; hour++)
        {
            x.Publish(Morning.AddHours(hour).AddMinutes(1), "saveourriver");
        }

        foreach (var hour in new[] { 30, 50, 72 })
        {
            await PollAsync(app, Morning.AddHours(hour));
        }

        // A post an hour is 24 a day: 12 cents a day, $3.60 in thirty days.
        var sources = (await app.GetAsync("/api/campaigns/river/sources")).Expect(200);
        Assert.Equal("3.6, 43.2", string.Join(", ", sources.At("sources").EnumerateArray().Select(source => source.GetProperty("dollarsAMonth").GetRawText())));
        var budget = Assert.Single((await app.GetAsync("/api/budgets")).Expect(200).At("budgets").EnumerateArray());
        var (spent, projected) = (budget.GetProperty("spent").GetDecimal(), budget.GetProperty("projected").GetDecimal());

        // Until the first of April there are 26 days and 16 hours, of 12 cents for posts and 288 counts each.
        Assert.Equal(("x", 2), (budget.GetProperty("kind").GetString(), budget.GetProperty("questions").GetInt32()));
        Assert.InRange(projected - spent, 41.5m, 41.7m);
        Assert.True(spent >= (x.Charged.Count * 0.005m) + (0.005m * x.Asked.Count(path => path.Contains("counts", StringComparison.Ordinal))));
    }

    [SkippableFact]
    public async Task Searches_leave_the_cap_whole_whatever_comes()
    {
        await using var app = await RelaisApp.StartAsync(azurite, settings: new Dictionary<string, string?>(Settings) { ["Polling:X:MonthlyDollars"] = "6" });
        await using var x = await FakeX.StartAsync(app.Outside, () => app.Now);
        (await app.PostAsync("/api/campaigns", """{"name":"River","hashtags":["SaveOurRiver"],"sources":[{"kind":"x-search"},{"kind":"x"}]}""")).Expect(201);
        var random = new Random(5);
        for (var minute = 0; minute < 30 * 24 * 60; minute += random.Next(1, 20))
        {
            x.Publish(Morning.AddMinutes(minute), "saveourriver");
        }

        // To the end of March in long steps, as an app that is down now and then.
        while (app.Now < Morning.AddDays(29))
        {
            await PollAsync(app, app.Now.AddMinutes(random.Next(20, 900)));
            var budget = (await app.GetAsync("/api/budgets")).Expect(200).At("budgets")[0];
            Assert.True(budget.GetProperty("spent").GetDecimal() <= 6 && budget.GetProperty("projected").GetDecimal() <= 6);
        }

        Assert.True((x.Charged.Count * 0.005m) + (0.005m * x.Asked.Count(path => path.Contains("counts", StringComparison.Ordinal))) <= 6);
        Assert.True(x.Charged.Count > 400);
    }

    private static async Task PollAsync(RelaisApp app, DateTimeOffset now)
    {
        app.SetClock(now);
        foreach (var kind in new[] { "x-search", "x" })
        {
            await app.RunAsync<PollSource>(poll => poll.RunAsync(new PollDue(new TrackedQuery(kind, "api.x.com", ["saveourriver"], []), ["river"], Morning), CancellationToken.None));
        }
    }
}
