using Relais.Tests.Story;

namespace Relais.Tests.Alerts;

/// <summary>What organisers read of deliveries: counts, lists, CSV, progress; the same numbers everywhere.</summary>
public sealed class ReadingTests(Azurite azurite) : IClassFixture<Azurite>
{
    [SkippableFact]
    public async Task Every_way_of_reading_tells_the_same_numbers()
    {
        await using var app = await RelaisApp.StartAsync(azurite);
        await app.CampaignAsync();
        await app.SubscribersAsync("climat", 1100, host: "hooks.example.org");
        _ = new WebhookReceiver(app.Outside);
        await app.SubscribersAsync("climat", 120, host: "bad.example.org", from: 2000);
        new WebhookReceiver(app.Outside, "bad.example.org").Otherwise = WebhookReceiver.Says(400);
        var id = (await app.CallAsync("march")).Expect(201).Read("id");
        await app.SettleAsync();
        var path = $"/api/campaigns/climat/alerts/{id}";

        var explained = await app.GetAsync(path + "/explain");
        Assert.Equal((1100, 120, 1220), (explained.Number("versions", "0", "deliveries", "sent"), explained.Number("versions", "0", "deliveries", "failed"), explained.Number("versions", "0", "deliveries", "audience")));
        Assert.Equal(120, explained.Number("versions", "0", "reasons", "400"));
        Assert.Equal(1220, await ListAsync(app, path + "/deliveries"));
        Assert.Equal(1100, await ListAsync(app, path + "/deliveries?state=sent"));
        Assert.Equal(120, await ListAsync(app, path + "/deliveries?state=failed"));
        Assert.Equal(120, await ListAsync(app, path + "/deliveries?state=dead&reason=400"));
        Assert.Equal(0, await ListAsync(app, path + "/deliveries?state=late&reason=timeout"));
        foreach (var garbage in new[] { "state=nothing", "reason=%01", "reason=", "after=late~%01", "after=-1", "state=sent&reason=400" })
        {
            Assert.Equal(400, (await app.GetAsync($"{path}/deliveries?{garbage}")).Status);
        }

        Assert.Equal(0, await ListAsync(app, path + "/deliveries?reason=%27%20or%201%20eq%201%20or%20Reason%20eq%20%27"));
        Assert.Equal(120, await ListAsync(app, "/api/campaigns/climat/dead-letters"));

        var lines = (await app.GetAsync(path + "/deliveries.csv")).Text.Split("\r\n");
        Assert.Equal("alert,version,subscription,channel,state,reason,attempts,nextTry", lines[0]);
        Assert.Equal($"{id},1,{Make.SubscriberId(0)},webhook,sent,,1,", lines[1]);
        Assert.Equal((1220, 1100), (lines.Count(line => line.StartsWith(id, StringComparison.Ordinal)), lines.Count(line => line.Contains(",sent,", StringComparison.Ordinal))));
    }

    [SkippableFact]
    public async Task What_became_of_one_persons_alert_costs_point_reads_only()
    {
        await using var app = await RelaisApp.StartAsync(azurite);
        await app.CampaignAsync();
        _ = new WebhookReceiver(app.Outside);
        await app.SubscribersAsync("climat", 2100);
        var id = (await app.CallAsync("march")).Expect(201).Read("id");
        await app.SettleAsync();

        var before = app.Storage.Count;
        var found = await app.GetAsync($"/api/campaigns/climat/alerts/{id}/deliveries/{Make.SubscriberId(777)}");
        Assert.Equal("sent", found.Read("deliveries", "0", "state"));
        var requests = app.Storage.Requests.Skip(before).ToArray();
        Assert.InRange(requests.Length, 1, 6);
        Assert.DoesNotContain(requests, request => request.Contains("$filter", StringComparison.Ordinal));

        Assert.Empty((await app.GetAsync($"/api/campaigns/climat/alerts/{id}/deliveries/s_nobody")).At("deliveries").EnumerateArray());
    }

    [SkippableFact]
    public async Task Progress_as_events_ends_when_all_is_done()
    {
        await using var app = await RelaisApp.StartAsync(azurite);
        await app.CampaignAsync();
        await app.SubscriberAsync("s_anna");
        var id = (await app.CallAsync("march")).Expect(201).Read("id");
        var listening = app.ListenAsync($"/api/campaigns/climat/alerts/{id}/progress");
        await app.SettleAsync();

        var events = (await listening).Split("\n\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.All(events, one => Assert.StartsWith("event: progress\ndata: {\"alert\":\"al_", one, StringComparison.Ordinal));
        Assert.Contains("\"done\":true", events[^1], StringComparison.Ordinal);
        Assert.Contains("\"sent\":1", events[^1], StringComparison.Ordinal);
    }

    private static async Task<int> ListAsync(RelaisApp app, string path)
    {
        var (count, after) = (0, default(string));
        do
        {
            var page = (await app.GetAsync(after is null ? path : $"{path}{(path.Contains('?', StringComparison.Ordinal) ? '&' : '?')}after={after}")).Expect(200);
            count += page.At("deliveries").GetArrayLength();
            after = page.At("after").GetString();
        }
        while (after is not null);
        return count;
    }
}
