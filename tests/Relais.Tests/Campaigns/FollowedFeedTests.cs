using System.Text.Json;
using Relais.Campaigns;
using Relais.Tests.Story;

namespace Relais.Tests.Campaigns;

/// <summary>Feeds among the sources of campaigns: how they are named, shown, changed and kept.</summary>
public sealed class FollowedFeedTests(RelaisFixture fixture) : IClassFixture<RelaisFixture>
{
    [SkippableTheory]
    [InlineData("""{"kind":"feed"}""", "sources[0].url: must be given.")]
    [InlineData("""{"kind":"feed","url":""}""", "sources[0].url: must begin with https://.")]
    [InlineData("""{"kind":"feed","url":"http://example.org/feed"}""", "sources[0].url: must begin with https://.")]
    [InlineData("""{"kind":"feed","url":"https://10.0.0.1/feed"}""", "sources[0].url: must name a host, not a numeric address.")]
    [InlineData("""{"kind":"feed","url":"https://user@example.org/feed"}""", "sources[0].url: must not hold a user name or password.")]
    [InlineData("""{"kind":"feed","url":"https://exa mple.org/feed"}""", "sources[0].url: must not hold spaces, line breaks, backslashes or characters that no address can hold.")]
    [InlineData("""{"kind":"feed","host":"example.org"}""", "sources[0].host: is not for sources of kind feed, which have a url.")]
    [InlineData("""{"kind":"mastodon","host":"mastodon.example","url":"https://example.org/feed"}""", "sources[0].url: is not for sources of kind mastodon, which have a host.")]
    [InlineData("""{"kind":"mastodon","host":"mastodon.example","announces":true}""", "sources[0].announces: is not for sources of kind mastodon, which have a host.")]
    [InlineData("""{"kind":"feed","url":"https://Example.org/feed"},{"kind":"feed","url":"https://example.org:443/feed","announces":true}""", "sources[1]: stands in the list twice.")]
    [InlineData("""{"kind":"rss","url":"https://example.org/feed"}""", "sources[0].kind: must be one of: bluesky, feed, mastodon, x, x-list, x-search.")]
    public async Task A_source_that_is_named_wrongly_is_refused_by_field(string sources, string detail) =>
        Assert.Equal(detail, (await fixture.App.PostAsync("/api/campaigns", $$"""{"name":"Feeds","hashtags":["feeds"],"sources":[{{sources}}]}""")).Expect(400).Detail);

    [SkippableFact]
    public async Task An_address_that_no_row_could_hold_is_refused()
    {
        var url = "https://example.org/" + new string('é', 200);
        Assert.Equal("sources[0].url: must not be longer than 1000 characters.", (await fixture.App.PostAsync(
            "/api/campaigns", $$"""{"name":"Feeds","hashtags":["feeds"],"sources":[{"kind":"feed","url":"{{url}}"}]}""")).Expect(400).Detail);
    }

    [SkippableFact]
    public async Task Twenty_feeds_with_long_addresses_are_kept_and_changed_and_their_old_ones_remembered()
    {
        string Sources(string mark) => string.Join(',', Enumerable.Range(0, 20).Select(number => $$"""{"kind":"feed","url":"https://example.org/{{new string('&', 900)}}{{mark}}{{number}}"}"""));
        var made = (await fixture.App.PostAsync("/api/campaigns", $$"""{"name":"Long","hashtags":["long"],"sources":[{{Sources("a")}}]}""")).Expect(201);
        var path = $"/api/campaigns/{made.Read("id")}";
        foreach (var mark in new[] { "b", "c", "d", "e" })
        {
            (await fixture.App.SendAsync(HttpMethod.Patch, path, $$"""{"sources":[{{Sources(mark)}}]}""")).Expect(200);
        }

        Assert.Equal(20, (await fixture.App.GetAsync(path)).Expect(200).At("sources").GetArrayLength());
        Assert.Equal(50, (await fixture.App.Get<CampaignStore>().FindAsync(made.Read("id"), default))!.History.Count);
    }

    [SkippableFact]
    public async Task Whether_it_announces_can_be_changed_and_changes_no_question()
    {
        var made = (await fixture.App.PostAsync("/api/campaigns", """{"name":"Told","hashtags":["told"],"sources":[{"kind":"feed","url":"https://bücher.example/é?a=1"}]}""")).Expect(201);
        var path = $"/api/campaigns/{made.Read("id")}";
        Assert.Equal("""[{"kind":"feed","url":"https://xn--bcher-kva.example/%C3%A9?a=1","announces":false}]""", made.At("sources").GetRawText());

        var changed = (await fixture.App.SendAsync(HttpMethod.Patch, path, """{"sources":[{"kind":"feed","url":"https://bücher.example/é?a=1","announces":true}]}""")).Expect(200);
        Assert.True(changed.At("sources", "0", "announces").GetBoolean());
        var campaign = (await fixture.App.Get<CampaignStore>().FindAsync(made.Read("id"), default))!;
        Assert.Empty(campaign.History);
        var query = Assert.Single(TrackedQuery.Of(campaign, fixture.App.Get<CampaignRules>().Kinds));
        Assert.Matches("^feed~xn--bcher-kva\\.example~[0-9a-f]{32}$", query.Key);
        Assert.Equal("xn--bcher-kva.example/%C3%A9", query.Where);
        Assert.True(campaign.Announces(query));
    }

    [Fact]
    public void A_campaign_that_was_kept_before_there_were_feeds_is_read()
    {
        const string Kept = """
            {"id":"c","name":"C","hashtags":["a"],"sources":[{"kind":"mastodon","host":"mastodon.example"}],"from":"2026-03-02T08:00:00+00:00","until":null,
             "thresholds":{"floor":null,"momentum":null},"goals":[],"milestones":null,
             "history":[{"query":{"kind":"mastodon","host":"mastodon.example","tags":["b"],"without":[]},"since":"2026-03-02T08:00:00+00:00","until":"2026-03-02T09:00:00+00:00"}]}
            """;
        var campaign = JsonSerializer.Deserialize(Kept, CampaignRowJson.Default.Campaign)!;

        Assert.Equal([new FollowedSource("mastodon", "mastodon.example")], campaign.Sources);
        Assert.Equal("mastodon~mastodon.example~b", Assert.Single(campaign.History).Query.Key);
    }
}
