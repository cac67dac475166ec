using Azure;
using Relais.Alerts;
using Relais.Intake;
using Relais.Tests.Story;
using static Relais.Tests.Intake.JsonSite;

namespace Relais.Tests.Intake;

/// <summary>What is announced and counted over all inlets of a campaign, and what must not be.</summary>
public sealed class GoalStoryTests(Azurite azurite) : IClassFixture<Azurite>
{
    [SkippableFact]
    public async Task An_announcement_is_told_once_and_for_a_day()
    {
        azurite.SkipUnlessRunning();
        await using var app = await RelaisApp.StartAsync(azurite);
        await app.CampaignAsync();
        var path = await InletAsync(app, "announcement");
        var old = """{"id":"n_0","at":"2026-02-27T07:00:00Z","title":"Long ago"}""";
        var fresh = """{"id":"n_1","at":"2026-03-02T07:00:00Z","title":"Port at noon","text":"We meet at the old port.","url":"https://example.org/port"}""";
        foreach (var body in new[] { old, fresh, fresh, fresh.Replace("noon", "one", StringComparison.Ordinal).Replace("07:00", "07:05", StringComparison.Ordinal) })
        {
            (await PushAsync(app, path, body)).Expect(200);
            await app.StepAsync(app.Now.AddMinutes(1));
        }

        var alert = Assert.Single(await app.Get<AlertStore>().ListAsync("climat", "", 10, default));
        Assert.Equal(("announcement", "Port at noon", "We meet at the old port.", "https://example.org/port"), (alert.Kind, alert.Words!.Title.En, alert.Words.Body.Fr, alert.Words.Url));
        Assert.Equal(new DateTimeOffset(2026, 3, 3, 7, 0, 0, TimeSpan.Zero), alert.ExpiresAt);
    }

    [SkippableFact]
    public async Task A_goal_in_several_units_is_counted_over_all_inlets_and_each_share_said_once()
    {
        azurite.SkipUnlessRunning();
        await using var app = await RelaisApp.StartAsync(azurite);
        await app.CampaignAsync();
        var goals = """{"goals":[{"unit":"eur","target":100},{"unit":"EUR","of":"pledge","target":1000,"percents":[10]},{"unit":"kilos","target":20,"percents":[25]},{"unit":"sign-ups","target":4}]}""";
        Assert.Contains(
            """{"goals":[{"unit":"EUR","of":"donation","target":100,"percents":[50,100]},{"unit":"EUR","of":"pledge","target":1000,"percents":[10]},{"unit":"kilos","of":null,"target":20,"percents":[25]},{"unit":"sign-ups","of":null,"target":4,"percents":[50,100]}]}"""[1..^1],
            (await app.SendAsync(HttpMethod.Patch, "/api/campaigns/climat", goals)).Expect(200).Text,
            StringComparison.Ordinal);
        var (one, other) = (await InletAsync(app, "sign-up"), await InletAsync(app, "sign-up"));
        await TellAsync(one, """{"kind":"donation","id":"d_1","at":"2026-03-02T07:00:00Z","amount":"49.99","currency":"EUR"}""");
        Assert.Empty(await MilestonesAsync());
        await TellAsync(other, """{"kind":"donation","id":"d_1","at":"2026-03-02T07:00:00Z","amount":"0.01","currency":"EUR"}""");
        Assert.Equal(["EUR 50% 50"], await MilestonesAsync());
        await TellAsync(other, """{"kind":"donation","id":"d_2","at":"2026-03-02T07:00:00Z","amount":"500","currency":"USD"}""");
        await TellAsync(other, """{"kind":"pledge","id":"p_1","at":"2026-03-02T07:00:00Z","amount":"100","currency":"EUR"}""");
        await TellAsync(one, """{"kind":"pledge","id":"p_2","at":"2026-03-02T07:00:00Z","quantity":"4.999","unit":"kilos"}""");
        Assert.Equal(["EUR 50% 50", "EUR-pledge 10% 100"], await MilestonesAsync());
        await TellAsync(one, """{"kind":"pledge","id":"p_3","at":"2026-03-02T07:00:00Z","quantity":"0.001","unit":"kilos"}""");
        Assert.Equal(["EUR 50% 50", "EUR-pledge 10% 100", "kilos 25% 5"], await MilestonesAsync());

        // Given back, and given again: reached twice, said once.
        await TellAsync(other, """{"kind":"donation","id":"d_1","at":"2026-03-02T07:05:00Z","amount":"0.00","currency":"EUR","quantity":"1","unit":"hours"}""");
        await TellAsync(other, """{"kind":"donation","id":"d_1","at":"2026-03-02T07:06:00Z","amount":"60.01","currency":"EUR"}""");
        Assert.Equal(["EUR 100% 110", "EUR 50% 50", "EUR-pledge 10% 100", "kilos 25% 5"], await MilestonesAsync());

        // What an inlet counted stays when it is taken away, and nothing is taken there any more.
        (await app.SendAsync(HttpMethod.Delete, "/api/campaigns/climat/inlets/" + one.Split('/')[^1])).Expect(204);
        (await PushAsync(app, one, """{"kind":"sign-up","id":"x","email":"a@example.org"}""")).Expect(404);
        await TellAsync(other, """{"kind":"sign-up","id":"s_1","at":"2026-03-02T07:00:00Z","email":"a@example.org"}""");
        var sums = await app.Get<CampaignSums>().ReadAsync("climat", default);
        Assert.Equal((11_000, 10_000, 5_000, 1), (sums.Of("money donation EUR"), sums.Of("money pledge EUR"), sums.Of("amount kilos"), sums.Of("deeds sign-up")));

        async Task TellAsync(string path, string body)
        {
            (await PushAsync(app, path, body)).Expect(200);
            await app.StepAsync(app.Now.AddMinutes(1));
        }

        async Task<string[]> MilestonesAsync() =>
            [.. (await app.Get<AlertStore>().ListAsync("climat", "", 20, default)).Select(alert => $"{alert.Labels["goal"]} {alert.Labels["milestone"]} {alert.Goal!.Reached:0.##}").Order(StringComparer.Ordinal)];
    }

