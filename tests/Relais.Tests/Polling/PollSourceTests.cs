using Relais.Campaigns;
using Relais.Momentum;
using Relais.Polling;
using Relais.Tests.Story;

namespace Relais.Tests.Polling;

/// <summary>Polls of one question, with the whole app around them.</summary>
public sealed class PollSourceTests(Azurite azurite) : IClassFixture<Azurite>
{
    private static readonly DateTimeOffset Morning = RelaisApp.Morning;
    private static readonly TrackedQuery Climate = new("mastodon", "mastodon.example", ["climat"], []);
    private static readonly PollDue Due = new(Climate, ["c"], Morning);

    [SkippableFact]
    public async Task A_repeated_message_counts_nothing_twice()
    {
        await using var app = await RelaisApp.StartAsync(azurite);
        var instance = new MastodonInstance(app.Outside, () => app.Now);
        instance.Publish(30, Morning.AddSeconds(1), Morning.AddMinutes(10), "climat");

        app.SetClock(Morning.AddMinutes(5));
        await PollAsync(app);
        await PollAsync(app);
        Assert.Equal((15L, 15, 1), (await SignalsAsync(app), await CountedAsync(app), instance.Asked.Count));

        app.SetClock(Morning.AddMinutes(10));
        await PollAsync(app);
        await PollAsync(app);
        Assert.Equal((30L, 30, 2), (await SignalsAsync(app), await CountedAsync(app), instance.Asked.Count));
    }

    [SkippableFact]
    public async Task Two_pollers_at_once_count_once()
    {
        await using var app = await RelaisApp.StartAsync(azurite);
        var instance = new MastodonInstance(app.Outside, () => app.Now);
        instance.Publish(30, Morning, Morning.AddMinutes(5), "climat");
        app.SetClock(Morning.AddMinutes(5));

        // Each has read the cursor before either is answered; the second is answered with one post more.
        var (bothAsk, asked) = (new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously), 0);
        using var oneByOne = new SemaphoreSlim(1);
        instance.Instead = async (request, token) =>
        {
            if (Interlocked.Increment(ref asked) == 2)
            {
                bothAsk.SetResult();
            }

            await bothAsk.Task;
            await oneByOne.WaitAsync(token);
            var answer = await instance.TimelineAsync(request, token);
            instance.Publish(Morning.AddMinutes(4), ["climat"], arrives: app.Now);
            oneByOne.Release();
            return answer;
        };
        await Task.WhenAll(PollAsync(app), PollAsync(app));
        instance.Instead = null;

