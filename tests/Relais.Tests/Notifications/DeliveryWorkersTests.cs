using Relais.Notifications;
using Relais.Tests.Story;

namespace Relais.Tests.Notifications;

/// <summary>Workers that die over a page, are too slow for it, or cannot write down what they did.</summary>
public sealed class DeliveryWorkersTests(Azurite azurite) : IClassFixture<Azurite>
{
    [SkippableFact]
    public async Task A_page_held_by_a_dead_worker_is_taken_over_when_its_lease_has_run_out()
    {
        await using var app = await RelaisApp.StartAsync(azurite);
        var receiver = await app.PlannedAsync(30);

        // The worker claims the page, sends, and dies before it has written anything down.
        receiver.Otherwise = (request, token) =>
        {
            app.Storage.CutAfter(0);
            return WebhookReceiver.Says(204)(request, token);
        };
        await Assert.ThrowsAsync<PowerCutException>(() => app.DeliverAsync());
        app.Storage.Restore();
        receiver.Otherwise = WebhookReceiver.Says(204);
        var heard = receiver.Received.Count;
        Assert.InRange(heard, 1, 30);

        app.SetClock(app.Now.AddSeconds(29));
        await app.DeliverAsync();
        Assert.Equal(heard, receiver.Received.Count);
        Assert.Equal(30, (await app.CountAsync()).Planned);

        app.SetClock(app.Now.AddSeconds(1));
        await app.DeliverAsync();
        Assert.Equal(heard + 30, receiver.Received.Count);
        Assert.Equal(30, receiver.Received.Select(received => received.Id).Distinct().Count());
        Assert.Equal(new DeliveryCounts(0, 30, 0, 0, 0, 0), await app.CountAsync());
    }

    [SkippableFact]
    public async Task A_worker_whose_page_was_taken_over_stops_and_spoils_nothing()
    {
        await using var app = await RelaisApp.StartAsync(azurite);
        var receiver = await app.PlannedAsync(200);

        // All that it has in flight hangs: meanwhile the lease runs out and another worker delivers the page.
        var slow = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var (all, calls) = (new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously), 0);
        receiver.Otherwise = async (request, token) =>
        {
            if (Interlocked.Increment(ref calls) == 64)
            {
                all.SetResult();
            }

            await slow.Task;
            return await WebhookReceiver.Says(204)(request, token);
        };
        var early = app.DeliverAsync();
        await all.Task;
        app.SetClock(app.Now.AddSeconds(31));
        await FailAllAsync(app);
        slow.SetResult();
        await early;

        Assert.Equal(new DeliveryCounts(0, 0, 0, 200, 0, 0), await app.CountAsync());
        Assert.Equal(200, (await app.LateAsync()).Count);
        Assert.Contains("Page 1 of al_1 version 1 was taken over by another worker.", app.Log.Lines);

        // While answers are slow more and more are asked at once, so it may have asked everybody by then; but nobody twice.
        Assert.InRange(receiver.Received.Count, 64, 200);
        Assert.Equal(receiver.Received.Count, receiver.Received.Select(received => received.Id).Distinct().Count());
    }

    // Another worker, on another machine: what the first has in flight there takes no place here.
    private static async Task FailAllAsync(RelaisApp app)
    {
        var (ledger, due) = (app.Get<Ledger>(), new DeliveryDue("al_1", 1, 1));
        var page = (await ledger.ClaimAsync(due, app.Now, default))!;
        foreach (var places in page.DueAt(app.Now).Chunk(Ledger.MostChangesAFlush))
        {
            Assert.All(places, place => page.End(place, DeliveryState.Failed, "gone"));
            Assert.True(await ledger.FlushAsync(due, page, release: page.NextDue(app.Now) is null, app.Now, default));
        }
    }

    [SkippableFact]
    public async Task When_nothing_can_be_written_down_no_more_is_sent()
    {
        await using var app = await RelaisApp.StartAsync(azurite);
        var receiver = await app.PlannedAsync(500);
        receiver.Otherwise = (request, token) =>
        {
            app.Storage.CutAfter(0);
            return WebhookReceiver.Says(204)(request, token);
        };
        await Assert.ThrowsAsync<PowerCutException>(() => app.DeliverAsync());
        var heard = receiver.Received.Count;
        app.Storage.Restore();

        // At most what the flush held and what was in flight by then; and nobody goes on in the background.
        Assert.InRange(heard, 1, Ledger.MostSendsAFlush + 64 + 1);
        app.SetClock(app.Now.AddSeconds(30));
        receiver.Otherwise = WebhookReceiver.Says(204);
        await app.DeliverAsync();
        Assert.Equal(heard + 500, receiver.Received.Count);
    }
}