    [SkippableFact]
    public async Task What_an_organiser_strikes_counts_no_more_whatever_is_told_of_it()
    {
        azurite.SkipUnlessRunning();
        await using var app = await RelaisApp.StartAsync(azurite);
        await app.CampaignAsync();
        var path = await InletAsync(app, "sign-up");
        var inlet = "/api/campaigns/climat/inlets/" + path.Split('/')[^1];
        (await PushAsync(app, path, Pledge("p_1", "9999999999", minute: 0))).Expect(200);
        (await PushAsync(app, path, Pledge("p_2", "10", minute: 0))).Expect(200);
        await app.StepAsync(app.Now.AddMinutes(1));
        var absurd = (await app.GetAsync(inlet + "/submissions")).At("submissions").EnumerateArray().Single(one => one.GetProperty("minor").GetInt64() > 10_000).GetProperty("id").GetString()!;
        (await app.SendAsync(HttpMethod.Delete, $"{inlet}/submissions/{absurd}")).Expect(204);
        (await app.SendAsync(HttpMethod.Delete, $"{inlet}/submissions/{absurd}")).Expect(204);
        (await app.SendAsync(HttpMethod.Delete, $"{inlet}/submissions/{new string('0', 32)}")).Expect(404);
        (await app.SendAsync(HttpMethod.Delete, $"{inlet}/submissions/nothing")).Expect(404);
        (await PushAsync(app, path, Pledge("p_1", "9999999998", minute: 5))).Expect(200);
        (await PushAsync(app, path, Pledge("p_3", "500", minute: 5))).Expect(200);
        await app.StepAsync(app.Now.AddMinutes(1));

        // Also of an inlet that is there no more.
        var joke = (await app.GetAsync(inlet + "/submissions")).At("submissions").EnumerateArray().Single(one => one.GetProperty("minor").GetInt64() == 50_000).GetProperty("id").GetString()!;
        (await app.SendAsync(HttpMethod.Delete, inlet)).Expect(204);
        (await app.SendAsync(HttpMethod.Delete, $"{inlet}/submissions/{joke}")).Expect(204);
        await app.StepAsync(app.Now.AddMinutes(1));
        Assert.Equal(1_000, (await app.Get<CampaignSums>().ReadAsync("climat", default)).Of("money pledge EUR"));

        static string Pledge(string id, string amount, int minute) => $$"""{"kind":"pledge","id":"{{id}}","at":"2026-03-02T07:{{minute:00}}:00Z","amount":"{{amount}}","currency":"EUR","email":"ada@example.org"}""";
    }

