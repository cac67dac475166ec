using Relais.Momentum;
using Relais.Polling;
using Relais.Storage;
using Relais.Storage.Tables;
using Relais.Tests.Story;

namespace Relais.Tests.Polling;

/// <summary>Campaigns that follow several Mastodon instances, which show the same statuses.</summary>
public sealed class FederationStoryTests(Azurite azurite) : IClassFixture<Azurite>
{
    private static readonly DateTimeOffset Morning = RelaisApp.Morning;

    [SkippableFact]
    public async Task A_status_that_two_instances_show_is_counted_once_and_one_that_is_down_is_stood_in_for()
    {
        await using var app = await RelaisApp.StartAsync(azurite);
        var bed = new FederationBed(app, "one.example", "two.example");
        await FollowAsync(app, "Climat", "one.example", "two.example");

        // Each second both show sooner or later, in whatever order; of the others half are shown by one alone.
        var random = new Random(1);
        for (var minute = 1; minute <= 300; minute++)
        {
            var created = Morning.AddMinutes(minute);
            (int, DateTimeOffset)[] shown = [(0, created.AddSeconds(random.Next(600))), (1, created.AddSeconds(random.Next(600)))];
            bed.Publish(created, minute % 2 == 0 ? shown : [shown[minute / 2 % 2]]);
        }

        await app.StepUntilAsync(Morning.AddHours(1));
        bed.Instances[0].Instead = MastodonInstance.Says(503, "");
        await app.StepUntilAsync(Morning.AddHours(3));
        var without = (await app.GetAsync("/api/dashboard/climat?hours=24")).Expect(200);

        // Two hours without the first: 90 that both show, 45 of the second's own and 15 of the first's, all but what is on its way for ten minutes.
        Assert.InRange(without.Number("campaign", "totals", "posts"), 138, 150);
        bed.Instances[0].Instead = null;
        await app.StepUntilAsync(Morning.AddHours(6));

        var shownAtLast = (await app.GetAsync("/api/dashboard/climat?hours=24")).Expect(200);
        Assert.Equal(300, shownAtLast.Number("campaign", "totals", "posts"));
        Assert.Equal(300, shownAtLast.At("curve", "posts").EnumerateArray().Sum(posts => posts.GetInt32()));
        Assert.Equal(2, shownAtLast.At("sources").GetArrayLength());
        var query = new FederationBed(app, "one.example", "two.example").Queries;
        Assert.Equal(Enumerable.Range(1, 300).Select(minute => (Morning.AddMinutes(minute), 1)), (await bed.CountAsync(query)).Minutes.Select(minute => (minute.Key, minute.Value)));
    }

    [SkippableFact]
    public async Task Campaigns_with_other_instances_each_count_all_that_theirs_show()
    {
        await using var app = await RelaisApp.StartAsync(azurite);
        var bed = new FederationBed(app, "one.example", "three.example", "two.example");
        await FollowAsync(app, "Both", "one.example", "two.example");
        await FollowAsync(app, "Turned", "two.example", "one.example");
        await FollowAsync(app, "All", "one.example", "two.example", "three.example");
        await FollowAsync(app, "Single", "two.example");
        for (var minute = 1; minute <= 60; minute++)
        {
            var created = Morning.AddMinutes(minute);

            // All three show two of three statuses, the third alone every third.
            bed.Publish(created, minute % 3 == 0 ? [(1, created)] : [(0, created), (1, created.AddMinutes(3)), (2, created.AddMinutes(1))]);
        }

        await app.StepUntilAsync(Morning.AddMinutes(90));

        async Task<int> TotalAsync(string campaign) => (await app.GetAsync($"/api/dashboard/{campaign}")).Expect(200).Number("campaign", "totals", "posts");
        Assert.Equal((40, 40, 60, 40), (await TotalAsync("both"), await TotalAsync("turned"), await TotalAsync("all"), await TotalAsync("single")));

        // The two that follow the same instances have asked the same questions: one.example was asked for two sets of hosts, two.example for three.
        Assert.InRange(bed.Instances[0].Asked.Count, 2 * 17, 2 * 19);
        Assert.InRange(bed.Instances[2].Asked.Count, 3 * 17, 3 * 19);
    }

