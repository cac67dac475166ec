using Relais.Momentum;
using Relais.Tests.Story;

namespace Relais.Tests.Polling;

/// <summary>A campaign that follows Bluesky, with the whole app around it.</summary>
public sealed class BlueskyStoryTests(Azurite azurite) : IClassFixture<Azurite>
{
    private const string Follow = """{"name":"Marche","hashtags":["climat","Vélo"],"sources":[{"kind":"bluesky"}]}""";

    [SkippableFact]
    public async Task A_campaign_follows_Bluesky_from_its_hashtags_to_the_dashboard()
    {
        await using var bluesky = await FakeBluesky.StartAsync();
        await using var app = await bluesky.StartAppAsync(azurite);
        Assert.Equal($$"""[{"kind":"bluesky","host":"{{bluesky.Host}}"}]""", (await app.PostAsync("/api/campaigns", Follow)).Expect(201).At("sources").GetRawText());
        bluesky.Posts.Publish(40, RelaisApp.Morning, RelaisApp.Morning.AddMinutes(55), "climat");
        bluesky.Posts.Publish(20, RelaisApp.Morning, RelaisApp.Morning.AddMinutes(55), "velo", "climat");
        bluesky.Posts.Publish(10, RelaisApp.Morning, RelaisApp.Morning.AddMinutes(55), "Vélo");
        for (var minute = 5; minute <= 70; minute += 5)
        {
            await app.StepAsync(RelaisApp.Morning.AddMinutes(minute));
        }

        var shown = (await app.GetAsync("/api/dashboard/marche")).Expect(200);

        Assert.Equal(70, shown.Number("campaign", "totals", "posts"));
        Assert.Equal(0, shown.At("gaps").GetArrayLength());
        Assert.Equal(1, bluesky.Logins);
        Assert.DoesNotContain(app.Log.Lines, line => line.Contains(FakeBluesky.Password, StringComparison.Ordinal) || line.Contains("access.1", StringComparison.Ordinal));
    }

    [SkippableFact]
    public async Task Without_an_account_a_campaign_may_name_Bluesky_and_its_gap_says_what_is_missing()
    {
        await using var app = await RelaisApp.StartAsync(azurite);
        var made = (await app.PostAsync("/api/campaigns", """{"name":"Marche","hashtags":["climat"],"sources":[{"kind":"bluesky","host":"BSKY.social"}]}""")).Expect(201);
        Assert.Equal("bsky.social", made.Read("sources", "0", "host"));

        await app.StepUntilAsync(RelaisApp.Morning.AddMinutes(20));

        var gap = Assert.Single((await app.GetAsync("/api/dashboard/marche")).Expect(200).At("gaps").EnumerateArray());
        Assert.Equal("no account is set for Bluesky (settings Polling:Bluesky:Handle and AppPassword)", gap.GetProperty("reason").GetString());
    }

    [SkippableTheory]
    [InlineData("evil.example")]
    [InlineData("bsky.social.evil.example")]
    [InlineData("bsky.social@evil.example")]
    [InlineData("https://bsky.social")]
    public async Task No_organiser_can_name_a_host_that_would_receive_the_password(string host)
    {
        await using var app = await RelaisApp.StartAsync(azurite, settings: new Dictionary<string, string?>
        {
            ["Polling:Bluesky:Handle"] = FakeBluesky.Handle,
            ["Polling:Bluesky:AppPassword"] = FakeBluesky.Password,
        });

        var refused = await app.PostAsync("/api/campaigns", $$"""{"name":"Marche","hashtags":["climat"],"sources":[{"kind":"bluesky","host":"{{host}}"}]}""");

        Assert.Equal("sources[0].host: must be bsky.social, or be left out: this app has an account there and asks no other.", refused.Expect(400).Detail);
    }

    [SkippableTheory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Power_cuts_between_an_answer_and_its_transaction_lose_nothing_and_count_nothing_twice(int seed)
    {
        var random = new Random(seed);
        await using var bluesky = await FakeBluesky.StartAsync();
        bluesky.Posts.PageCap = 10;
        await using var app = await bluesky.StartAppAsync(azurite);
        app.MayLogErrors = true;
        await app.PostAsync("/api/campaigns", Follow);
        for (var posts = 0; posts < 200; posts++)
        {
            var created = RelaisApp.Morning.AddSeconds(random.Next(5400));
            bluesky.Posts.Publish(created, [random.Next(2) == 0 ? "climat" : "Velo"], created.AddSeconds(random.Next(14 * 60)));
        }

        var cuts = 0;
        for (var minute = 5; minute <= 120; minute += 5)
        {
            var now = RelaisApp.Morning.AddMinutes(minute);
            app.Storage.CutAfter(random.Next(25));
            try
            {
                await app.StepAsync(now);
            }
            catch (PowerCutException)
            {
                cuts++; // the machine died in the middle of this
            }

            app.Storage.Restore();
            await app.StepAsync(now.AddSeconds(30));
        }

        Assert.True(cuts > 5);
        var counted = 0;
        foreach (var tags in new[] { "climat", "velo+vélo~climat" })
        {
            var query = $"bluesky~{bluesky.Host}~{tags}";
            var counts = await app.Get<SignalStore>().ReadCountsAsync(query, RelaisApp.Morning, RelaisApp.Morning.AddHours(2), default);
            Assert.Equal(counts.Total, (await app.Get<SignalStore>().ReadCursorAsync(query, default)).Signals);
            counted += counts.Total;
        }

        Assert.Equal(200, counted);
    }
}
