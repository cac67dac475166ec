using Relais.Notifications;
using Relais.Tests.Story;

namespace Relais.Tests.Alerts;

/// <summary>Addresses that only fail: switched off, their owner told, and on again by a test that arrives.</summary>
public sealed class AddressHealthTests(Azurite azurite) : IClassFixture<Azurite>
{
    [SkippableFact]
    public async Task An_address_that_is_gone_is_switched_off_its_owner_told_and_a_test_switches_it_on_again()
    {
        await using var app = await RelaisApp.StartAsync(azurite);
        await app.CampaignAsync();
        var owner = await app.SubscriberAsync("s_owner");
        var other = await app.SubscriberAsync("s_other");
        var gone = await app.SubscriberAsync("s_gone", owner: "s_owner");
        gone.Then(WebhookReceiver.Says(410));
        (await app.CallAsync("one")).Expect(201);
        await app.SettleAsync();
        await app.StepUntilAsync(app.Now.AddMinutes(5), minutes: 1);

        Assert.Equal(["March at noon", "Marche climat: an address was switched off."], owner.Titles());
        Assert.Contains("Subscription s_gone is not written to any more: gone.", owner.Received[1].Text, StringComparison.Ordinal);
        Assert.Single(other.Received);
        var shown = await app.GetAsync("/api/campaigns/climat/subscriptions/s_gone");
        Assert.Equal("gone", shown.Read("off"));
        Assert.DoesNotContain("example.org", shown.Text, StringComparison.Ordinal);

        var second = (await app.CallAsync("two")).Expect(201).Read("id");
        await app.SettleAsync();
        Assert.Single(gone.Received);
        Assert.Equal("switched off", (await app.GetAsync($"/api/campaigns/climat/alerts/{second}/deliveries/s_gone")).Read("deliveries", "0", "reason"));

        gone.Then(WebhookReceiver.Says(500));
        Assert.Equal(("500", false), await TestAsync(app));
        Assert.Equal(("", true), await TestAsync(app));
        Assert.Equal("alert.test", gone.Types()[^1]);
        Assert.Equal(System.Text.Json.JsonValueKind.Null, (await app.GetAsync("/api/campaigns/climat/subscriptions/s_gone")).At("off").ValueKind);
        (await app.CallAsync("three")).Expect(201);
        await app.SettleAsync();
        Assert.Equal(4, gone.Received.Count);
    }

    [Fact]
    public void Five_days_of_failures_in_ten_different_hours_switch_an_address_off()
    {
        var (health, at) = (Health.Well, RelaisApp.Morning);
        var fails = DeliveryOutcome.RetryAt(null, "timeout");
        for (var hour = 0; hour < 9; hour++)
        {
            health = HealthRule.After(HealthRule.After(health, fails, at.AddHours(hour)), fails, at.AddHours(hour).AddMinutes(20));
        }

        Assert.Equal((9, null), (health.FailedHours, health.Off));
        Assert.Null(HealthRule.After(health, fails, at.AddDays(5).AddTicks(-1)).Off);
        Assert.Equal("failing for 5 days", HealthRule.After(health, fails, at.AddDays(5)).Off);
        Assert.Equal(health, HealthRule.After(health, DeliveryOutcome.Limited(null, "429"), at.AddDays(6)));
        Assert.Equal(Health.Well, HealthRule.After(health, DeliveryOutcome.Sent, at.AddDays(6)));

        // Two failures five days apart are not yet consistent.
        var twice = HealthRule.After(HealthRule.After(Health.Well, fails, at), fails, at.AddDays(30));
        Assert.Equal((2, null), (twice.FailedHours, twice.Off));
    }

    private static async Task<(string Reason, bool SwitchedOn)> TestAsync(RelaisApp app)
    {
        var tested = (await app.SendAsync(HttpMethod.Post, "/api/campaigns/climat/subscriptions/s_gone/test")).Expect(200);
        return (tested.Read("reason"), tested.At("switchedOn").GetBoolean());
    }
}
