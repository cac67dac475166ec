using Relais.Tests.Story;

namespace Relais.Tests.Campaigns;

/// <summary>What strangers and careless scripts send to the doors of campaigns: each is told its fault, and none is an error of ours.</summary>
public sealed class DoorsReviewTests(RelaisFixture fixture) : IClassFixture<RelaisFixture>
{
    [SkippableTheory]
    [InlineData("""{"kind":"mastodon"}""")]
    [InlineData("""{"kind":"mastodon","host":""}""")]
    [InlineData("""{"kind":"mastodon","host":"   "}""")]
    [InlineData("""{"kind":"mastodon","host":"mastodon.example:port"}""")]
    [InlineData("""{"kind":"mastodon","host":"mastodon.example:99999"}""")]
    [InlineData("""{"kind":"mastodon","host":"two words.example"}""")]
    [InlineData("""{"kind":"mastodon","host":"[::1"}""")]
    [InlineData("""{"kind":"mastodon","host":"%"}""")]
    public async Task A_host_that_is_none_is_named_as_the_fault(string source)
    {
        var answer = await fixture.App.PostAsync("/api/campaigns", $$"""{"name":"Doors","hashtags":["doors"],"sources":[{{source}}]}""");
        Assert.Equal(400, answer.Status);
        Assert.Equal("sources[0].host", answer.Read("errors", "0", "field"));
    }

    [SkippableTheory]
    [InlineData("GET", "/api/campaigns/a%23b")]
    [InlineData("GET", "/api/campaigns/a%3Fb")]
    [InlineData("GET", "/api/campaigns/a%5Cb")]
    [InlineData("GET", "/api/campaigns/a%2Fb")]
    [InlineData("GET", "/api/campaigns/a%01b")]
    [InlineData("GET", "/api/campaigns/a%C2%85b")]
    [InlineData("GET", "/api/campaigns/%EF%BF%BD")]
    [InlineData("GET", "/api/campaigns/a'b")]
    [InlineData("POST", "/api/campaigns/a%23b/end")]
    [InlineData("GET", "/api/campaigns/a%23b/alerts")]
    [InlineData("GET", "/api/campaigns/a/alerts/b%23c")]
    [InlineData("GET", "/api/campaigns/a/alerts/b%23c/deliveries?state=late")]
    [InlineData("GET", "/api/campaigns/a%23b/alerts/c/deliveries?state=late")]
    [InlineData("DELETE", "/api/campaigns/a%23b/subscriptions/c")]
    [InlineData("DELETE", "/api/campaigns/a/subscriptions/b%23c")]
    [InlineData("GET", "/api/campaigns/a%23b/subscriptions")]
    [InlineData("GET", "/api/campaigns/a%23b/snapshots")]
    [InlineData("GET", "/api/dashboard/a%23b")]
    [InlineData("DELETE", "/api/keys/a%23b")]
    public async Task A_name_that_nothing_can_have_does_not_exist(string method, string path)
    {
        var answer = await fixture.App.SendAsync(new HttpMethod(method), path);
        Assert.Equal(404, answer.Status);
    }

    [SkippableFact]
    public async Task A_name_longer_than_any_does_not_exist()
    {
        var name = new string('a', 600);
        Assert.Equal(404, (await fixture.App.GetAsync($"/api/campaigns/{name}")).Status);
        Assert.Equal(404, (await fixture.App.SendAsync(HttpMethod.Delete, $"/api/keys/{name}")).Status);
    }

    [SkippableTheory]
    [InlineData("doors.example", "doors.example:443")]
    [InlineData("doors.example", "DOORS.example")]
    [InlineData("münchen.example", "xn--mnchen-3ya.example")]
    public async Task One_host_in_two_spellings_is_followed_once(string one, string other)
    {
        var draft = $$"""{"name":"Doors","hashtags":["doors"],"sources":[{"kind":"mastodon","host":"{{one}}"},{"kind":"mastodon","host":"{{other}}"}]}""";
        Assert.Equal("sources[1]: stands in the list twice.", (await fixture.App.PostAsync("/api/campaigns", draft)).Expect(400).Detail);
    }

    [SkippableTheory]
    [InlineData("application/json; charset=utf-16", "must be encoded as UTF-8.")]
    [InlineData("application/json; charset=nonsense", "must be encoded as UTF-8.")]
    public async Task A_body_in_another_encoding_is_refused(string type, string detail)
    {
        var content = new ByteArrayContent("""{"name":"Doors","hashtags":["doors"]}"""u8.ToArray());
        content.Headers.TryAddWithoutValidation("Content-Type", type);
        var answer = await fixture.App.SendContentAsync(HttpMethod.Post, "/api/campaigns", content, fixture.App.Key);
        Assert.Equal(415, answer.Status);
        Assert.Equal("body: " + detail, answer.Detail);
    }

    [SkippableFact]
    public async Task A_compressed_body_is_refused()
    {
        var content = new ByteArrayContent([0x1f, 0x8b, 8, 0]);
        content.Headers.TryAddWithoutValidation("Content-Type", "application/json");
        content.Headers.TryAddWithoutValidation("Content-Encoding", "gzip");
        var answer = await fixture.App.SendContentAsync(HttpMethod.Post, "/api/campaigns", content, fixture.App.Key);
        Assert.Equal(415, answer.Status);
    }

    [SkippableTheory]
    [InlineData("/API/campaigns")]
    [InlineData("/api/campaigns/")]
    [InlineData("//api/campaigns")]
    [InlineData("/api//campaigns")]
    [InlineData("/./api/campaigns")]
    [InlineData("/dashboard/../api/campaigns")]
    [InlineData("/%61pi/campaigns")]
    [InlineData("/api%2Fcampaigns")]
    [InlineData("/x/../api/campaigns")]
    [InlineData("/api;/campaigns")]
    [InlineData("/Api/Dashboard")]
    public async Task Nothing_is_shown_to_who_has_no_key_however_the_path_is_spelled(string path)
    {
        foreach (var method in new[] { HttpMethod.Get, HttpMethod.Head, HttpMethod.Post, HttpMethod.Options, new HttpMethod("get"), new HttpMethod("FOO") })
        {
            var answer = await fixture.App.SendContentAsync(method, path, null, "");
            Assert.Contains(answer.Status, (int[])[401, 404, 405]);
        }
    }

    [SkippableFact]
    public async Task A_key_that_only_reads_changes_nothing_by_any_method()
    {
        var key = (await fixture.App.PostAsync("/api/keys", """{"name":"reader"}""")).Expect(201).Read("key");
        Assert.Equal(403, (await fixture.App.PostAsync("/api/campaigns", """{"name":"Doors","hashtags":["doors"]}""", key)).Status);
        Assert.Equal(403, (await fixture.App.SendAsync(HttpMethod.Patch, "/api/campaigns/doors", "{}", key)).Status);
        Assert.Equal(403, (await fixture.App.GetAsync("/api/keys", key)).Status);
        Assert.Equal(403, (await fixture.App.SendAsync(HttpMethod.Delete, "/api/keys/x", null, key)).Status);
        Assert.Equal(200, (await fixture.App.GetAsync("/api/campaigns", key)).Status);
    }
}
