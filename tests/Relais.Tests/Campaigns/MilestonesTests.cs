using Relais.Campaigns;
using Relais.Tests.Story;

namespace Relais.Tests.Campaigns;

/// <summary>Milestones: which are crossed, and how organisers set them.</summary>
public sealed class MilestonesTests(Azurite azurite) : IClassFixture<Azurite>
{
    private static readonly Milestones Set = new([1000, 100, 10_000], 5000, [50, 100, 33]);

    [Theory]
    [InlineData(0, 99, "")]
    [InlineData(0, 100, "100")]
    [InlineData(99, 100, "100")]
    [InlineData(100, 101, "")]
    [InlineData(0, 1500, "1000")] // the hundredth goes without saying
    [InlineData(1500, 1649, "")]
    [InlineData(1649, 1650, "33%")]
    [InlineData(0, 2500, "1000,50%")]
    [InlineData(2500, 4999, "")]
    [InlineData(4999, 5000, "100%")]
    [InlineData(4999, 1_000_000, "10000,100%")]
    [InlineData(6000, 5000, "")]
    public void The_highest_of_each_kind_that_was_crossed_is_said(long before, long total, string said) =>
        Assert.Equal(said, string.Join(',', Set.Crossed(before, total)));

    [Theory]
    [InlineData(3, 50, 2)]
    [InlineData(1, 1, 1)]
    [InlineData(1_000_000_000_000, 1000, 10_000_000_000_000)]
    public void A_share_is_reached_with_the_first_whole_post_that_reaches_it(long goal, int percent, long mark)
    {
        var milestones = new Milestones([], goal, [percent]);

        Assert.Empty(milestones.Crossed(0, mark - 1));
        Assert.Equal([$"{percent}%"], milestones.Crossed(mark - 1, mark));
    }

    [SkippableFact]
    public async Task Milestones_are_set_read_changed_and_taken_away()
    {
        await using var app = await RelaisApp.StartAsync(azurite);
        var made = (await app.PostAsync("/api/campaigns", """{"name":"Marche","hashtags":["climat"],"milestones":{"counts":[10000,1000],"goal":5000,"percents":[50,100]}}""")).Expect(201);
        Assert.EndsWith(""","milestones":{"counts":[10000,1000],"goal":5000,"percents":[50,100]},"eventUntil":null,"page":null}""", made.Text, StringComparison.Ordinal);

        var renamed = (await app.SendAsync(HttpMethod.Patch, "/api/campaigns/marche", """{"name":"Grande marche"}""")).Expect(200);
        Assert.EndsWith(""","milestones":{"counts":[10000,1000],"goal":5000,"percents":[50,100]},"eventUntil":null,"page":null}""", renamed.Text, StringComparison.Ordinal);

        var replaced = (await app.SendAsync(HttpMethod.Patch, "/api/campaigns/marche", """{"milestones":{"counts":[7]}}""")).Expect(200);
        Assert.EndsWith(""","milestones":{"counts":[7],"goal":null,"percents":[]},"eventUntil":null,"page":null}""", replaced.Text, StringComparison.Ordinal);
        Assert.Equal(replaced.Text, (await app.GetAsync("/api/campaigns/marche")).Expect(200).Text);

        var gone = (await app.SendAsync(HttpMethod.Patch, "/api/campaigns/marche", """{"milestones":null}""")).Expect(200);
        Assert.EndsWith(""","milestones":null,"eventUntil":null,"page":null}""", gone.Text, StringComparison.Ordinal);
        Assert.Null((await app.Get<CampaignStore>().FindAsync("marche", default))!.Milestones);
    }

    [SkippableTheory]
    [InlineData("""{"counts":[1000,0]}""", "milestones.counts[1]: must be 1 to 1000000000000.")]
    [InlineData("""{"counts":[1000,-5]}""", "milestones.counts[1]: must be 1 to 1000000000000.")]
    [InlineData("""{"counts":[1000,10,1000]}""", "milestones.counts[2]: stands in the list twice.")]
    [InlineData("""{"counts":[1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21]}""", "milestones.counts: must hold at most 20 numbers.")]
    [InlineData("""{"goal":0}""", "milestones.goal: must be 1 to 1000000000000.")]
    [InlineData("""{"percents":[50]}""", "milestones.percents: must have a goal to be shares of.")]
    [InlineData("""{"goal":10,"percents":[50,1001]}""", "milestones.percents[1]: must be 1 to 1000.")]
    [InlineData("""{"goal":10,"percents":[50,50]}""", "milestones.percents[1]: stands in the list twice.")]
    public async Task Milestones_that_are_wrong_are_refused_by_field(string milestones, string detail)
    {
        await using var app = await RelaisApp.StartAsync(azurite);
        Assert.Equal(detail, (await app.PostAsync("/api/campaigns", $$"""{"name":"Marche","hashtags":["climat"],"milestones":{{milestones}}}""")).Expect(400).Detail);
        await app.PostAsync("/api/campaigns", """{"name":"Marche","hashtags":["climat"]}""");
        Assert.Equal(detail, (await app.SendAsync(HttpMethod.Patch, "/api/campaigns/marche", $$"""{"milestones":{{milestones}}}""")).Expect(400).Detail);
    }
}