        Assert.InRange(await SignalsAsync(app), 30, 31);
        Assert.Equal(await SignalsAsync(app), await CountedAsync(app));
        app.SetClock(Morning.AddMinutes(10));
        await PollAsync(app);
        Assert.Equal((32L, 32), (await SignalsAsync(app), await CountedAsync(app)));
        Assert.Contains("mastodon~mastodon.example~climat was polled by somebody else meanwhile.", app.Log.Lines);
    }

    [SkippableFact]
    public async Task A_backlog_is_read_over_several_polls_and_none_of_it_is_lost()
    {
        await using var app = await RelaisApp.StartAsync(azurite);
        var instance = new MastodonInstance(app.Outside, () => app.Now);
        instance.Publish(Morning, ["climat"]);
        app.SetClock(Morning.AddMinutes(5));
        await PollAsync(app);

        // The app was off for five days.
        instance.Publish(1999, Morning.AddMinutes(5), Morning.AddDays(5), "climat");
        var told = new List<DateTimeOffset>();
        for (var poll = 0; poll < 4; poll++)
        {
            app.SetClock(Morning.AddDays(5).AddMinutes(5 * poll));
            await PollAsync(app);
            told.Add((await app.Get<SignalStore>().ReadCursorAsync(Climate.Key, default)).AskedUntil!.Value);
        }

        Assert.Equal((2000L, 2000), (await SignalsAsync(app), await CountedAsync(app)));
        Assert.Equal(told.Order(), told);
        Assert.Equal(Morning.AddDays(5).AddMinutes(15), told[^1]);
        Assert.Empty(await app.Get<SignalStore>().ReadGapsAsync(Climate.Key, Morning, app.Now, default));
    }

    [SkippableFact]
    public async Task A_source_that_fails_is_asked_ever_more_seldom_and_at_once_again_when_it_answers()
    {
        await using var app = await RelaisApp.StartAsync(azurite);
        var instance = new MastodonInstance(app.Outside, () => app.Now) { Instead = MastodonInstance.Says(500, "") };
        var asked = new List<int>();
        for (var minute = 1; minute <= 240; minute++)
        {
            app.SetClock(Morning.AddMinutes(minute));
            var before = instance.Asked.Count;
            await PollAsync(app);
            if (instance.Asked.Count > before)
            {
                asked.Add(minute);
            }
        }

        // 1, 2, 4 … 60 minutes at most, and half of that at least.
        Assert.InRange(asked.Count, 9, 12);
        Assert.All(asked.Zip(asked.Skip(1), (one, next) => next - one).Select((minutes, failures) => (minutes, Most: Math.Min(60, 1 << failures))), rest => Assert.InRange(rest.minutes, rest.Most / 2, rest.Most));
        instance.Instead = null;
        var back = Morning.AddMinutes(asked[^1] + 60);
        app.SetClock(back);
        await PollAsync(app);
        app.SetClock(back.AddMinutes(1));
        await PollAsync(app);
        Assert.Equal(asked.Count + 2, instance.Asked.Count);
        var gap = Assert.Single(await app.Get<SignalStore>().ReadGapsAsync(Climate.Key, Morning, app.Now, default));
        Assert.Equal(new Gap(Morning.AddMinutes(asked[1]), back, "answered 500", true), gap);
    }

    [SkippableTheory]
    [InlineData("2026-03-02T08:20:00Z", 20)]
    [InlineData("9999-12-31T23:59:59Z", 1 + (24 * 60))]
    public async Task A_wish_for_silence_is_kept_for_a_day_at_most(string reset, int minutes)
    {
        await using var app = await RelaisApp.StartAsync(azurite);
        var instance = new MastodonInstance(app.Outside, () => app.Now);
        instance.Then(MastodonInstance.Says(429, "{}", "X-RateLimit-Reset", reset));
        app.SetClock(Morning.AddMinutes(1));
        await PollAsync(app);
        app.SetClock(Morning.AddMinutes(minutes).AddSeconds(-1));
        await PollAsync(app);
        Assert.Single(instance.Asked);
        app.SetClock(Morning.AddMinutes(minutes));
        await PollAsync(app);
        Assert.Equal(2, instance.Asked.Count);
    }

    [SkippableFact]
    public async Task Momentum_is_measured_when_there_was_an_answer_and_only_then()
    {
        await using var app = await RelaisApp.StartAsync(azurite);
        var instance = new MastodonInstance(app.Outside, () => app.Now);
        bool Measured(int from) => app.Storage.Requests.Skip(from).Any(request => request.Contains("-measure-momentum/messages", StringComparison.Ordinal));

        app.SetClock(Morning.AddMinutes(5));
        await PollAsync(app);
        Assert.True(Measured(0));

        var from = app.Storage.Count;
        instance.Instead = MastodonInstance.Says(401, "{}");
        app.SetClock(Morning.AddMinutes(10));
        await PollAsync(app);
        Assert.False(Measured(from));
    }

    [SkippableFact]
    public async Task Campaigns_that_share_a_question_ask_it_once_and_those_not_live_do_not_ask()
    {
        await using var app = await RelaisApp.StartAsync(azurite, settings: new Dictionary<string, string?> { ["Polling:EveryMinutes"] = "1" });
        var instance = new MastodonInstance(app.Outside, () => app.Now);
        await CreateAsync(app, "a", "climat", null, null);
        await CreateAsync(app, "b", "Climat", null, null);
        await CreateAsync(app, "c", "later", Morning.AddHours(1), null);
        await CreateAsync(app, "d", "over", Morning.AddHours(-2), Morning.AddHours(-1));

        await app.StepAsync(Morning.AddMinutes(1));
        Assert.Equal("/api/v1/timelines/tag/climat?limit=40", Assert.Single(instance.Asked));

        // Hours in which the app was off are one turn, not many.
        await app.StepAsync(Morning.AddMinutes(59));
        Assert.Equal(2, instance.Asked.Count);
        await app.StepAsync(Morning.AddMinutes(60));
        Assert.Equal(4, instance.Asked.Count);
        Assert.Contains("/api/v1/timelines/tag/later?limit=40", instance.Asked);
    }

    [SkippableFact]
    public async Task A_campaign_that_nobody_follows_anything_for_costs_its_timer_tick()
    {
        await using var app = await RelaisApp.StartAsync(azurite);
        await CreateAsync(app, "a", "climat", null, Morning.AddMinutes(1));
        await app.StepAsync(Morning.AddMinutes(2));
        var from = app.Storage.Count;
        await app.StepAsync(Morning.AddMinutes(3));

        // One read of the campaigns, one of what is still to be said.
        Assert.Equal(["campaigns", "alerts"], app.Storage.Requests.Skip(from).Select(request => request.Contains("campaigns()", StringComparison.Ordinal) ? "campaigns" : request.Contains("alerts()", StringComparison.Ordinal) ? "alerts" : request));
    }

    private static Task PollAsync(RelaisApp app) => app.RunAsync<PollSource>(poll => poll.RunAsync(Due, default));

    private static async Task<long> SignalsAsync(RelaisApp app) => (await app.Get<SignalStore>().ReadCursorAsync(Climate.Key, default)).Signals;

    private static async Task<int> CountedAsync(RelaisApp app) =>
        (await app.Get<SignalStore>().ReadCountsAsync(Climate.Key, Morning.AddDays(-1), Morning.AddDays(30), default)).Total;

    private static async Task CreateAsync(RelaisApp app, string name, string hashtag, DateTimeOffset? from, DateTimeOffset? until) => await app.Get<CampaignStore>().AddAsync(
        new Campaign(name, name, [Hashtag.TryParse(hashtag, out var parsed, out var reason) ? parsed : throw new ArgumentException(reason)],
            [new FollowedSource("mastodon", "mastodon.example")], from ?? Morning, until, Thresholds.Default),
        default);
}
