using Relais.Notifications;
using Relais.Tests.Story;

namespace Relais.Tests.Alerts;

/// <summary>Halt and resume: nothing is sent in between, nothing is lost by it.</summary>
public sealed class HaltTests(Azurite azurite) : IClassFixture<Azurite>
{
    [SkippableFact]
    public async Task While_halted_nothing_is_sent_and_afterwards_everything_once()
    {
        await using var app = await RelaisApp.StartAsync(azurite);
        await app.CampaignAsync();
        var receiver = new WebhookReceiver(app.Outside);
        await app.SubscribersAsync("climat", 700);
        (await app.PostAsync("/api/halt", """{"campaign":"climat","reason":"Wrong date."}""")).Expect(200);

        var dry = (await app.SendWithKeyAsync($$"""{"campaign":"climat",{{CallStory.Words}},"dryRun":true}""", null)).Expect(200);
        Assert.Equal(("Wrong date.", System.Text.Json.JsonValueKind.Null), (dry.Read("halt", "reason"), dry.At("saidAt").ValueKind));
        var id = (await app.CallAsync("march")).Expect(201).Read("id");
        await app.SettleAsync();
        await app.StepUntilAsync(app.Now.AddHours(2));
        Assert.Empty(receiver.Received);
        var progress = await app.GetAsync($"/api/campaigns/climat/alerts/{id}/progress");
        Assert.Equal((700, 700), (progress.Number("deliveries", "planned"), progress.Number("deliveries", "audience")));
        Assert.Equal(("Wrong date.", "story"), (progress.Read("halt", "reason"), progress.Read("halt", "by")));

        Assert.Empty((await app.PostAsync("/api/resume", """{"campaign":"climat"}""")).Expect(200).At("halts").EnumerateArray());
        await app.SettleAsync();
        Assert.Equal(700, receiver.Received.Select(received => received.Id).Distinct().Count());
        Assert.Equal(700, receiver.Received.Count);
        Assert.True((await app.GetAsync($"/api/campaigns/climat/alerts/{id}/progress")).At("done").GetBoolean());
    }

    [SkippableFact]
    public async Task A_halt_in_the_middle_of_a_page_stops_it_and_the_rest_is_carried_on_with()
    {
        await using var app = await RelaisApp.StartAsync(azurite);
        await app.CampaignAsync();
        var receiver = new WebhookReceiver(app.Outside);
        await app.SubscribersAsync("climat", 400);
        var halted = 0;
        receiver.Otherwise = async (request, token) =>
        {
            if (receiver.Received.Count >= 100 && Interlocked.Exchange(ref halted, 1) == 0)
            {
                await app.Get<Brakes>().HaltAsync(new Halt(Brakes.Everything, "anna", "stop", app.Now), token);
            }

            return await WebhookReceiver.Says(204)(request, token);
        };
        var id = (await app.CallAsync("march")).Expect(201).Read("id");
        await app.SettleAsync();

        var sent = receiver.Received.Count;
        Assert.InRange(sent, 100, 399);
        await app.StepUntilAsync(app.Now.AddMinutes(30));
        Assert.Equal(sent, receiver.Received.Count);

        (await app.PostAsync("/api/resume", "{}")).Expect(200);
        await app.SettleAsync();
        Assert.Equal(400, receiver.Received.Count);
        Assert.Equal(400, (await app.GetAsync($"/api/campaigns/climat/alerts/{id}/progress")).Number("deliveries", "sent"));
    }

    [SkippableFact]
    public async Task A_halt_of_one_campaign_leaves_the_others_alone_and_keeps_who_asked_first()
    {
        await using var app = await RelaisApp.StartAsync(azurite);
        await app.CampaignAsync();
        await app.CampaignAsync("other");
        var anna = await app.SubscriberAsync("s_anna");
        (await app.PostAsync("/api/halt", """{"campaign":"other","reason":"first"}""")).Expect(200);
        var halts = (await app.PostAsync("/api/halt", """{"campaign":"other","reason":"second"}""")).Expect(200);
        (await app.CallAsync("march")).Expect(201);
        await app.SettleAsync();

        Assert.Single(anna.Received);
        Assert.Equal("first", halts.Read("halts", "0", "reason"));
        Assert.Equal("reason: must not be empty.", (await app.PostAsync("/api/halt", "{}")).Expect(400).Detail);
        Assert.Equal(404, (await app.PostAsync("/api/halt", """{"campaign":"nowhere","reason":"x"}""")).Status);
        Assert.Equal(404, (await app.PostAsync("/api/resume", """{"campaign":"nowhere"}""")).Status);
    }
}
