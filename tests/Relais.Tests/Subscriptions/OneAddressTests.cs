using System.Text;
using Relais.Tests.Story;

namespace Relais.Tests.Subscriptions;

/// <summary>One address is one person: nobody becomes two, nobody takes another's place, and a stop stops all of it.</summary>
public sealed class OneAddressTests(Azurite azurite) : IClassFixture<Azurite>
{
    private const string Path = "/api/campaigns/climat/subscriptions";

    [SkippableFact]
    public async Task Two_forms_at_once_make_one_subscription()
    {
        await using var app = await StartAsync();
        var (visitor, hook) = (new Visitor(app), new WebhookReceiver(app.Outside));
        await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => visitor.JoinAsync("climat", hook.Address)));
        await app.StepAsync(app.Now.AddMinutes(1));
        foreach (var question in hook.Received)
        {
            await visitor.PostAsync(Visitor.ConfirmPath(question));
        }

        Assert.Equal(1, (await app.GetAsync(Path + "/reach")).Number("people"));
        await app.StepAsync(app.Now.AddMinutes(1));
    }

    [SkippableFact]
    public async Task Whoever_knows_an_address_changes_nothing_of_its_wishes()
    {
        await using var app = await StartAsync();
        var (visitor, hook) = (new Visitor(app), new WebhookReceiver(app.Outside));

        // Two ask, one after the other: the first one's link does not confirm the second one's wishes.
        await visitor.JoinAsync("climat", hook.Address, ("rhythm", "now"));
        await app.StepAsync(app.Now.AddMinutes(1));
        await visitor.JoinAsync("climat", hook.Address, ("rhythm", "weekly"), ("kinds", "lull"));
        await app.StepAsync(app.Now.AddMinutes(1));
        (await visitor.PostAsync(Visitor.ConfirmPath(hook.Received[0]))).Expect(404);
        (await visitor.PostAsync(Visitor.ConfirmPath(hook.Received[1]))).Expect(200);
        await app.StepAsync(app.Now.AddMinutes(1));

        // Who is told already is welcomed once more, and keeps their wishes.
        var manage = Visitor.ManagePath(hook.Received[2]);
        await visitor.JoinAsync("climat", hook.Address, ("rhythm", "daily"));
        await app.StepAsync(app.Now.AddMinutes(1));
        Assert.Equal(manage, Visitor.ManagePath(hook.Received[3]));
        Assert.Equal("weekly", (await app.SendContentAsync(HttpMethod.Get, "/api" + manage, null, "")).Expect(200).Read("wishes", "rhythm"));
    }

    [SkippableFact]
    public async Task Two_people_of_one_Gotify_server_are_two()
    {
        await using var app = await StartAsync();
        const string List = "channel,address,secret,consentAt,consentSource\ngotify,https://push.example.org,AAAAAAAAAAAAAAA,2026-01-01,form\ngotify,https://push.example.org/,BBBBBBBBBBBBBBB,2026-01-01,form\n";
        var taken = await app.SendContentAsync(HttpMethod.Post, Path + "/import", new StringContent(List, Encoding.UTF8, "text/csv"), app.Key);
        Assert.Equal(2, taken.Expect(200).Number("added"));
    }

    [SkippableFact]
    public async Task A_stop_stops_what_an_organiser_added_too_and_an_organiser_cannot_undo_it()
    {
        await using var app = await StartAsync();
        var (visitor, hook) = (new Visitor(app), new WebhookReceiver(app.Outside));
        await visitor.JoinAsync("climat", hook.Address);
        await app.StepAsync(app.Now.AddMinutes(1));
        (await visitor.PostAsync(Visitor.ConfirmPath(hook.Received[0]))).Expect(200);
        await app.StepAsync(app.Now.AddMinutes(1));

        var body = $$"""{"channel":"webhook","address":"{{hook.Address}}"}""";
        var joined = await app.PostAsync(Path, body);
        Assert.Equal((409, "address: belongs to a person who has joined this campaign."), (joined.Status, joined.Detail));
        (await visitor.PostAsync(Visitor.StopPath(hook.Received[1]))).Expect(200);
        var stopped = await app.PostAsync(Path, body);
        Assert.Equal((409, "address: belongs to a person who has stopped this campaign."), (stopped.Status, stopped.Detail));
        Assert.Empty((await app.GetAsync(Path)).At("subscriptions").EnumerateArray());
    }

    [SkippableFact]
    public async Task A_stranger_does_not_hear_of_the_upkeep()
    {
        await using var app = await StartAsync();
        (await new Visitor(app).JoinAsync("climat", "https://hooks.example.org/relais", ("kinds", "endpoint"))).Expect(400);
    }

    private async Task<RelaisApp> StartAsync()
    {
        azurite.SkipUnlessRunning();
        var app = await RelaisApp.StartAsync(azurite);
        await Visitor.CampaignAsync(app, "climat");
        return app;
    }
}