    [SkippableFact]
    public async Task Made_up_units_fill_no_row_and_stop_nobody_elses_counting()
    {
        azurite.SkipUnlessRunning();
        await using var app = await RelaisApp.StartAsync(azurite);
        await app.CampaignAsync();
        var path = await InletAsync(app, "pledge");
        for (var unit = 0; unit < Sums.MostNames + 20; unit++)
        {
            var answer = await PushAsync(app, path, $$"""{"id":"p_{{unit}}","quantity":"1","unit":"unit{{unit}}"}""");
            Assert.Equal(unit < Sums.MostNames - 1 ? 200 : 400, answer.Status);
        }

        (await PushAsync(app, path, """{"id":"p_x","quantity":"2","unit":"unit0"}""")).Expect(200);
        var shown = await app.GetAsync("/api/campaigns/climat/inlets/" + path.Split('/')[^1]);
        Assert.Equal(3_000, shown.Number("counted", "amounts", "unit0"));
        Assert.Contains(shown.At("refused").EnumerateArray(), refusal => refusal.GetProperty("why").GetString() == "too many units");
    }

    [SkippableFact]
    public async Task Without_storage_every_call_is_put_off_and_without_its_key_an_inlet_too()
    {
        azurite.SkipUnlessRunning();
        var prefix = Azurite.NewName("away");
        string path;
        await using (var app = await RelaisApp.StartAsync(azurite, prefix: prefix))
        {
            await app.CampaignAsync();
            path = await InletAsync(app, "pledge");
            app.MayLogErrors = true;
            foreach (var (n, failure) in new Exception[] { new RequestFailedException(503, "busy"), new AggregateException(new RequestFailedException(0, "no connection")), new OperationCanceledException() }.Index())
            {
                // Neither the inlet nor, once that is remembered, anything else.
                app.SetClock(app.Now.AddMinutes(n));
                app.Storage.Before = _ => throw failure;
                Assert.Equal("503 inlet: cannot keep anything at the moment.", Say(await PushAsync(app, path, SignUp($"s_{n}", "ada@example.org"))));
                app.Storage.Before = _ => Task.CompletedTask;
                (await PushAsync(app, path, SignUp("s_0", "ada@example.org"))).Expect(200);
                app.Storage.Before = _ => throw failure;
                Assert.Equal("503 inlet: cannot keep anything at the moment.", Say(await PushAsync(app, path, SignUp($"t_{n}", "ada@example.org"))));
                app.Storage.Before = _ => Task.CompletedTask;
            }
        }

        await using (var app = await RelaisApp.StartAsync(azurite, settings: new Dictionary<string, string?> { [Relais.Secrets.KeyRing.Setting] = "QW5vdGhlciBrZXkgdGhhdCBpcyBuZXdlciB0aGFuIGk=" }, prefix: prefix))
        {
            Assert.Equal(503, (await PushAsync(app, path, SignUp("s_1", "ada@example.org"))).Status);
            var inlet = "/api/campaigns/climat/inlets/" + path.Split('/')[^1];
            Assert.Equal(409, (await app.PostAsync(inlet + "/secrets", """{"secret":"whsec_cmVsYWlzLXJlbGFpcy1yZWxhaXMtcmVsYWlz"}""")).Status);
        }
    }

    private static string Say(Answer answer) => $"{answer.Status} {answer.Detail}";
}
