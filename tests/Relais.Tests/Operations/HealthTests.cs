using Microsoft.Extensions.Configuration;
using Relais.Operations.Backups;
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
    public async Task While_an_import_has_begun_and_not_ended_nobody_works_with_its_tables()
    {
        var prefix = Azurite.NewName("half");
        await using (var first = await RelaisApp.StartAsync(azurite, prefix: prefix))
        {
            await new ImportMark(first.Get<Relais.Storage.StorageAccount>()).PutAsync("of-a-backup", default);
        }

        var refused = await Assert.ThrowsAsync<Azure.RequestFailedException>(() => RelaisApp.StartAsync(azurite, prefix: prefix));
        Assert.StartsWith("An import has begun here and has not ended: carry on with it by the same command, and start then.", refused.Message, StringComparison.Ordinal);

        await new ImportMark(Relais.Storage.StorageAccount.FromConfiguration(
            new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?> { ["AzureWebJobsStorage"] = azurite.ConnectionString }).Build(), prefix: prefix)).RemoveAsync(default);
        await using var again = await RelaisApp.StartAsync(azurite, prefix: prefix);
        Assert.Equal(200, (await again.SendContentAsync(HttpMethod.Get, "/api/health/ready", null, key: "")).Status);
    }

    [SkippableFact]
    public async Task Many_who_watch_cost_storage_two_requests()
    {
        await using var app = await RelaisApp.StartAsync(azurite);

        var requests = await app.Storage.CountAsync(() => Task.WhenAll(Enumerable.Range(0, 50).Select(_ => app.SendContentAsync(HttpMethod.Get, "/api/health/ready", null, key: ""))));

        Assert.Equal(2, requests);
    }
}
