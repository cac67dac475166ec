using Relais.Campaigns;
using Relais.Momentum;
using Relais.Polling;
using Relais.Tests.Story;

namespace Relais.Tests.Polling;

/// <summary>However pages, power cuts, repeats, late posts and edits fall together, the buckets are those of the times at which the posts were first published.</summary>
public sealed class XSearchPropertyTests(Azurite azurite) : IClassFixture<Azurite>
{
    private static readonly DateTimeOffset Morning = RelaisApp.Morning;
    private static readonly DateTimeOffset End = Morning.AddHours(4);
    private static readonly TrackedQuery Velo = new("x-search", "api.x.com", ["velo"], []);
    private static readonly TrackedQuery Climat = new("x-search", "api.x.com", ["climat"], ["velo"]);

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, TestLength.IsLong ? 8 : 2)];

    [SkippableTheory]
    [MemberData(nameof(Seeds))]
    public async Task Any_interleaving_gives_the_buckets_of_the_posts_own_times(int seed)
    {
        var random = new Random(seed);
        await using var app = await RelaisApp.StartAsync(azurite, settings: FakeX.Settings(15000));
        await using var x = await FakeX.StartAsync(app.Outside, () => app.Now);
        (x.PagePosts, x.HasNewNames) = (random.Next(2, 12), seed % 2 == 0);
        var expected = (Velo: new MinuteCounts(), Climat: new MinuteCounts());
        for (var now = Morning; now < End;)
        {
            now += TimeSpan.FromSeconds(random.Next(40, 500));
            app.SetClock(now);
            Publish(random, x, now, expected);
            x.Instead = random.Next(6) == 0 ? (503, "", []) : null;
            await PollAsync(random, app);
        }

        x.Instead = null;
        app.SetClock(End.AddMinutes(90));
        await PollAsync(null, app);

        Assert.True(expected.Velo.Total > 15 && expected.Climat.Total > 10);
        Assert.Equal(expected.Velo.Minutes, await CountsAsync(app, Velo));
        Assert.Equal(expected.Climat.Minutes, await CountsAsync(app, Climat));
        Assert.True((await app.Get<Budgets>().ReadAsync("x", Morning, CancellationToken.None)).Mills >= x.Charged.Count * 5);
    }

    // Found late by up to a minute and a half; some edited, which changes nothing of what they were counted for.
    private static void Publish(Random random, FakeX x, DateTimeOffset now, (MinuteCounts Velo, MinuteCounts Climat) expected)
    {
        for (var posts = random.Next(4); posts > 0; posts--)
        {
            string[] hashtags = random.Next(4) switch { 0 => ["Velo"], 1 => ["vélo", "CLIMAT"], 2 => ["fleurs"], _ => ["climat"] };
            var foundFrom = now.AddSeconds(-random.Next(30));
            var at = foundFrom.AddSeconds(-random.Next(85));
            var id = x.PublishLate(at, foundFrom, hashtags);
            if (random.Next(5) == 0)
            {
                // While it can be edited, and before or after anybody has read it.
                x.Edit(id, foundFrom.AddSeconds(random.Next(3_400)), hashtags);
            }

            if (at >= Morning && hashtags is not ["fleurs"])
            {
                (hashtags is ["climat"] ? expected.Climat : expected.Velo).Add(at, 1);
            }
        }
    }

    // Two at a time now and then, one after the other in either order, and where the power may fail between the questions of one answer.
    private static async Task PollAsync(Random? random, RelaisApp app)
    {
        var (first, second) = random?.Next(2) == 0 ? (Climat, Velo) : (Velo, Climat);
        var due = new PollDue(first, ["a"], Morning) { With = [new PollDue(second, ["b"], Morning)] };
        if (random?.Next(4) == 0)
        {
            // A kill between the two transactions: only one of the questions is written.
            await RunAsync(app, due with { With = null });
        }

        var polls = Enumerable.Range(0, random?.Next(6) == 0 ? 2 : 1).Select(_ => RunAsync(app, due));
        await Task.WhenAll(polls);
    }

    private static Task RunAsync(RelaisApp app, PollDue due) => app.RunAsync<PollSource>(function => function.RunAsync(due, CancellationToken.None));

    private static async Task<IReadOnlyDictionary<DateTimeOffset, int>> CountsAsync(RelaisApp app, TrackedQuery query) =>
        (await app.Get<SignalStore>().ReadCountsAsync(query.Key, Morning.AddDays(-1), Morning.AddDays(2), CancellationToken.None)).Minutes;
}
