using Relais.Campaigns;
using Relais.Tests.Story;

namespace Relais.Tests.Campaigns;

/// <summary>Campaigns as organisers create, read, change and end them.</summary>
public sealed class ManageCampaignsTests(Azurite azurite) : IClassFixture<Azurite>
{
    [SkippableFact]
    public async Task A_campaign_takes_its_defaults_and_its_id_from_its_name()
    {
        await using var app = await RelaisApp.StartAsync(azurite);
        var made = (await app.PostAsync("/api/campaigns", """{"name":" Boîte à outils ! ","hashtags":["＃BoîteÀOutils"]}""")).Expect(201);
        Assert.Equal(
            """{"id":"boite-a-outils","name":"Boîte à outils !","hashtags":["BoîteÀOutils"],"sources":[],"from":"2026-03-02T08:00:00+00:00","until":null,"state":"live","cadence":"auto","thresholds":{"floor":null,"momentum":null},"goals":[],"milestones":null,"eventUntil":null,"page":null}""",
            made.Text);
        Assert.Equal(made.Text, (await app.GetAsync("/api/campaigns/boite-a-outils")).Expect(200).Text);
    }

    [SkippableFact]
    public async Task Campaigns_of_one_name_are_told_apart_also_when_created_at_once()
    {
        await using var app = await RelaisApp.StartAsync(azurite);
        var made = await Task.WhenAll(Enumerable.Range(0, 5).Select(i => app.PostAsync("/api/campaigns", $$"""{"name":"气候 行动","hashtags":["气候{{i}}"]}""")));
        Assert.Equal(["campaign", "campaign-2", "campaign-3", "campaign-4", "campaign-5"], made.Select(one => one.Expect(201).Read("id")).Order(StringComparer.Ordinal));
        var list = (await app.GetAsync("/api/campaigns")).Expect(200);
        Assert.Equal(["campaign", "campaign-2", "campaign-3", "campaign-4", "campaign-5"], list.At("campaigns").EnumerateArray().Select(one => one.GetProperty("id").GetString()));
    }

    [SkippableFact]
    public async Task A_change_names_what_changes_and_leaves_the_rest()
    {
        await using var app = await RelaisApp.StartAsync(azurite);
        await app.PostAsync("/api/campaigns", """{"name":"Marche","hashtags":["climat"],"sources":[{"kind":"mastodon","host":"Mastodon.Example"}],"thresholds":{"floor":20}}""");
        var changed = (await app.SendAsync(HttpMethod.Patch, "/api/campaigns/marche", """{"hashtags":["climat","marche"],"until":"2026-04-01T00:00:00+02:00"}""")).Expect(200);
        Assert.Equal(
            """{"id":"marche","name":"Marche","hashtags":["climat","marche"],"sources":[{"kind":"mastodon","host":"mastodon.example"}],"from":"2026-03-02T08:00:00+00:00","until":"2026-03-31T22:00:00+00:00","state":"live","cadence":"auto","thresholds":{"floor":20,"momentum":null},"goals":[],"milestones":null,"eventUntil":null,"page":null}""",
            changed.Text);
        Assert.Equal("until: must be later than from.", (await app.SendAsync(HttpMethod.Patch, "/api/campaigns/marche", """{"from":"2026-05-01T00:00:00Z"}""")).Expect(400).Detail);
        Assert.Equal(404, (await app.SendAsync(HttpMethod.Patch, "/api/campaigns/nowhere", "{}")).Status);
    }

    [SkippableFact]
    public async Task Two_who_change_at_once_both_have_their_change()
    {
        await using var app = await RelaisApp.StartAsync(azurite);
        await app.PostAsync("/api/campaigns", """{"name":"Marche","hashtags":["climat"]}""");
        await Task.WhenAll(
            app.SendAsync(HttpMethod.Patch, "/api/campaigns/marche", """{"name":"Grande marche"}"""),
            app.SendAsync(HttpMethod.Patch, "/api/campaigns/marche", """{"thresholds":{"floor":50}}"""),
            app.SendAsync(HttpMethod.Patch, "/api/campaigns/marche", """{"hashtags":["marche"]}"""));
        var stands = (await app.GetAsync("/api/campaigns/marche")).Expect(200);
        Assert.Equal(("Grande marche", 50, "marche"), (stands.Read("name"), stands.Number("thresholds", "floor"), stands.Read("hashtags", "0")));
    }

