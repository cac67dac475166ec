using Azure.Core;
using Relais.Alerts;
using Relais.Notifications;
using Relais.Tests.Story;

namespace Relais.Tests.Alerts;

/// <summary>The rows of alerts: raised once, resolved once, whoever comes in between.</summary>
public sealed class AlertStoreTests(RelaisFixture fixture) : IClassFixture<RelaisFixture>
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);
    private static readonly Observation AtEnd = new(20, 25, 0.5, 3.5);
    private static readonly DeliveryCounts Two = new(0, 1, 0, 1, 0, 0);

    private readonly string campaign = Azurite.NewName("c");

    private AlertStore Store => fixture.App.Get<AlertStore>();

    private AlertDesk Desk => fixture.App.Get<AlertDesk>();

    private string Fingerprint => AlertConditions.SurgeFingerprint(campaign);

    [SkippableFact]
    public async Task An_alert_is_raised_once_while_it_fires()
    {
        Assert.True(await RaiseAsync());
        Assert.False(await RaiseAsync());
        Assert.False(await RaiseAsync(5));

        Assert.Equal(new AlertTotals(1, 1, DeliveryCounts.None), await Store.TotalsAsync(campaign, default));
        Assert.Equal(Surge().Id, (await FindFiringAsync())!.AlertId);
        var firing = await FindAsync();
        Assert.Equal((Noon, null, "firing"), (firing.StartsAt, firing.EndsAt, firing.StatusAt(Noon.AddDays(9))));
    }

    [SkippableFact]
    public async Task Of_many_who_raise_at_once_one_has_done_it()
    {
        var raised = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => RaiseAsync()));
        Assert.Single(raised, true);
        Assert.Equal(["first"], (await FindAsync()).Tellings.Select(telling => telling.Why));
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => ResolveAsync(60)));
        Assert.Equal(["first", "over"], (await FindAsync()).Tellings.Select(telling => telling.Why));
        Assert.Equal(1, (await Store.TotalsAsync(campaign, default)).Alerts);
    }

    [SkippableFact]
    public async Task A_resolved_alert_stays_as_it_ended_and_makes_room_for_the_next()
    {
        await RaiseAsync();
        await ResolveAsync(60);
        var resolved = await FindAsync();
        Assert.Equal((Noon.AddHours(1), AtEnd, "resolved"), (resolved.EndsAt, resolved.AtEnd, resolved.StatusAt(Noon.AddHours(1))));
        await ResolveAsync(120);
        Assert.Equal(Noon.AddHours(1), (await FindAsync()).EndsAt);
        Assert.Null(await FindFiringAsync());

        Assert.False(await RaiseAsync());
        Assert.True(await RaiseAsync(600));
        var alerts = await Store.ListAsync(campaign, "", 10, default);
        Assert.Equal([Noon.AddMinutes(600), Noon], alerts.Select(alert => alert.StartsAt));
        Assert.Equal(Noon, Assert.Single(await Store.ListAsync(campaign, alerts[0].Id, 10, default)).StartsAt);
        Assert.Single(await Store.ListAsync(campaign, "", 1, default));
    }

    [SkippableFact]
    public async Task What_closes_another_alert_meanwhile_keeps_none_from_being_raised_or_resolved()
    {
        await RaiseAsync();
        await ResolveAsync(60);

        // Between the reads and the write of raising, the first alert's deliveries end and are added to the same totals.
        await MeanwhileAsync(() => Store.CloseAsync(campaign, Surge().Id, 1, Two, default), async () => Assert.True(await RaiseAsync(600)));

        // And between those of resolving, the second alert's own deliveries end.
        await MeanwhileAsync(() => Store.CloseAsync(campaign, Surge(600).Id, 1, Two, default), () => ResolveAsync(720));

        var second = await FindAsync(600);
        Assert.Equal((Two, Noon.AddHours(12)), (second.Told(1)!.Deliveries, second.EndsAt));
        Assert.Equal(new AlertTotals(2, 0, Two + Two), await Store.TotalsAsync(campaign, default));
    }

    [SkippableFact]
    public async Task A_version_is_closed_once_and_both_versions_add_up()
    {
        await RaiseAsync();
        await ResolveAsync(60);
        var id = Surge().Id;

        Assert.True(await Store.CloseAsync(campaign, id, 1, Two, default));
        Assert.True(await Store.CloseAsync(campaign, id, 1, Two, default));
        Assert.True(await Store.CloseAsync(campaign, id, 2, new DeliveryCounts(0, 1, 0, 0, 0, 1), default));

        Assert.Equal(new AlertTotals(1, 0, new DeliveryCounts(0, 2, 0, 1, 0, 1)), await Store.TotalsAsync(campaign, default));
        var counts = await fixture.App.Get<AlertDeliveries>().CountAsync(await FindAsync(), default);
        Assert.Equal(new DeliveryCounts(0, 2, 0, 1, 0, 1), counts);
    }

    [SkippableFact]
    public async Task A_campaign_without_alerts_has_none()
    {
        Assert.Equal(new AlertTotals(0, 0, DeliveryCounts.None), await Store.TotalsAsync(campaign, default));
        Assert.Empty(await Store.ListAsync(campaign, "", 10, default));
        Assert.Null(await FindFiringAsync());
        await ResolveAsync(0);
        Assert.Empty(await Store.ListAsync(campaign, "", 10, default));
    }

    [Fact]
    public void The_same_labels_have_the_same_fingerprint_and_newer_alerts_have_ids_that_sort_first()
    {
        var (early, late) = (Surge(), Surge(600));
        Assert.Equal(early.Fingerprint, late.Fingerprint);
        Assert.Equal(Fingerprint, early.Fingerprint);
        Assert.NotEqual(early.Fingerprint, Make.Surge("another", Noon).Fingerprint);
        Assert.True(string.CompareOrdinal(late.Id, early.Id) < 0);
        Assert.Equal(early.Id, Surge().Id);
        Assert.Matches("^al_[0-9a-f]{22}$", early.Id);
    }

    private Alert Surge(int minutes = 0) => Make.Surge(campaign, Noon.AddMinutes(minutes));

    private async Task<bool> RaiseAsync(int minutes = 0)
    {
        LetTimePass();
        return (await Desk.RaiseAsync(Surge(minutes), default)).IsNew;
    }

    private Task ResolveAsync(int minutes)
    {
        LetTimePass();
        return Desk.ResolveAsync(campaign, Fingerprint, Noon.AddMinutes(minutes), AtEnd, default);
    }

    // Long enough for a group to speak again; the clock is the class's, so it says nothing of when an alert began.
    private void LetTimePass() => fixture.App.SetClock(fixture.App.Now.AddMinutes(10));

    private async Task<Alert> FindAsync(int minutes = 0) => (await Store.FindAsync(campaign, Surge(minutes).Id, default))!;

    private async Task<FiringAlert?> FindFiringAsync() => (await Store.ReadBoardAsync(campaign, default)).Firing(Fingerprint);

    private async Task MeanwhileAsync(Func<Task<bool>> meanwhile, Func<Task> action)
    {
        var once = false;
        fixture.App.Storage.Before = async request =>
        {
            if (!once && request.Method == RequestMethod.Post && request.Uri.Path.EndsWith("$batch", StringComparison.Ordinal))
            {
                once = true;
                Assert.True(await meanwhile());
            }
        };
        try
        {
            await action();
        }
        finally
        {
            fixture.App.Storage.Before = _ => Task.CompletedTask;
        }

        Assert.True(once);
    }
}
