using Relais.Hosting.Worker;
using Relais.Notifications;
using Relais.Secrets;
using Relais.Subscriptions;
using Relais.Tests.Story;

namespace Relais.Tests.Subscriptions;

/// <summary>What happens when the keys of an installation are turned: nobody is lost, old links work, and the old key may go at last.</summary>
public sealed class TurnKeysTests(Azurite azurite) : IClassFixture<Azurite>
{
    private static readonly string Newer = KeyRing.CreateKey();

    [SkippableFact]
    public async Task A_turned_ring_opens_what_the_old_key_closed_and_closes_it_anew_at_night()
    {
        azurite.SkipUnlessRunning();
        var (prefix, campaign) = (Azurite.NewName("keys"), Azurite.NewName("c"));
        string manage, stop;
        DateTimeOffset now;
        await using (var before = await RelaisApp.StartAsync(azurite, prefix: prefix))
        {
            (manage, stop) = await JoinAsync(before, campaign);
            now = before.Now;
        }

        await using (var turned = await StartAsync(prefix, now, $"{Newer},{RelaisApp.Keys}"))
        {
            (await new Visitor(turned).LookAsync(manage)).Expect(200);
            await turned.RunAsync<TurnKeys>(function => function.RunAsync(new TimerInfo(), default));
            (await new Visitor(turned).LookAsync(manage)).Expect(200);

            // Joining again finds the same person, by the new name of their address.
            var hook = new WebhookReceiver(turned.Outside);
            (await new Visitor(turned).JoinAsync(campaign, hook.Address)).Expect(200);
            await turned.StepAsync(turned.Now.AddMinutes(1));
            Assert.Single(hook.Received);
            Assert.Single((await turned.GetAsync($"/api/campaigns/{campaign}/subscriptions")).At("subscriptions").EnumerateArray());
            now = turned.Now;
        }

        // Without the old key: links that it signed are void, everything else goes on.
        await using var after = await StartAsync(prefix, now, Newer);
        (await new Visitor(after).LookAsync(manage)).Expect(404);
        (await new Visitor(after).PostAsync(stop)).Expect(404);
        var shown = Assert.Single((await after.GetAsync($"/api/campaigns/{campaign}/subscriptions")).At("subscriptions").EnumerateArray());
        Assert.Equal(System.Text.Json.JsonValueKind.Null, shown.GetProperty("off").ValueKind);
        var recipient = await after.Get<AddressBook>().FindAsync(campaign, shown.GetProperty("id").GetString()!, default);
        Assert.Equal("https://hooks.example.org/relais", recipient!.Address);
        await after.RunAsync<TurnKeys>(function => function.RunAsync(new TimerInfo(), default));
    }

    [SkippableFact]
    public async Task An_address_whose_key_is_missing_is_not_written_to_and_says_why_and_the_others_are()
    {
        azurite.SkipUnlessRunning();
        var (prefix, campaign) = (Azurite.NewName("keys"), Azurite.NewName("c"));
        DateTimeOffset now;
        await using (var before = await RelaisApp.StartAsync(azurite, prefix: prefix))
        {
            await JoinAsync(before, campaign);
            now = before.Now;
        }

        await using var other = await StartAsync(prefix, now, Newer);
        var shown = Assert.Single((await other.GetAsync($"/api/campaigns/{campaign}/subscriptions")).At("subscriptions").EnumerateArray());
        Assert.Equal("key missing", shown.GetProperty("off").GetString());
        var tested = await other.PostAsync($"/api/campaigns/{campaign}/subscriptions/{shown.GetProperty("id").GetString()}/test", "");
        Assert.Equal((409, "subscription: was closed with a key that is not set here."), (tested.Status, tested.Detail));
    }

    private Task<RelaisApp> StartAsync(string prefix, DateTimeOffset now, string keys) =>
        RelaisApp.StartAsync(azurite, now, new Dictionary<string, string?> { [KeyRing.Setting] = keys }, prefix: prefix);

    private static async Task<(string Manage, string Stop)> JoinAsync(RelaisApp app, string campaign)
    {
        await Visitor.CampaignAsync(app, campaign);
        var hook = new WebhookReceiver(app.Outside);
        (await new Visitor(app).JoinAsync(campaign, hook.Address)).Expect(200);
        await app.StepAsync(app.Now.AddMinutes(1));
        (await new Visitor(app).PostAsync(Visitor.ConfirmPath(Assert.Single(hook.Received)))).Expect(200);
        var member = Assert.Single((await app.GetAsync($"/api/campaigns/{campaign}/subscriptions")).At("subscriptions").EnumerateArray()).GetProperty("id").GetString()!;
        var links = app.Get<PersonalLinks>();
        return (new Uri(links.Manage(campaign, member)).AbsolutePath, new Uri(links.Stop(campaign, member)).AbsolutePath);
    }
}
