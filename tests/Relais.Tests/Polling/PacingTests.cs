using Relais.Campaigns;
using Relais.Polling;

namespace Relais.Tests.Polling;

/// <summary>How often questions are put and what they will have cost, with idle campaigns, events and ends.</summary>
public sealed class PacingTests
{
    private static readonly DateTimeOffset First = new(2026, 11, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset End = First.AddMonths(1);

    // $45 are every five minutes of thirty days, at half a cent.
    private static readonly Budget Plenty = new(5, 1_000_000, Spending.None, null);

    [Theory]
    [InlineData(60, 60, "3.6")]
    [InlineData(5, 5, "43.2")]
    [InlineData(120, 120, "1.8")]
    public void An_idle_question_is_put_seldom_and_costs_what_that_costs(int idle, int every, string dollars) =>
        Assert.Equal(new Pace(every, decimal.Parse(dollars, System.Globalization.CultureInfo.InvariantCulture)), Pace(Plenty, idle, Idle("a")));

    [Fact]
    public void What_is_free_is_put_as_often_as_is_wanted()
    {
        Assert.Equal(new Pace(60, 0), Pace(null, 60, Idle("a")));
        Assert.Equal(new Pace(5, 0), Pace(null, 60, Awake("a")));
        Assert.Equal(new Pace(1, 0), Pace(null, 60, Event("a", First.AddHours(1))));
    }

    [Fact]
    public void Money_is_kept_for_idle_questions_as_if_they_were_watched()
    {
        // $5 are one question an hour: with nine that sleep beside it, one every eight hours.
        var budget = new Budget(5, 5_000, Spending.None, null);
        var sleepers = Enumerable.Range(0, 9).Select(number => Idle($"s{number}")).ToArray();
        var pacing = Pacing(budget, 60, [Awake("a"), .. sleepers]);

        Assert.Equal((480, 480, 480), (pacing.WatchMinutes, pacing.Of(pacing.Demands[0]).EveryMinutes, pacing.Of(pacing.Demands[1]).EveryMinutes));
        Assert.Equal(60, Pacing(budget, 60, [Awake("a")]).WatchMinutes);
    }

    [Fact]
    public void The_projection_goes_by_how_often_each_is_really_put()
    {
        // Thirty days: 8,640 times every five minutes, 720 times an hour.
        Assert.Equal(5 * (8_640 + 720), Pacing(Plenty, 60, [Awake("a"), Idle("b")]).ProjectedMills);
        Assert.Equal(5 * 2 * 8_640, Pacing(Plenty, 60, [Awake("a"), Awake("b")]).ProjectedMills);
    }

    [Theory]
    [InlineData(6, (6 * 60) + (8_640 - 72))]
    [InlineData(72, (72 * 60) + (8_640 - (72 * 12)))]
    public void An_event_that_is_on_is_counted_until_its_end(int hours, int requests) =>
        Assert.Equal(5 * requests, Pacing(Plenty, 60, [Event("a", First.AddHours(hours))]).ProjectedMills);

    [Fact]
    public void An_event_that_goes_on_into_the_next_month_is_counted_until_the_months_end() =>
        Assert.Equal(5 * 10 * 60, new Pacing(Plenty, [Event("a", End.AddHours(5))], 5, 60, End.AddHours(-10)).ProjectedMills);

    [Fact]
    public void What_an_event_spends_is_missing_afterwards_and_the_cap_is_never_passed()
    {
        // $50: ten hours of minutes cost $3, and of what is left every five minutes cost $42.60.
        Assert.Equal(5 * (600 + 8_640 - 120), Pacing(new Budget(5, 50_000, Spending.None, null), 60, [Event("a", First.AddHours(10))]).ProjectedMills);

        // $45 less the same $3 is not enough for that: every ten.
        Assert.Equal(5 * (600 + 4_320 - 60), Pacing(new Budget(5, 45_000, Spending.None, null), 60, [Event("a", First.AddHours(10))]).ProjectedMills);
        Assert.InRange(Pacing(new Budget(5, 1_000, new Spending(900, 180), null), 60, [Event("a", First.AddHours(72)), Awake("b")]).ProjectedMills, 900, 1_000);
    }

    [Fact]
    public void A_question_costs_nothing_before_it_is_asked_nor_after_its_end()
    {
        var later = Awake("a") with { From = First.AddDays(29) };
        var ending = Awake("a") with { Until = First.AddDays(1) };
        var next = Awake("a") with { From = End.AddDays(1) };

        Assert.Equal((5 * 288, 5 * 288, 0), (Pacing(Plenty, 60, [later]).ProjectedMills, Pacing(Plenty, 60, [ending]).ProjectedMills, Pacing(Plenty, 60, [next]).ProjectedMills));
    }

    [Fact]
    public void A_network_that_is_off_costs_what_it_has_cost() =>
        Assert.Equal(700, Pacing(new Budget(5, 0, new Spending(700, 140), "X is off"), 60, [Awake("a"), Event("b", End)]).ProjectedMills);

    [Theory]
    [InlineData(CampaignCadence.Auto, true, false, false, true)]
    [InlineData(CampaignCadence.Auto, false, false, false, false)]
    [InlineData(CampaignCadence.Auto, true, true, false, false)]
    [InlineData(CampaignCadence.Auto, true, false, true, false)]
    [InlineData(CampaignCadence.Watch, true, false, false, false)]
    [InlineData(CampaignCadence.Idle, false, false, false, true)]
    [InlineData(CampaignCadence.Idle, false, false, true, true)]
    [InlineData(CampaignCadence.Idle, true, true, false, false)]
    public void A_question_is_idle_as_its_organiser_its_campaigns_mark_an_event_and_its_announcing_say(
        CampaignCadence cadence, bool isMarked, bool isEvent, bool announces, bool isIdle)
    {
        var feed = new TrackedQuery("feed", "site.example", [], [], "https://site.example/feed");
        var campaign = new Campaign("c", "C", [], [new FollowedSource(feed.Kind, feed.Host, feed.Url, announces)], First, null, Thresholds.Default)
        {
            Cadence = cadence,
            IdleUntil = isMarked ? First.AddHours(6) : First.AddHours(-1),
            EventUntil = isEvent ? First.AddHours(1) : null,
        };
        var awake = campaign with { Cadence = CampaignCadence.Watch };

        Assert.Equal(isIdle, Demand.Of(feed, [campaign], First).IsIdle);
        Assert.Equal(isIdle, Demand.Of(feed, [campaign, campaign], First).IsIdle);
        Assert.False(Demand.Of(feed, [campaign, awake], First).IsIdle);
    }

    private static Pacing Pacing(Budget? budget, int idle, IReadOnlyList<Demand> demands) => new(budget, demands, 5, idle, First);

    private static Pace Pace(Budget? budget, int idle, Demand demand) => Pacing(budget, idle, [demand]).Of(demand);

    private static Demand Awake(string key) => new(key, First, null, null, IsIdle: false);

    private static Demand Idle(string key) => new(key, First, null, null, IsIdle: true);

    private static Demand Event(string key, DateTimeOffset until) => new(key, First, null, until, IsIdle: false);
}
