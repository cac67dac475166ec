using Relais.Alerts;
using Relais.Campaigns;
using Relais.Momentum;
using Relais.Notifications;
using Relais.Tests.Story;

namespace Relais.Tests.Momentum;

/// <summary>A campaign's milestones, crossed by what has been counted by now.</summary>
public sealed class MeasureMilestonesTests(RelaisFixture fixture) : IClassFixture<RelaisFixture>
{
    private static readonly DateTimeOffset Morning = RelaisApp.Morning;

    private readonly string id = Azurite.NewName("m");

    private RelaisApp App => fixture.App;

    [SkippableFact]
    public async Task A_milestone_is_said_once_when_the_total_crosses_it()
    {
        var (campaign, query) = await CampaignAsync(new Milestones([100, 200], 400, [50]));
        await App.SignalsAsync(query, Morning, Morning.AddHours(1), 99);
        await JudgeAsync();
        Assert.Empty(await AlertsAsync());

        await App.SignalsAsync(query, Morning.AddHours(1), Morning.AddHours(2), 1);
        await JudgeAsync();
        await Task.WhenAll(JudgeAsync(), JudgeAsync());
        var hundred = Assert.Single(await AlertsAsync());
        Assert.Equal((AlertKinds.Milestone, "100"), (hundred.Kind, hundred.Labels["milestone"]));
        Assert.Equal(($"Marche {id} has reached 100 posts.", "100 posts so far."), (AlertText.Title(hundred, campaign).En, AlertText.Why(hundred, campaign).En));

        // Two at once, each of its kind.
        await App.SignalsAsync(query, Morning.AddHours(2), Morning.AddHours(3), 105);
        await JudgeAsync();
        var share = Assert.Single(await AlertsAsync(), alert => alert.Labels["milestone"] == "50%");
        Assert.Equal(($"Marche {id} has reached 50% of its goal.", "205 posts of 400 so far."), (AlertText.Title(share, campaign).En, AlertText.Why(share, campaign).En));
        Assert.Equal(($"Marche {id} a atteint 50\u202f% de son objectif.", "205 publications sur 400 à ce jour."), (AlertText.Title(share, campaign).Fr, AlertText.Why(share, campaign).Fr));
        Assert.Equal(["100", "200", "50%"], (await AlertsAsync()).Select(alert => alert.Labels["milestone"]).Order(StringComparer.Ordinal));
    }

    [SkippableFact]
    public async Task Of_several_that_are_crossed_at_once_the_highest_is_said()
    {
        var (_, query) = await CampaignAsync(new Milestones([10, 1000, 100], null, []));
        await App.SignalsAsync(query, Morning, Morning.AddHours(1), 500);
        await JudgeAsync();
        Assert.Equal("100", Assert.Single(await AlertsAsync()).Labels["milestone"]);
    }

    [SkippableFact]
    public async Task What_was_passed_before_it_was_set_is_not_said()
    {
        var (_, query) = await CampaignAsync(null);
        await App.SignalsAsync(query, Morning, Morning.AddHours(1), 500);
        await JudgeAsync();

        await SetAsync(new Milestones([100, 510], 1000, [25]));
        await App.SignalsAsync(query, Morning.AddHours(1), Morning.AddHours(2), 5);
        await JudgeAsync();
        Assert.Empty(await AlertsAsync());

        await App.SignalsAsync(query, Morning.AddHours(2), Morning.AddHours(3), 5);
        await JudgeAsync();
        Assert.Equal("510", Assert.Single(await AlertsAsync()).Labels["milestone"]);
    }

    [SkippableFact]
    public async Task A_milestone_that_was_said_is_not_said_again_when_the_goal_moves()
    {
        var (_, query) = await CampaignAsync(new Milestones([], 100, [100]));
        await App.SignalsAsync(query, Morning, Morning.AddHours(1), 100);
        await JudgeAsync();

        await SetAsync(new Milestones([], 150, [100]));
        await App.SignalsAsync(query, Morning.AddHours(1), Morning.AddHours(2), 60);
        await JudgeAsync();
        Assert.Equal(100, Assert.Single(await AlertsAsync()).AtStart!.Trailing);
    }

    [SkippableFact]
    public async Task A_crash_between_any_two_writes_loses_no_milestone_and_repeats_none()
    {
        var (_, query) = await CampaignAsync(new Milestones([100], 200, [50]));
        await App.SignalsAsync(query, Morning, Morning.AddHours(1), 120);
        for (var (cuts, done) = (0, false); !done; cuts++)
        {
            App.Storage.CutAfter(cuts);
            try
            {
                await JudgeAsync();
                done = true;
            }
            catch (PowerCutException)
            {
                // The message comes again.
            }

            App.Storage.Restore();
        }

        Assert.Equal(["100", "50%"], (await AlertsAsync()).Select(alert => alert.Labels["milestone"]).Order(StringComparer.Ordinal));
        Assert.Equal(2, (await App.Get<AlertStore>().TotalsAsync(id, default)).Alerts);
    }

    private async Task<(Campaign Campaign, string Query)> CampaignAsync(Milestones? milestones)
    {
        var campaign = await App.CampaignAsync(id, [id + "tag"], ["mastodon.example"]);
        await SetAsync(milestones);
        return (campaign, Assert.Single(App.Queries(campaign)));
    }

    private async Task SetAsync(Milestones? milestones) => await App.Get<CampaignStore>().ChangeAsync(id, standing => standing with { Milestones = milestones }, default);

    private Task JudgeAsync() => App.RunAsync<MeasureMomentum>(measure => measure.RunAsync(new MomentumDue(id), default));

    private Task<IReadOnlyList<Alert>> AlertsAsync() => App.Get<AlertStore>().ListAsync(id, "", 10, default);
}
