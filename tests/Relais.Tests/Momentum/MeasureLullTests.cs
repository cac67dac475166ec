using Relais.Alerts;
using Relais.Campaigns;
using Relais.Momentum;
using Relais.Notifications;
using Relais.Tests.Story;

namespace Relais.Tests.Momentum;

/// <summary>A campaign that goes quiet, judged with what has been counted by now.</summary>
public sealed class MeasureLullTests(RelaisFixture fixture) : IClassFixture<RelaisFixture>
{
    private static readonly DateTimeOffset Morning = RelaisApp.Morning;
    private static readonly DateTimeOffset Silence = Morning.AddDays(3);

    private readonly string id = Azurite.NewName("l");

    private RelaisApp App => fixture.App;

    [SkippableFact]
    public async Task A_campaign_that_goes_quiet_is_one_alert_until_it_is_active_again()
    {
        var (campaign, queries) = await CampaignAsync(["mastodon.example"]);
        await App.SignalsAsync(queries[0], Morning, Silence, 60);
        await App.SignalsAsync(queries[0], Silence, Silence.AddHours(8), 0);
        await JudgeAsync();
        await Task.WhenAll(JudgeAsync(), JudgeAsync());

        var lull = Assert.Single(await AlertsAsync());
        Assert.Equal((AlertKinds.Lull, Silence.AddMinutes(225), null), (lull.Kind, lull.StartsAt, lull.EndsAt));
        Assert.Equal($"Marche {id} has gone quiet.", AlertText.Title(lull, campaign).En);
        Assert.Equal("0 posts in an hour, where about 54 are usual.", AlertText.Why(lull, campaign).En);
        Assert.Equal("0 publication en une heure, pour environ 54 d'habitude.", AlertText.Why(lull, campaign).Fr);
        Assert.Equal(MomentumPhase.Lull, (await App.Get<MomentumStore>().ReadAsync(id, default)).Reading!.Phase);

        await App.SignalsAsync(queries[0], Silence.AddHours(8), Silence.AddHours(11), 60);
        await JudgeAsync();

        lull = Assert.Single(await AlertsAsync());
        Assert.Equal(Silence.AddHours(10).AddMinutes(25), lull.EndsAt);
        var said = AlertText.Say(lull, campaign, lull.LastTelling! with { Status = Telling.Resolved });
        Assert.Equal($"Marche {id} is active again.", said.Title.En);
        Assert.Equal("60 posts in the last hour, where about 45 have become usual; the lull began at 2026-03-05 11:45 UTC.", said.Body.En);
    }

    [SkippableFact]
    public async Task The_end_of_a_campaign_is_the_end_of_its_lull()
    {
        var (campaign, queries) = await CampaignAsync(["mastodon.example"], until: Silence.AddHours(6));
        await App.SignalsAsync(queries[0], Morning, Silence, 60);
        await App.SignalsAsync(queries[0], Silence, Silence.AddHours(6), 0);
        await AtAsync(Silence.AddHours(6), JudgeAsync);

        var lull = Assert.Single(await AlertsAsync());
        Assert.Equal(Silence.AddHours(6), lull.EndsAt);
        var said = AlertText.Say(lull, campaign, lull.LastTelling! with { Status = Telling.Resolved });
        Assert.Equal($"Marche {id} stays quiet; this alert is over.", said.Title.En);
        Assert.Equal($"Marche {id} reste calme\u00a0; cette alerte est levée.", said.Title.Fr);
    }

    [SkippableFact]
    public async Task What_a_blind_source_may_be_missing_is_no_lull()
    {
        var (_, queries) = await CampaignAsync(["loud.example", "low.example"]);
        await App.SignalsAsync(queries[0], Morning, Silence, 60);
        await App.SignalsAsync(queries[1], Morning, Silence, 5);
        await JudgeAsync();

        // The loud one refuses; the other goes on, and is judged by.
        var signals = App.Get<SignalStore>();
        await signals.RefuseAsync(queries[0], await signals.ReadCursorAsync(queries[0], default), "answered 401", denied: true, null, Silence, default);
        for (var at = Silence; at < Silence.AddHours(8); at = at.AddHours(1))
        {
            await App.SignalsAsync(queries[1], at, at.AddHours(1), 5);
            await JudgeAsync();
        }

        Assert.Equal(Silence.AddHours(8), (await App.Get<MomentumStore>().ReadAsync(id, default)).JudgedUntil);

        // It sees again, and what lay between is lost: nor was that a lull.
        await App.SignalsAsync(queries[0], Silence.AddHours(8), Silence.AddHours(9), 60, new Gap(Silence, Silence.AddHours(8), "answered 401", Recovered: false));
        await App.SignalsAsync(queries[1], Silence.AddHours(8), Silence.AddHours(9), 5);
        await JudgeAsync();
        Assert.Empty(await AlertsAsync());
    }

    [SkippableFact]
    public async Task Who_asks_for_less_is_not_told_that_less_comes()
    {
        var (campaign, queries) = await CampaignAsync(["loud.example", "low.example"]);
        await App.SignalsAsync(queries[0], Morning, Silence, 60);
        await App.SignalsAsync(queries[1], Morning, Silence, 5);
        await JudgeAsync();
        var changed = await App.Get<CampaignStore>().ChangeAsync(
            id,
            standing =>
            {
                var less = standing with { Sources = [standing.Sources[1]] };
                return less with { History = AskedQuestion.Change(standing, less, App.Get<CampaignRules>().Kinds, Silence) };
            },
            default);

        // Alone, the instance is asked another question: what it shares with the other is no matter any more.
        await App.SignalsAsync(Assert.Single(App.Queries(changed!)), Silence, Silence.AddHours(20), 5);
        await JudgeAsync();

        Assert.Equal(Silence.AddHours(20), (await App.Get<MomentumStore>().ReadAsync(id, default)).JudgedUntil);
        Assert.Empty(await AlertsAsync());
        Assert.Equal(id, campaign.Id);
    }

    private async Task<(Campaign Campaign, string[] Queries)> CampaignAsync(string[] hosts, DateTimeOffset? until = null)
    {
        var campaign = await App.CampaignAsync(id, [id + "tag"], hosts, until: until);
        return (campaign, App.Queries(campaign));
    }

    private async Task AtAsync(DateTimeOffset now, Func<Task> act)
    {
        App.SetClock(now);
        await act();
        App.SetClock(Morning);
    }

    private Task JudgeAsync() => App.RunAsync<MeasureMomentum>(measure => measure.RunAsync(new MomentumDue(id), default));

    private Task<IReadOnlyList<Alert>> AlertsAsync() => App.Get<AlertStore>().ListAsync(id, "", 10, default);
}