    [SkippableFact]
    public async Task A_host_that_is_added_on_the_way_counts_nothing_again()
    {
        await using var app = await RelaisApp.StartAsync(azurite);
        var bed = new FederationBed(app, "one.example", "two.example");
        await FollowAsync(app, "Climat", "one.example");
        for (var minute = 1; minute <= 120; minute++)
        {
            var created = Morning.AddMinutes(minute).AddSeconds(30);
            bed.Publish(created, (0, created), (1, created.AddMinutes(1)));
        }

        await app.StepUntilAsync(Morning.AddMinutes(60));
        (await app.SendAsync(
            HttpMethod.Patch, "/api/campaigns/climat", """{"sources":[{"kind":"mastodon","host":"one.example"},{"kind":"mastodon","host":"two.example"}]}""")).Expect(200);
        await app.StepUntilAsync(Morning.AddMinutes(150));

        Assert.Equal(120, (await app.GetAsync("/api/dashboard/climat")).Expect(200).Number("campaign", "totals", "posts"));
    }

    [SkippableFact]
    public async Task Whoever_comes_back_after_claims_are_forgotten_says_what_it_cannot_tell_and_counts_nothing_twice()
    {
        await using var app = await RelaisApp.StartAsync(azurite);
        var bed = new FederationBed(app, "one.example", "two.example");
        await FollowAsync(app, "Climat", "one.example", "two.example");
        bed.Publish(Morning.AddSeconds(1), (0, Morning), (1, Morning));
        await app.StepUntilAsync(Morning.AddMinutes(10));

        // The second is down for ten days, in which every status that it would have shown is shown by the first.
        bed.Instances[1].Instead = MastodonInstance.Says(503, "");
        for (var hour = 1; hour <= 240; hour += 4)
        {
            bed.Publish(Morning.AddHours(hour), (0, Morning.AddHours(hour)), (1, Morning.AddHours(hour)));
        }

        await app.StepUntilAsync(Morning.AddDays(10), minutes: 180);
        bed.Instances[1].Instead = null;
        await app.StepUntilAsync(Morning.AddDays(10).AddHours(3), minutes: 60);

        Assert.Equal(61, (await app.GetAsync("/api/dashboard/climat?hours=168")).Expect(200).Number("campaign", "totals", "posts"));
        var gap = Assert.Single(await app.Get<SignalStore>().ReadGapsAsync(bed.Queries[1].Key, Morning, app.Now, default));
        Assert.False(gap.Recovered);
        Assert.Equal(app.Now.AddHours(-3), gap.Until!.Value, TimeSpan.FromHours(2));

        // What is kept of claims is a week's, and a little.
        var oldest = (await ClaimRowsAsync(app)).Min(row => ClaimSlot.EndOf(row.RowKey));
        Assert.InRange(oldest, app.Now - Claims.Keep - TimeSpan.FromHours(2), app.Now - Claims.Keep + TimeSpan.FromHours(6));
    }

    [SkippableFact]
    public async Task Claims_of_an_ended_campaign_are_gone_after_eight_days()
    {
        await using var app = await RelaisApp.StartAsync(azurite);
        var bed = new FederationBed(app, "one.example", "two.example");
        await FollowAsync(app, "Climat", "one.example", "two.example");
        for (var minute = 1; minute <= 30; minute++)
        {
            bed.Publish(Morning.AddMinutes(minute), (0, Morning.AddMinutes(minute)), (1, Morning.AddMinutes(minute)));
        }

        bed.Publish(Morning.AddYears(70), (0, Morning.AddMinutes(1)), (1, Morning.AddMinutes(2)));
        await app.StepUntilAsync(Morning.AddHours(1));
        (await app.PostAsync("/api/campaigns/climat/end", "")).Expect(200);
        await app.StepUntilAsync(Morning.AddHours(2));
        Assert.Equal(31, (await bed.CountAsync()).Total);
        Assert.NotEmpty(await ClaimRowsAsync(app));

        await app.StepAsync(Morning.AddDays(9));

        Assert.Empty(await ClaimRowsAsync(app));
    }

    private static async Task<List<TableEntity>> ClaimRowsAsync(RelaisApp app)
    {
        var rows = new List<TableEntity>();
        await foreach (var row in app.Get<StorageAccount>().Table(Claims.TableName).QueryAsync<TableEntity>(TableClient.CreateQueryFilter($"RowKey ge {"slot~"}")))
        {
            rows.Add(row);
        }

        return rows;
    }

    private static async Task FollowAsync(RelaisApp app, string name, params string[] hosts) => (await app.PostAsync(
        "/api/campaigns",
        $$"""{"name":"{{name}}","hashtags":["climat"],"sources":[{{string.Join(',', hosts.Select(host => $$"""{"kind":"mastodon","host":"{{host}}"}"""))}}]}""")).Expect(201);
}
