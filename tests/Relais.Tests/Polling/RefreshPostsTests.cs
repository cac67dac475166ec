using System.Globalization;
using Relais.Campaigns;
using Relais.Hosting.Worker;
using Relais.Momentum;
using Relais.Polling;
using Relais.Tests.Story;

namespace Relais.Tests.Polling;

/// <summary>Posts of X that are kept: looked at again each day, and erased when they are gone.</summary>
public sealed class RefreshPostsTests(Azurite azurite) : IClassFixture<Azurite>
{
    private static readonly DateTimeOffset Morning = RelaisApp.Morning;
    private static readonly TrackedQuery River = new("x-search", "api.x.com", ["saveourriver"], []);

    private static readonly Dictionary<string, string?> Settings = new(FakeX.Settings(300)) { ["Polling:X:KeepPosts"] = "true" };

    [SkippableTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Kept_posts_are_looked_at_each_day_summed_up_and_erased_when_they_are_gone(bool newNames)
    {
        await using var app = await RelaisApp.StartAsync(azurite, settings: Settings);
        await using var x = await FakeX.StartAsync(app.Outside, () => app.Now);
        x.HasNewNames = newNames;
        await FollowAsync(app);
        var ids = Enumerable.Range(0, 250).Select(second => x.Publish(Morning.AddSeconds(second), "saveourriver")).ToArray();
        await PollAsync(app, Morning.AddMinutes(10));
        Assert.Equal(250, (await KeptAsync(app)).Count);
        Assert.Null(await ShownAsync(app));
        var searched = (await SpentAsync(app)).Mills;

        // Not before a day has passed; then a hundred a request, once however often the hour comes.
        await RefreshAsync(app, Morning.AddHours(5));
        Assert.DoesNotContain(x.Asked, path => path.StartsWith("/2/tweets?", StringComparison.Ordinal));
        x.Delete(ids[0]);
        x.Protect(ids[120]);
        Array.ForEach(ids[200..], x.Delete);
        x.Fares(ids[1], reposts: 3, likes: 10);
        x.Fares(ids[150], reposts: 4, likes: 5);
        await RefreshAsync(app, Morning.AddHours(24));
        await RefreshAsync(app, Morning.AddHours(25));

        Assert.Equal(3, x.Asked.Count(path => path.StartsWith("/2/tweets?", StringComparison.Ordinal)));
        var kept = await KeptAsync(app);
        Assert.Equal(ids[1..200].Where(id => id != ids[120]).Select(id => id.ToString(CultureInfo.InvariantCulture)).Order(StringComparer.Ordinal), kept.Order(StringComparer.Ordinal));
        Assert.Equal(searched + (198 * 5), (await SpentAsync(app)).Mills);
        Assert.Equal((198, 7L, 0L, 15L, 198L, Morning.AddHours(24)), await ShownAsync(app) is { } sum ? (sum.Posts, sum.Reposts, sum.Replies, sum.Likes, sum.Quotes, sum.AsOf) : default);

        // What was counted stays counted.
        Assert.Equal(250, (await app.Get<SignalStore>().ReadCursorAsync(River.Key, CancellationToken.None)).Signals);
    }

    [SkippableTheory]
    [InlineData(429, """{"title":"Too Many Requests","type":"about:blank"}""")]
    [InlineData(503, "")]
    [InlineData(200, "{}")]
    [InlineData(200, "<html>")]
    [InlineData(401, """{"title":"Unauthorized","type":"about:blank"}""")]
    public async Task What_nobody_can_say_still_stands_is_erased_after_two_days_and_not_before(int status, string body)
    {
        await using var app = await RelaisApp.StartAsync(azurite, settings: Settings);
        await using var x = await FakeX.StartAsync(app.Outside, () => app.Now);
        await FollowAsync(app);
        for (var second = 0; second < 250; second++)
        {
            x.Publish(Morning.AddSeconds(second), "saveourriver");
        }

        await PollAsync(app, Morning.AddMinutes(10));
        x.Instead = (status, body, []);
        await RefreshAsync(app, Morning.AddHours(30));

        // One refusal is enough: nobody is asked for the others in vain.
        Assert.Single(x.Asked, path => path.StartsWith("/2/tweets?", StringComparison.Ordinal));
        Assert.Equal(250, (await KeptAsync(app)).Count);
        await RefreshAsync(app, Morning.AddHours(49));
        Assert.Empty(await KeptAsync(app));
        Assert.Equal(250, (await app.Get<SignalStore>().ReadCursorAsync(River.Key, CancellationToken.None)).Signals);
    }

    [SkippableFact]
    public async Task An_error_that_is_not_about_the_post_erases_nothing()
    {
        await using var app = await RelaisApp.StartAsync(azurite, settings: Settings);
        await using var x = await FakeX.StartAsync(app.Outside, () => app.Now);
        await FollowAsync(app);
        var id = x.Publish(Morning, "saveourriver");
        await PollAsync(app, Morning.AddMinutes(10));
        x.Instead = (200, $$"""{"errors":[{"resource_id":"{{id}}","type":"https://api.x.com/2/problems/operational-disconnect"}]}""", []);

        await RefreshAsync(app, Morning.AddHours(30));

        Assert.Single(await KeptAsync(app));
    }

    [SkippableFact]
    public async Task Where_posts_are_not_kept_none_is_and_they_are_counted_all_the_same()
    {
        await using var app = await RelaisApp.StartAsync(azurite, settings: new Dictionary<string, string?>(Settings) { ["Polling:X:KeepPosts"] = null });
        await using var x = await FakeX.StartAsync(app.Outside, () => app.Now);
        await FollowAsync(app);
        x.Publish(Morning, "saveourriver");
        await PollAsync(app, Morning.AddMinutes(10));
        await PollAsync(app, Morning.AddMinutes(15));

        await RefreshAsync(app, Morning.AddHours(30));

        Assert.Empty(await KeptAsync(app));
        Assert.Equal(1, (await app.Get<SignalStore>().ReadCursorAsync(River.Key, CancellationToken.None)).Signals);
        Assert.DoesNotContain(x.Asked, path => path.StartsWith("/2/tweets?", StringComparison.Ordinal));
    }

    private static async Task FollowAsync(RelaisApp app) =>
        (await app.PostAsync("/api/campaigns", """{"name":"River","hashtags":["SaveOurRiver"],"sources":[{"kind":"x-search"}]}""")).Expect(201);

    private static Task PollAsync(RelaisApp app, DateTimeOffset now)
    {
        app.SetClock(now);
        return app.RunAsync<PollSource>(function => function.RunAsync(new PollDue(River, ["river"], Morning), CancellationToken.None));
    }

    private static Task RefreshAsync(RelaisApp app, DateTimeOffset now)
    {
        app.SetClock(now);
        return app.RunAsync<RefreshPosts>(function => function.RunAsync(new TimerInfo(), CancellationToken.None));
    }

    private static async Task<List<string>> KeptAsync(RelaisApp app)
    {
        var kept = new List<string>();
        await foreach (var batch in app.Get<KeptPosts>().ReadAsync(River.Key, CancellationToken.None))
        {
            kept.AddRange(batch.Posts.Select(post => post.Id));
        }

        return kept;
    }

    private static Task<Engagement?> ShownAsync(RelaisApp app) => app.Get<KeptPosts>().SumAsync(River.Key, CancellationToken.None);

    private static Task<Spending> SpentAsync(RelaisApp app) => app.Get<Budgets>().ReadAsync("x", Morning, CancellationToken.None);
}
