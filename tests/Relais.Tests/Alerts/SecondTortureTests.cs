using Relais.Alerts;
using Relais.Notifications;
using Relais.Tests.Story;

namespace Relais.Tests.Alerts;

/// <summary>A machine that dies at each request to storage in turn, from an urgent call to the last second channel: everybody unseen is told there, and nobody under two names.</summary>
public sealed class SecondTortureTests(Azurite azurite) : IClassFixture<Azurite>
{
    [SkippableFact]
    public async Task A_kill_at_any_request_of_the_look_tells_each_second_channel_once()
    {
        await using var app = await RelaisApp.StartAsync(azurite, settings: OnlyDeliveries);
        app.MayLogErrors = true;
        await app.CampaignAsync();
        var people = new List<(WebhookReceiver First, WebhookReceiver Second)>();
        for (var person = 0; person < 3; person++)
        {
            people.Add(await app.TwiceAsync($"p{person}", person == 2 ? 30 : 10));
        }

        var (cuts, begin) = (0, app.Now);
        (await app.UrgentAsync("march")).Expect(201);
        for (var more = 0; app.Now < begin.AddHours(3); more++)
        {
            // Each life gets a little further: from the call to its end, and, once it is time, from the look to its end.
            app.Storage.CutAfter(more % 60);
            try
            {
                await app.StepAsync(app.Now.AddMinutes(1));
            }
            catch (PowerCutException)
            {
                // The machine died in the middle of this.
            }

            cuts += app.Storage.WasCut ? 1 : 0;
            app.Storage.Restore();
        }

        await app.StepUntilAsync(app.Now.AddHours(1));
        Assert.True(cuts > 10, $"{cuts}");
        Assert.All(people, person => Assert.Single(person.First.Shown().Distinct()));
        Assert.All(people, person => Assert.InRange(person.Second.Received.Count, 1, 4));
        var told = (await app.Get<SeenMarks>().ReadRangeAsync((await app.Get<AlertStore>().ListAsync("climat", "", 1, default))[0].Id, 1, default)).Values;
        Assert.Equal(3, told.Count(mark => mark.ToldIn is not null));
        var (versions, _, looks) = await app.Get<OpenAlerts>().ListAllAsync(default);
        Assert.Equal((0, 0), (versions.Count, looks.Count));
    }

    [SkippableFact]
    public async Task A_kill_at_each_request_of_one_look_leaves_it_to_be_done_and_twice_done_it_tells_once()
    {
        for (var cut = 0; ; cut++)
        {
            await using var app = await RelaisApp.StartAsync(azurite, settings: OnlyDeliveries);
            app.MayLogErrors = true;
            await app.CampaignAsync();
            var (anna, bob) = (await app.TwiceAsync("anna", 10), await app.TwiceAsync("bob", 10));
            (await app.UrgentAsync("march")).Expect(201);
            await app.SettleAsync();
            var look = Assert.Single((await app.Get<OpenAlerts>().ListAllAsync(default)).Looks);
            app.SetClock(look.At);
            app.Storage.CutAfter(cut);
            try
            {
                await app.RunAsync<TellSeconds>(tell => tell.LookAsync(look, default));
            }
            catch (PowerCutException)
            {
                // The machine died in the middle of this.
            }

            var wasCut = app.Storage.WasCut;
            app.Storage.Restore();
            await app.RunAsync<TellSeconds>(tell => tell.LookAsync(look, default));
            await app.StepUntilAsync(look.At.AddMinutes(5), minutes: 1);
            Assert.Equal((1, 1), (anna.Second.Received.Count, bob.Second.Received.Count));
            if (!wasCut)
            {
                Assert.True(cut > 8, $"{cut}");
                return;
            }
        }
    }

    [SkippableTheory]
    [InlineData("retraction", "{}")]
    [InlineData("corrections", """{"title":{"en":"March at one"},"body":{"en":"New port."}}""", "March at one")]
    public async Task Whoever_withdraws_or_corrects_while_a_look_plans_is_heard_at_the_second_channel_too(string what, string json, params string[] told)
    {
        await using var app = await RelaisApp.StartAsync(azurite, settings: OnlyDeliveries);
        await app.CampaignAsync();
        var anna = await app.TwiceAsync("anna", 10);
        var id = (await app.UrgentAsync("march")).Expect(201).Read("id");
        await app.SettleAsync();
        var look = Assert.Single((await app.Get<OpenAlerts>().ListAllAsync(default)).Looks);
        app.SetClock(look.At);

        // Just before it is planned, with its words read already.
        var isBefore = true;
        app.Storage.Before = async request =>
        {
            if (isBefore && request.Method == Azure.Core.RequestMethod.Patch && request.Uri.ToUri().AbsolutePath.Contains("e_al_", StringComparison.Ordinal))
            {
                isBefore = false;
                (await app.PostAsync($"/api/campaigns/climat/alerts/{id}/{what}", json)).Expect(201);
                await app.RunAsync<FanOutAlert>(fan => fan.RunAsync(new FanOutDue("climat", id, 2), default));
            }
        };
        await app.RunAsync<TellSeconds>(tell => tell.LookAsync(look, default));
        await app.StepUntilAsync(look.At.AddMinutes(10), minutes: 1);
        Assert.False(isBefore);
        Assert.Equal(told, anna.Second.Shown());
    }

    private static readonly Dictionary<string, string?> OnlyDeliveries =
        new[] { "SchedulePolls", "RefreshPosts", "TellStops", "ForgetPosts", "TakeSnapshots" }.ToDictionary(name => $"AzureWebJobs.{name}.Disabled", string? (_) => "true");
}
