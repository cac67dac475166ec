using System.Text.Json;
using Relais.Campaigns;
using Relais.Hosting.Worker;
using Relais.Momentum;
using Relais.Polling;
using Relais.Storage;
using Relais.Tests.Story;
using static Relais.Tests.Polling.XSearchBed;

namespace Relais.Tests.Polling;

/// <summary>What goes wrong for one question, or for one request, of a search: and what it must not do to the others, and to the month's money.</summary>
public sealed class XSearchReviewTests(Azurite azurite) : IClassFixture<Azurite>
{
    private static readonly TrackedQuery Strange = new("x-search", "api.x.com", ["strange"], []);

    [SkippableTheory]
    [InlineData("x-search", 300)]
    [InlineData("mastodon", 1_200)]
    public async Task However_many_campaigns_share_a_hashtag_their_questions_fit_the_queue_and_none_is_left_out(string kind, int campaigns)
    {
        await using var app = await RelaisApp.StartAsync(azurite, settings: FakeX.Settings(300));
        await Parallel.ForEachAsync(Enumerable.Range(0, campaigns), async (number, stop) =>
        {
            // The shared hashtag comes after the campaign's own: a question of its own for each campaign, with the same words to X.
            Hashtag[] hashtags = kind == "x-search" ? [Make($"ours{number:D4}"), Make("saveourriver")] : [Make("saveourriver")];
            var host = kind == "x-search" ? "api.x.com" : "mastodon.example";
            await app.Get<CampaignStore>().AddAsync(
                new Campaign($"a-campaign-with-a-rather-long-name-{number:D4}", "River", hashtags, [new FollowedSource(kind, host)], Morning, null, Thresholds.Default), stop);
        });
        app.SetClock(Morning.AddHours(1));

        await app.RunAsync<SchedulePolls>(function => function.RunAsync(Never(), CancellationToken.None));

        var asked = new List<string>();
        while (await app.Get<StorageAccount>().Queue("poll-source").ReceiveMessagesAsync(32) is { Value.Length: > 0 } messages)
        {
            asked.AddRange(messages.Value.SelectMany(message => CampaignsOf(message.MessageText)));
        }

        Assert.Equal(kind == "x-search" ? campaigns * 2 : campaigns, asked.Count);
        Assert.Equal(campaigns, asked.Distinct().Count());
    }

    [SkippableFact]
    public async Task A_hashtag_that_X_does_not_take_keeps_no_other_from_being_read()
    {
        await using var app = await RelaisApp.StartAsync(azurite, settings: FakeX.Settings(300));
        await using var x = await FakeX.StartAsync(app.Outside, () => app.Now);
        x.NotTaken = "strange";
        x.Publish(Morning.AddMinutes(1), "saveourriver", "eau");
        var three = Due with { With = [new PollDue(Strange, ["s"], Morning), new PollDue(Water, ["d"], Morning)] };

        await PollAsync(app, Morning.AddMinutes(5), three);

        Assert.Equal((1L, 1L), ((await CursorAsync(app, River)).Signals, (await CursorAsync(app, Water)).Signals));
        var strange = await CursorAsync(app, Strange);
        Assert.Equal(("X does not understand the question (400)", Morning.AddMinutes(5).AddHours(24)), (strange.Reason, strange.QuietUntil!.Value));
        Assert.Equal(x.Charged.Count * 5 * 2, (await SpentAsync(app)).Mills);
    }

    [SkippableFact]
    public async Task What_another_request_holds_until_it_is_answered_does_not_silence_a_question_for_the_day()
    {
        await using var app = await RelaisApp.StartAsync(azurite, settings: FakeX.Settings(10));
        await using var x = await FakeX.StartAsync(app.Outside, () => app.Now);
        x.Publish(Morning.AddMinutes(1), "saveourriver");

        // As a search beside this one does: it counts as many posts as may come, and gives back what did not.
        var budgets = app.Get<Budgets>();
        Assert.True(await budgets.TrySpendAsync("x", 330, 10_000, Morning.AddMinutes(5), CancellationToken.None));
        await PollAsync(app, Morning.AddMinutes(5));
        await budgets.GiveBackAsync("x", 330, Morning.AddMinutes(5), CancellationToken.None);
        await PollAsync(app, Morning.AddMinutes(10));

        var cursor = await CursorAsync(app, River);
        Assert.Equal((1L, null), (cursor.Signals, cursor.Reason));
        Assert.Empty(await app.Get<SignalStore>().ReadGapsAsync(River.Key, Morning, Morning.AddDays(1), CancellationToken.None));
    }

    [SkippableFact]
    public async Task Where_nobody_was_reached_nothing_is_paid()
    {
        await using var app = await RelaisApp.StartAsync(azurite, settings: FakeX.Settings(10));
        var failure = HttpRequestError.NameResolutionError;
        app.Outside.Put("api.x.com", (_, _) => throw new HttpRequestException(failure, "Nobody is there."));
        await PollAsync(app, Morning.AddMinutes(5));
        failure = HttpRequestError.ConnectionError;
        await PollAsync(app, Morning.AddMinutes(10));
        failure = HttpRequestError.SecureConnectionError;
        await PollAsync(app, Morning.AddMinutes(30));

        Assert.Equal(("tls", 3), ((await CursorAsync(app, River)).Reason, (await CursorAsync(app, River)).Failures));
        Assert.Equal(0, (await SpentAsync(app)).Mills);
    }

    [SkippableTheory]
    [InlineData(3)]
    [InlineData(45)]
    [InlineData(100)]
    public async Task A_first_look_as_far_back_as_one_answer_reaches_asks_for_nothing_that_X_has_not_closed_yet(int seconds)
    {
        await using var app = await RelaisApp.StartAsync(azurite, settings: FakeX.Settings(300));
        await using var x = await FakeX.StartAsync(app.Outside, () => app.Now);
        x.Publish(Morning.AddSeconds(-20), "saveourriver");

        await PollAsync(app, Morning, Due with { Since = Morning.AddHours(-58).AddSeconds(-seconds) });
        await PollAsync(app, Morning.AddMinutes(5));

        var cursor = await CursorAsync(app, River);
        Assert.Equal((null, 1L), (cursor.Reason, cursor.Signals));
    }

    private static Hashtag Make(string text) => Hashtag.TryParse(text, out var hashtag, out _) ? hashtag! : throw new ArgumentException(text, nameof(text));

    // Ran an hour ago, so that each question has a turn.
    private static TimerInfo Never() => new() { ScheduleStatus = new ScheduleStatus { Last = Morning.UtcDateTime } };

    private static IEnumerable<string> CampaignsOf(string message)
    {
        using var document = JsonDocument.Parse(message);
        var due = document.RootElement;
        var with = due.TryGetProperty("with", out var others) && others.ValueKind == JsonValueKind.Array ? others.EnumerateArray().ToArray() : [];
        return [.. with.Prepend(due).SelectMany(one => one.GetProperty("campaigns").EnumerateArray()).Select(campaign => campaign.GetString()!)];
    }
}
