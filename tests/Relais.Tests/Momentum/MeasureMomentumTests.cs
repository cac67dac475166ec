using Relais.Alerts;
using Relais.Campaigns;
using Relais.Momentum;
using Relais.Notifications;
using Relais.Tests.Story;

namespace Relais.Tests.Momentum;

/// <summary>A campaign judged with what has been counted by now.</summary>
public sealed class MeasureMomentumTests(RelaisFixture fixture) : IClassFixture<RelaisFixture>
{
    private static readonly DateTimeOffset Morning = RelaisApp.Morning;

    private readonly string id = Azurite.NewName("c");

    private RelaisApp App => fixture.App;

    [SkippableFact]
    public async Task A_surge_in_what_was_counted_is_one_alert_however_often_it_is_judged()
    {
        var (_, query) = await CampaignAsync();
        await App.SignalsAsync(query, Morning, Morning.AddHours(8), 24);
        await JudgeAsync();
        Assert.Empty(await AlertsAsync());

        await App.SignalsAsync(query, Morning.AddHours(8), Morning.AddHours(9), 300);
        await JudgeAsync();
        var standing = await App.Get<MomentumStore>().ReadAsync(id, default);
        await JudgeAsync();
        await Task.WhenAll(JudgeAsync(), JudgeAsync());

        var alert = Assert.Single(await AlertsAsync());
        Assert.Equal((Morning.AddHours(8).AddMinutes(15), null), (alert.StartsAt, alert.EndsAt));
        Assert.Equal(Morning.AddHours(9), standing.JudgedUntil);
        Assert.Equal((300, MomentumPhase.Surge), (standing.Reading!.Trailing, standing.Reading.Phase));
        Assert.Equal(standing.Reading, (await App.Get<MomentumStore>().ReadAsync(id, default)).Reading);
    }

    [SkippableFact]
    public async Task A_day_judged_in_one_go_tells_the_same_as_judged_bin_by_bin()
    {
        var (_, atOnce) = await CampaignAsync();
        var (_, binByBin) = await CampaignAsync(id + "b");
        (int Hours, int AnHour)[] day = [(8, 24), (1, 300), (4, 24)];
        var at = Morning;
        foreach (var (hours, anHour) in day)
        {
            await App.SignalsAsync(atOnce, at, at.AddHours(hours), anHour);
            for (var end = at.AddHours(hours); at < end; at += Detector.Bin)
            {
                await App.SignalsAsync(binByBin, at, at + Detector.Bin, anHour);
                await JudgeAsync(id + "b");
            }
        }

        await JudgeAsync();

        var (one, other) = (Assert.Single(await AlertsAsync()), Assert.Single(await AlertsAsync(id + "b")));
        Assert.NotNull(one.EndsAt);
        Assert.Equal((one.StartsAt, one.EndsAt, one.AtStart, one.AtEnd), (other.StartsAt, other.EndsAt, other.AtStart, other.AtEnd));
        Assert.Equal(
            (await App.Get<MomentumStore>().ReadAsync(id, default)).Reading,
            (await App.Get<MomentumStore>().ReadAsync(id + "b", default)).Reading);

        // Both versions are open: to be said, and the second after the first, when the group may speak again.
        await SpeakAgainAsync();
        var open = (await App.Get<OpenAlerts>().ListAsync(default)).Where(alert => alert.Due.CampaignId == id).Select(alert => alert.Due.Version);
        Assert.Equal([1, 2], open);
    }

    [SkippableFact]
    public async Task A_crash_between_any_two_writes_loses_no_alert_and_repeats_none()
    {
        var (_, query) = await CampaignAsync();
        await App.SignalsAsync(query, Morning, Morning.AddHours(8), 24);
        await App.SignalsAsync(query, Morning.AddHours(8), Morning.AddHours(9), 300);
        await App.SignalsAsync(query, Morning.AddHours(9), Morning.AddHours(13), 24);

        Assert.InRange(await CutAsync(() => JudgeAsync()), 10, 60);
        Assert.InRange(await CutAsync(SpeakAgainAsync), 5, 30);
        Assert.NotNull(Assert.Single(await AlertsAsync()).EndsAt);
        Assert.Equal(1, (await App.Get<AlertStore>().TotalsAsync(id, default)).Alerts);
        Assert.Equal(2, (await App.Get<OpenAlerts>().ListAsync(default)).Count(alert => alert.Due.CampaignId == id));
    }

    [SkippableFact]
    public async Task What_nobody_could_see_is_neither_learnt_nor_judged()
    {
        var (_, query) = await CampaignAsync();
        await App.SignalsAsync(query, Morning, Morning.AddHours(8), 24);
        await JudgeAsync();
        var before = (await App.Get<MomentumStore>().ReadAsync(id, default)).State;

        // Three hours in which nothing could be read, and nothing of it afterwards.
        var gap = new Gap(Morning.AddHours(8), Morning.AddHours(11), "more was published than could be read", Recovered: false);
        await App.SignalsAsync(query, Morning.AddHours(11), Morning.AddHours(11), 0, gap);
        await JudgeAsync();

        var standing = await App.Get<MomentumStore>().ReadAsync(id, default);
        Assert.Equal(Morning.AddHours(11), standing.JudgedUntil);
        Assert.Equal(Enumerable.Repeat((int?)null, 12), standing.State.Recent);
        Assert.Equal((before.Baseline.Mean, before.Baseline.Variance), (standing.State.Baseline.Mean, standing.State.Baseline.Variance));
        Assert.Empty(await AlertsAsync());
    }

