using Relais.Tests.Story;

namespace Relais.Tests.Operations;

/// <summary>What whoever watches the installation is told, with storage and without.</summary>
public sealed class HealthTests(Azurite azurite) : IClassFixture<Azurite>
{
    [SkippableFact]
    public async Task Whoever_watches_needs_no_key_and_hears_which_version_runs()
    {
        await using var app = await RelaisApp.StartAsync(azurite);

        var live = await app.SendContentAsync(HttpMethod.Get, "/api/health/live", null, key: "");
        var ready = await app.SendContentAsync(HttpMethod.Get, "/api/health/ready", null, key: "");

        Assert.Equal((200, "live"), (live.Status, live.Json.GetProperty("status").GetString()));
        Assert.Equal((200, "ready"), (ready.Status, ready.Json.GetProperty("status").GetString()));
        Assert.Matches(@"^0\.1\.0(\+[0-9a-f]{40})?$", ready.Json.GetProperty("version").GetString());
    }

    [SkippableFact]
    public async Task Storage_that_does_not_answer_is_told_and_the_process_is_alive_all_the_same()
    {
        await using var app = await RelaisApp.StartAsync(azurite);
        app.Storage.Before = _ => throw new Azure.RequestFailedException(503, "Server is busy.");

        var ready = await app.SendContentAsync(HttpMethod.Get, "/api/health/ready", null, key: "");
        var live = await app.SendContentAsync(HttpMethod.Get, "/api/health/live", null, key: "");

        Assert.Equal((503, "storage does not answer"), (ready.Status, ready.Json.GetProperty("status").GetString()));
        Assert.Equal((200, "live"), (live.Status, live.Json.GetProperty("status").GetString()));
    }

    [SkippableFact]
    public async Task Many_who_watch_cost_storage_one_request()
    {
        await using var app = await RelaisApp.StartAsync(azurite);

        var requests = await app.Storage.CountAsync(() => Task.WhenAll(Enumerable.Range(0, 50).Select(_ => app.SendContentAsync(HttpMethod.Get, "/api/health/ready", null, key: ""))));

        Assert.Equal(1, requests);
    }
}
