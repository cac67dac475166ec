using System.Net;
using Relais.EndToEndTests.Alone;
using Relais.EndToEndTests.Hosting;

namespace Relais.EndToEndTests.Identity;

// The published app with no key to its storage and no connection string: all that it has is an identity, over real sockets with TLS.
public sealed class ManagedIdentityTests
{
    private const string NoConnectionString = "";

    // What App Service is asked by api-version 2019-08-01, for tables and queues alike.
    private const string Question = $"GET /msi/token api-version=2019-08-01 client_id={IdentityEndpoint.ClientId} resource=https://storage.azure.com {IdentityEndpoint.Secret}";

    [SkippableFact]
    public async Task A_call_is_told_with_one_token_for_tables_and_queues()
    {
        await using var account = await TokenOnlyAccount.StartAsync(TimeSpan.FromDays(1));
        await using var instance = await FakeInstance.StartAsync();
        await using var app = await AloneApp.StartAsync(NoConnectionString, "identity", account.Settings);

        await CallAsync(app, instance, "march");
        var told = await Deadline.SeesAsync("the call to be told", () => Task.FromResult(instance.Received.FirstOrDefault()));

        Assert.Equal("march", told.Name);
        Assert.Equal([Question], account.Identity.Asked);
        Assert.DoesNotContain(Assert.Single(account.Identity.Given), app.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(IdentityEndpoint.Secret, app.Output, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task A_token_that_is_nearly_over_is_replaced_while_the_app_goes_on()
    {
        await using var account = await TokenOnlyAccount.StartAsync(TimeSpan.FromMinutes(4), TimeSpan.FromDays(1));
        await using var instance = await FakeInstance.StartAsync();
        await using var app = await AloneApp.StartAsync(NoConnectionString, "identity", account.Settings);

        await Deadline.SeesAsync("the second question", () => Task.FromResult(account.Identity.Given.Count == 2 ? "asked" : null));
        await CallAsync(app, instance, "march");
        await Deadline.SeesAsync("the call to be told", () => Task.FromResult(instance.Received.FirstOrDefault()));

        Assert.Equal([Question, Question], account.Identity.Asked);
    }

    [SkippableFact]
    public async Task Without_its_identity_the_handler_says_so_and_goes_on_once_it_has_it()
    {
        await using var account = await TokenOnlyAccount.StartAsync(TimeSpan.FromDays(1));
        account.Identity.IsRemoved = true;
        await using var host = await FunctionsHost.StartAsync(NoConnectionString, account.Settings);

        var refused = await host.PostAsync("TakeSnapshots", HostPayload.Timer("timer", status: null));
        var unready = await host.ProxyAsync(new HttpRequestMessage(HttpMethod.Get, new Uri(host.Address, "api/health/ready")), "relais.example");

        Assert.InRange(refused.Status, 500, 599);
        Assert.Equal(503, unready.Status);
        Assert.False(host.App.HasExited);
        Assert.Contains("The identity gave no token for storage. It must be assigned to this app, and clientId", host.App.Output, StringComparison.Ordinal);
        Assert.Contains("No User Assigned or Delegated Managed Identity found", host.App.Output, StringComparison.Ordinal);

        account.Identity.IsRemoved = false;
        await Deadline.SeesAsync("the timer to be run", async () =>
            (await host.PostAsync("TakeSnapshots", HostPayload.Timer("timer", status: null))).Status == 200 ? "run" : null);
        Assert.All(account.Identity.Asked, asked => Assert.Equal(Question, asked));
    }

    [SkippableFact]
    public async Task Alone_without_its_identity_it_ends_and_says_so()
    {
        await using var account = await TokenOnlyAccount.StartAsync(TimeSpan.FromDays(1));
        account.Identity.IsRemoved = true;
        await using var app = await PublishedApp.StartAsync(
            ["--urls", "http://127.0.0.1:0"], account.Settings.Select(setting => KeyValuePair.Create(setting.Name, setting.Value)));

        Assert.NotEqual(0, await app.EndsAsync());
        Assert.Contains("The identity gave no token for storage.", app.Output, StringComparison.Ordinal);
    }

    /// <summary>Makes a campaign with one webhook, and calls its people.</summary>
    private static async Task CallAsync(AloneApp app, FakeInstance instance, string name)
    {
        var key = app.FirstKey!;
        var campaign = await app.SendAsync(key, HttpMethod.Post, "api/campaigns", new { name, hashtags = new[] { name } });
        Assert.Equal(HttpStatusCode.Created, campaign.Status);
        var subscription = await app.SendAsync(key, HttpMethod.Post, $"api/campaigns/{campaign.Body.GetProperty("id").GetString()}/subscriptions", new
        {
            channel = "webhook",
            address = new Uri(instance.Address, "hooks/" + name).ToString(),
        });
        Assert.Equal(HttpStatusCode.Created, subscription.Status);
        var call = await app.SendAsync(
            key,
            HttpMethod.Post,
            "api/alerts",
            new { campaign = campaign.Body.GetProperty("id").GetString(), title = new { en = "To the march" }, body = new { en = "Come all." } },
            idempotencyKey: name);
        Assert.Equal(HttpStatusCode.Created, call.Status);
    }
}