    [SkippableFact]
    public async Task One_source_that_sees_is_enough_and_one_that_lags_holds_nothing_up_for_long()
    {
        var campaign = await App.CampaignAsync(id, [id + "tag"], ["one.example", "two.example"]);
        var (one, two) = (App.Queries(campaign)[0], App.Queries(campaign)[1]);

        // The second has told nothing for an hour, but is not known to be blind yet.
        await App.SignalsAsync(one, Morning, Morning.AddHours(2), 24);
        await App.SignalsAsync(two, Morning, Morning.AddHours(1), 24);
        await JudgeAsync();
        Assert.Equal(Morning.AddMinutes(105), await JudgedUntilAsync());

        // Now it is: the first alone is judged by.
        var signals = App.Get<SignalStore>();
        await signals.RefuseAsync(two, await signals.ReadCursorAsync(two, default), "answered 401", denied: true, null, Morning.AddHours(2), default);
        await JudgeAsync();
        Assert.Equal(Morning.AddHours(2), await JudgedUntilAsync());

        // And when neither sees, nothing is judged.
        await signals.RefuseAsync(one, await signals.ReadCursorAsync(one, default), "answered 401", denied: true, null, Morning.AddHours(2), default);
        await JudgeAsync();
        Assert.Equal(Morning.AddHours(2), await JudgedUntilAsync());
    }

    [SkippableTheory]
    [InlineData(null, null, 1)]
    [InlineData(1000, null, 0)]
    [InlineData(null, 40.0, 0)]
    public async Task A_campaigns_own_thresholds_are_those_it_is_judged_by(int? floor, double? momentum, int alerts)
    {
        var (_, query) = await CampaignAsync(thresholds: new Thresholds(floor, momentum));
        await App.SignalsAsync(query, Morning, Morning.AddHours(8), 24);
        await App.SignalsAsync(query, Morning.AddHours(8), Morning.AddHours(9), 300);
        await JudgeAsync();
        Assert.Equal(alerts, (await AlertsAsync()).Count);
    }

    [SkippableFact]
    public async Task A_message_about_a_campaign_that_is_not_there_does_nothing()
    {
        await JudgeAsync("nowhere");
        Assert.Equal(Standing.None, await App.Get<MomentumStore>().ReadAsync("nowhere", default));
    }

    [SkippableFact]
    public async Task The_end_of_a_campaign_is_the_end_of_its_surge()
    {
        var (_, query) = await CampaignAsync(until: Morning.AddHours(9));
        await App.SignalsAsync(query, Morning, Morning.AddHours(8), 24);
        await App.SignalsAsync(query, Morning.AddHours(8), Morning.AddHours(10), 300);
        App.SetClock(Morning.AddHours(10));
        await JudgeAsync();

        var alert = Assert.Single(await AlertsAsync());
        Assert.Equal((Morning.AddHours(8).AddMinutes(15), Morning.AddHours(9)), (alert.StartsAt, alert.EndsAt));
        Assert.Equal(Morning.AddHours(9), await JudgedUntilAsync());
    }

    private async Task<(Campaign Campaign, string Query)> CampaignAsync(string? name = null, Thresholds? thresholds = null, DateTimeOffset? until = null)
    {
        var campaign = await App.CampaignAsync(name ?? id, [(name ?? id) + "tag"], ["mastodon.example"], thresholds, until: until);
        return (campaign, Assert.Single(App.Queries(campaign)));
    }

    // The power fails after one request more each time, and the message comes again.
    private async Task<int> CutAsync(Func<Task> action)
    {
        for (var cuts = 0; ; cuts++)
        {
            App.Storage.CutAfter(cuts);
            var cut = await Record.ExceptionAsync(action);
            App.Storage.Restore();
            if (cut is not PowerCutException)
            {
                return cut is null ? cuts : throw cut;
            }
        }
    }

    // As the timer has it done, five minutes after the campaign's surges last spoke.
    private Task SpeakAgainAsync()
    {
        App.SetClock(App.Now.AddMinutes(5));
        return App.RunAsync<GroupAlerts>(group => group.RunAsync(new GroupDue(id, AlertKinds.Surge), default));
    }

    private Task JudgeAsync(string? name = null) => App.RunAsync<MeasureMomentum>(measure => measure.RunAsync(new MomentumDue(name ?? id), default));

    private Task<IReadOnlyList<Alert>> AlertsAsync(string? name = null) => App.Get<AlertStore>().ListAsync(name ?? id, "", 10, default);

    private async Task<DateTimeOffset?> JudgedUntilAsync() => (await App.Get<MomentumStore>().ReadAsync(id, default)).JudgedUntil;
}
