using System.Net;

namespace Relais.EndToEndTests.Alone;

// `Relais` alone on one machine, in real time: what an organiser does with it, and what a kill and a new start leave of that.
public sealed class StandAloneTests(StorageEmulator storage) : IClassFixture<StorageEmulator>
{
    private const int Posts = 70;

    // Timers come by the minute: a poll is at most one away, and then has to be counted, judged, fanned out and delivered.
    private static readonly TimeSpan NextMinuteAndSome = TimeSpan.FromMinutes(4);

    [SkippableFact]
    public async Task An_organiser_follows_a_hashtag_and_is_told_of_its_surge_and_a_kill_loses_nothing()
    {
        await using var instance = await FakeInstance.StartAsync();
        var app = await AloneApp.StartAsync(storage.ConnectionString, "story");
        await using var idle = await AloneApp.StartAsync(storage.ConnectionString, "idle", ("AzureWebJobs.SchedulePolls.Disabled", "true"));
        try
        {
            var (key, idleKey) = (app.FirstKey!, idle.FirstKey!);
            var surging = await FollowAsync(app, key, instance, "boats");
            await FollowAsync(idle, idleKey, instance, "bells");
            Assert.Contains("SchedulePolls is disabled by a setting.", idle.Output, StringComparison.Ordinal);

            // Seventy posts in the last quarter of an hour, after two days without any.
            var now = TimeProvider.System.GetUtcNow();
            instance.Publish("boats", Enumerable.Range(0, Posts).Select(post => now.AddMinutes(-20).AddSeconds(post * 10)));
            await Deadline.SeesAsync("the webhook", () => Task.FromResult(instance.Received.FirstOrDefault()), NextMinuteAndSome);
            var stands = await Deadline.SeesAsync("the alert to be told to everybody", () => StandsAsync(app, key, surging), NextMinuteAndSome);
            Assert.Equal(new Standing(Posts, "firing", 1), stands);

            // The other app has lived through the same minute without asking anybody.
            Assert.DoesNotContain("bells", instance.Asked);

            await app.KillAsync();
            await app.DisposeAsync();
            app = await AloneApp.StartAsync(storage.ConnectionString, "story");

            Assert.Null(app.FirstKey);
            Assert.Equal(stands, await StandsAsync(app, key, surging));
            Assert.Single(instance.Received.Select(webhook => webhook.Id).Distinct());
        }
        finally
        {
            await app.DisposeAsync();
        }
    }

    [SkippableFact]
    public async Task The_first_key_is_shown_once_and_without_a_key_nobody_gets_in()
    {
        string key;
        await using (var first = await AloneApp.StartAsync(storage.ConnectionString, "keys"))
        {
            key = first.FirstKey!;
            Assert.Equal(HttpStatusCode.Unauthorized, (await first.SendAsync(null, HttpMethod.Get, "api/campaigns")).Status);
            Assert.Equal(HttpStatusCode.OK, (await first.SendAsync(key, HttpMethod.Get, "api/campaigns")).Status);
            Assert.Equal(HttpStatusCode.OK, (await first.SendAsync(null, HttpMethod.Get, "dashboard")).Status);
        }

        await using var second = await AloneApp.StartAsync(storage.ConnectionString, "keys");
        Assert.Null(second.FirstKey);
        Assert.DoesNotContain(key, second.Output, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await second.SendAsync(key, HttpMethod.Get, "api/campaigns")).Status);
    }

    [SkippableFact]
    public async Task Asked_to_end_it_ends_with_code_0_and_a_port_that_is_taken_is_an_error()
    {
        await using var app = await AloneApp.StartAsync(storage.ConnectionString, "ends");

        await using var second = await PublishedApp.StartAsync(
            ["--urls", app.Address.ToString()], [new("AzureWebJobsStorage", storage.ConnectionString), new("Relais__Prefix", "ends")]);
        Assert.NotEqual(0, await second.EndsAsync());
        Assert.Contains("address already in use", second.Output, StringComparison.OrdinalIgnoreCase);

        Assert.Equal(0, await app.EndAsync());
    }

    private static async Task<string> FollowAsync(AloneApp app, string key, FakeInstance instance, string hashtag)
    {
        var campaign = await app.SendAsync(key, HttpMethod.Post, "api/campaigns", new
        {
            name = $"Save the {hashtag}",
            hashtags = new[] { "#" + hashtag },
            sources = new[] { new { kind = "mastodon", host = instance.Host } },
            from = TimeProvider.System.GetUtcNow().AddDays(-2),
        });
        Assert.Equal(HttpStatusCode.Created, campaign.Status);
        var id = campaign.Body.GetProperty("id").GetString()!;
        var subscription = await app.SendAsync(key, HttpMethod.Post, $"api/campaigns/{id}/subscriptions", new
        {
            channel = "webhook",
            address = new Uri(instance.Address, "hooks/" + hashtag).ToString(),
        });
        Assert.Equal(HttpStatusCode.Created, subscription.Status);
        return id;
    }

    /// <summary>How the campaign stands for an organiser; null until its alert has been told to somebody.</summary>
    private static async Task<Standing?> StandsAsync(AloneApp app, string key, string campaign)
    {
        var (status, shown) = await app.SendAsync(key, HttpMethod.Get, $"api/dashboard/{campaign}");
        Assert.Equal(HttpStatusCode.OK, status);
        var sent = shown.GetProperty("campaign").GetProperty("deliveries").GetProperty("sent").GetInt32();
        return sent == 0
            ? null
            : new Standing(
                shown.GetProperty("campaign").GetProperty("totals").GetProperty("posts").GetInt64(),
                shown.GetProperty("alerts")[0].GetProperty("status").GetString()!,
                sent);
    }

    private sealed record Standing(long Posts, string Alert, int Sent);
}