    [SkippableFact]
    public async Task An_ended_campaign_stays_ended_and_is_asked_for_no_more()
    {
        await using var app = await RelaisApp.StartAsync(azurite);
        var instance = new MastodonInstance(app.Outside, () => app.Now);
        await app.PostAsync("/api/campaigns", """{"name":"Marche","hashtags":["climat"],"sources":[{"kind":"mastodon","host":"mastodon.example"}]}""");
        await app.StepAsync(app.Now.AddMinutes(5));
        app.SetClock(app.Now.AddMinutes(1));
        var ended = (await app.PostAsync("/api/campaigns/marche/end", "")).Expect(200);
        Assert.Equal(("ended", "2026-03-02T08:06:00+00:00"), (ended.Read("state"), ended.Read("until")));
        app.SetClock(app.Now.AddMinutes(1));
        Assert.Equal("2026-03-02T08:06:00+00:00", (await app.PostAsync("/api/campaigns/marche/end", "")).Expect(200).Read("until"));

        // Asked once more for its last minutes, then never again.
        await app.StepUntilAsync(app.Now.AddMinutes(30));
        Assert.InRange(instance.Asked.Count, 1, 2);
        Assert.Equal(404, (await app.PostAsync("/api/campaigns/nowhere/end", "")).Status);
    }

    [SkippableTheory]
    [InlineData("{}", "name: must be given.")]
    [InlineData("""{"name":"Marche"}""", "hashtags: must be given.")]
    [InlineData("""{"name":"","hashtags":["climat"]}""", "name: must not be empty.")]
    [InlineData("""{"name":"Marche","hashtags":[]}""", "hashtags: must hold 1 to 20 hashtags.")]
    [InlineData("""{"name":"Marche","hashtags":["a","two words"]}""", "hashtags[1]: must be one hashtag: letters, digits and underscores without spaces.")]
    [InlineData("""{"name":"Marche","hashtags":["1234"]}""", "hashtags[0]: must hold at least one letter.")]
    [InlineData("""{"name":"Marche","hashtags":["Été","ete"]}""", "hashtags[1]: is the same hashtag as #Été: case and accents do not tell hashtags apart.")]
    [InlineData("""{"name":"Marche","hashtags":["a"],"sources":[{"kind":"y","host":"y.example"}]}""", "sources[0].kind: must be one of: bluesky, feed, mastodon, x, x-list, x-search.")]
    [InlineData("""{"name":"Marche","hashtags":["a"],"sources":[{"kind":"mastodon","host":"https://mastodon.example"}]}""", "sources[0].host: must be a host name alone, such as mastodon.social.")]
    [InlineData("""{"name":"Marche","hashtags":["a"],"sources":[{"kind":"mastodon","host":"localhost:3000"}]}""", null)]
    [InlineData("""{"name":"Marche","hashtags":["a"],"thresholds":{"floor":0}}""", "thresholds.floor: must be 1 to 1000000 signals an hour.")]
    [InlineData("""{"name":"Marche","hashtags":["a"],"thresholds":{"momentum":0.5}}""", null)]
    [InlineData("""{"name":"Marche","hashtags":["a"],"from":"2026-03-03T00:00:00Z","until":"2026-03-02T12:00:00Z"}""", "until: must be later than from.")]
    [InlineData("""{"name":"Marche","hashtags":["a"],"from":"0001-01-01T00:00:00Z"}""", "from: must not lie more than 366 days back.")]
    [InlineData("""{"name":"Marche","hashtags":["a"],"until":"2026-03-02T08:00:00Z"}""", "until: must lie ahead; a campaign is ended now by a POST to its end.")]
    public async Task A_draft_that_is_wrong_is_refused_by_field(string draft, string? detail)
    {
        await using var app = await RelaisApp.StartAsync(azurite);
        var answer = (await app.PostAsync("/api/campaigns", draft)).Expect(400);
        Assert.Equal(detail ?? answer.Detail, answer.Detail);
        Assert.Empty(await app.Get<CampaignStore>().ListAsync(default));
    }

    [Theory]
    [InlineData("Boîte à outils", "boite-a-outils")]
    [InlineData("  8 mars — grève !  ", "8-mars-greve")]
    [InlineData("Ça ira…", "ca-ira")]
    [InlineData("???", "campaign")]
    [InlineData("ﬁn de l'été ½", "fin-de-l-ete-1-2")]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa bbbbb", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    public void An_id_is_the_name_in_plain_letters(string name, string id) => Assert.Equal(id, CampaignDraft.IdOf(name));
}
