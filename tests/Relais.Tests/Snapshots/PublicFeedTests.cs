using System.Text.Json;
using System.Xml.Linq;
using Relais.Alerts;
using Relais.Campaigns;
using Relais.Tests.Alerts;
using Relais.Tests.Story;
using Relais.Tests.Subscriptions;
using static Relais.Tests.Snapshots.FeedReading;

namespace Relais.Tests.Snapshots;

/// <summary>The feeds of a campaign: what it has told everybody, and nothing else.</summary>
public sealed class PublicFeedTests(Azurite azurite) : IClassFixture<Azurite>
{
    private static readonly XNamespace Ns = "http://www.w3.org/2005/Atom";

    [SkippableFact]
    public async Task What_was_told_to_everybody_stands_in_both_feeds_the_newest_first()
    {
        await using var app = await StartAsync();
        var march = await app.AlertAsync(await app.AnnounceAsync("march", "March & more <now>", ""","url":"https://news.example/march?a=1&b=2" """));
        await app.AnnounceAsync("cell", "For a cell", ""","audience":{"cell":"north"} """);
        await app.AnnounceAsync("topic", "For a topic", ""","audience":{"topic":"press"} """);
        (await app.SendWithKeyAsync("""{"campaign":"climat","title":{"en":"A call"},"body":{"en":"Come."}}""", "call")).Expect(201);
        await app.Get<AlertDesk>().RaiseAsync(Make.Surge("climat", app.Now), default);

        // What waits for its group was told nobody: it is not told here first.
        Assert.Empty(XDocument.Parse((await app.ReadAsync("/c/climat/feed.atom")).Text).Root!.Elements(Ns + "entry"));
        await app.TellAsync();
        var (thousand, _) = await app.Get<AlertDesk>().RaiseAsync(AlertConditions.Milestone("climat", "1000", app.Now, 1003, null), default);
        await app.TellAsync();
        (march, thousand) = (await app.AlertAsync(march.Id), await app.AlertAsync(thousand.Id));
        var (told, counted) = (march.Tellings[0].At, thousand.Tellings[0].At);

        var (response, atom) = await app.ReadAsync("/c/climat/feed.atom?lang=en");
        Assert.Equal(
            $"""
            <?xml version="1.0" encoding="utf-8"?>
            <feed xmlns:age="http://purl.org/atompub/age/1.0" xml:lang="en" xmlns="http://www.w3.org/2005/Atom">
              <id>https://relais.example.org/c/climat/feed.atom?lang=en</id>
              <title>Marche climat</title>
              <subtitle>We march.</subtitle>
              <updated>{Atom(counted)}</updated>
              <link rel="self" type="application/atom+xml" href="https://relais.example.org/c/climat/feed.atom?lang=en" />
              <link rel="alternate" type="text/html" href="https://relais.example.org/c/climat?lang=en" />
              <author>
                <name>Marche climat</name>
              </author>
              <entry>
                <id>{FeedName.Of(thousand, Host)}</id>
                <title>Marche climat has reached 1000 posts.</title>
                <published>{Atom(counted)}</published>
                <updated>{Atom(counted)}</updated>
                <link rel="alternate" href="https://relais.example.org/c/climat?lang=en" />
                <category term="milestone" />
                <content type="text">1003 posts so far.</content>
                <age:expires>{Atom(thousand.ExpiresAt)}</age:expires>
              </entry>
              <entry>
                <id>{FeedName.Of(march, Host)}</id>
                <title>March &amp; more &lt;now&gt;</title>
                <published>{Atom(told)}</published>
                <updated>{Atom(told)}</updated>
                <link rel="alternate" href="https://news.example/march?a=1&amp;b=2" />
                <category term="announcement" />
                <content type="text">Old port.</content>
                <age:expires>{Atom(march.ExpiresAt)}</age:expires>
              </entry>
            </feed>
            """,
            atom);
        Assert.Matches(@"^tag:relais\.example\.org,2026:relais/climat/[0-9a-f]{32}$", FeedName.Of(march, Host));
        Assert.Equal("application/atom+xml; charset=utf-8", response.Header("Content-Type"));
        Assert.Equal(("max-age=300", "*", "en", "nosniff"), (response.Header("Cache-Control"), response.Header("Access-Control-Allow-Origin"), response.Header("Content-Language"), response.Header("X-Content-Type-Options")));
        Assert.Null(response.Header("Link"));

        var (other, json) = await app.ReadAsync("/c/climat/feed.json", ("Accept-Language", "fr-CH, en;q=0.5"));
        Assert.Equal(
            $$$"""
            {"version":"https://jsonfeed.org/version/1.1","title":"Marche climat","home_page_url":"https://relais.example.org/c/climat?lang=fr",
            "feed_url":"https://relais.example.org/c/climat/feed.json?lang=fr","description":"Nous marchons.","language":"fr","authors":[{"name":"Marche climat"}],"items":[
            {"id":"{{{FeedName.Of(thousand, Host)}}}","url":"https://relais.example.org/c/climat?lang=fr","title":"Marche climat a atteint 1000 publications.","content_text":"1003 publications à ce jour.",
            "date_published":"{{{Json(counted)}}}","date_modified":"{{{Json(counted)}}}","tags":["milestone"],"_relais":{"expires":"{{{Json(thousand.ExpiresAt)}}}"}},
            {"id":"{{{FeedName.Of(march, Host)}}}","url":"https://news.example/march?a=1&b=2","title":"March & more <now> (fr)","content_text":"Vieux-Port.",
            "date_published":"{{{Json(told)}}}","date_modified":"{{{Json(told)}}}","tags":["announcement"],"_relais":{"expires":"{{{Json(march.ExpiresAt)}}}"}}]}
            """.Replace("\n", "", StringComparison.Ordinal),
            json);
        Assert.Equal(("application/feed+json; charset=utf-8", "Accept-Language", "*"), (other.Header("Content-Type"), other.Header("Vary"), other.Header("Access-Control-Allow-Origin")));
    }

    [SkippableFact]
    public async Task A_correction_shows_the_new_words_and_what_was_withdrawn_is_gone()
    {
        await using var app = await StartAsync();
        var first = await app.AnnounceAsync("one", "One", ""","url":"https://news.example/one" """);
        var second = await app.AnnounceAsync("two", "Two");
        await app.TellAsync();
        var (before, _) = await app.ReadAsync("/c/climat/feed.atom");
        (await app.PostAsync($"/api/campaigns/climat/alerts/{first}/corrections", """{"title":{"en":"One, at noon"},"body":{"en":"New port."}}""")).Expect(201);
        await app.TellAsync();
        (await app.PostAsync($"/api/campaigns/climat/alerts/{second}/retraction", "{}")).Expect(201);
        var withdrawn = app.Now;
        await app.TellAsync();

        var alert = await app.AlertAsync(first);
        var feed = XDocument.Parse((await app.ReadAsync("/c/climat/feed.atom")).Text).Root!;
        var entry = Assert.Single(feed.Elements(Ns + "entry"));
        Assert.Equal(
            [FeedName.Of(alert, Host), "One, at noon", Atom(alert.Tellings[0].At), Atom(alert.Tellings[1].At), "", "", "New port.", Atom(alert.ExpiresAt)],
            entry.Elements().Select(element => element.Value));
        Assert.True(alert.Tellings[1].At > alert.Tellings[0].At);
        Assert.Equal("https://relais.example.org/c/climat?lang=en", entry.Element(Ns + "link")!.Attribute("href")!.Value);
        Assert.Equal(Atom(withdrawn), feed.Element(Ns + "updated")!.Value);
        using var json = JsonDocument.Parse((await app.ReadAsync("/c/climat/feed.json")).Text);
        Assert.Equal("One, at noon", Assert.Single(json.RootElement.GetProperty("items").EnumerateArray()).GetProperty("title").GetString());

        // Whoever goes by the date alone learns of it too.
        var (again, _) = await app.ReadAsync("/c/climat/feed.atom", ("If-Modified-Since", before.Header("Last-Modified")!));
        Assert.Equal(200, (int)again.StatusCode);
    }

    [SkippableFact]
    public async Task Whoever_has_it_already_is_told_so()
    {
        await using var app = await StartAsync();
        await app.AnnounceAsync("one", "One");
        await app.TellAsync();
        foreach (var path in new[] { "/c/climat/feed.atom", "/c/climat/feed.json" })
        {
            var (first, _) = await app.ReadAsync(path);
            foreach (var condition in new[] { ("If-None-Match", first.Header("ETag")!), ("If-Modified-Since", first.Header("Last-Modified")!) })
            {
                var (second, text) = await app.ReadAsync(path, condition);
                Assert.Equal((304, "", "max-age=300", "*"), ((int)second.StatusCode, text, second.Header("Cache-Control"), second.Header("Access-Control-Allow-Origin")));
            }

            Assert.NotEqual(first.Header("ETag"), (await app.ReadAsync(path + "?lang=fr")).Response.Header("ETag"));
        }
    }

    [SkippableFact]
    public async Task A_campaign_without_a_page_has_no_feed_and_one_that_has_told_nothing_an_empty_one()
    {
        await using var app = await StartAsync();
        await app.CampaignAsync("quiet");
        foreach (var path in new[] { "/c/quiet/feed.atom", "/c/quiet/feed.json", "/c/nobody/feed.atom", "/c/nobody/feed.json" })
        {
            var (refused, text) = await app.ReadAsync(path);
            Assert.Equal((404, "application/problem+json", "*"), ((int)refused.StatusCode, refused.Header("Content-Type"), refused.Header("Access-Control-Allow-Origin")));
            Assert.Contains("There is no such campaign.", text, StringComparison.Ordinal);
        }

        var (empty, atom) = await app.ReadAsync("/c/climat/feed.atom");
        var feed = XDocument.Parse(atom).Root!;
        Assert.Equal(("2026-03-02T08:00:00Z", 0), (feed.Element(Ns + "updated")!.Value, feed.Elements(Ns + "entry").Count()));
        Assert.Null(empty.Header("Last-Modified"));
        Assert.Equal(0, JsonDocument.Parse((await app.ReadAsync("/c/climat/feed.json")).Text).RootElement.GetProperty("items").GetArrayLength());
    }

    [SkippableFact]
    public async Task Fifty_are_shown_and_nothing_that_no_feed_may_hold()
    {
        await using var app = await StartAsync();
        await app.ChangeAsync(campaign => campaign with { Name = "A\u0007B\u202eC\ufffe & \ud83c\udf89", Page = new CampaignPage("One\u0000.\r\nTwo.", null, []) });
        var start = app.Now;
        for (var number = 1; number <= 60; number++)
        {
            var words = new AlertWords(new($"Number\n{number} \u001b[31m\uffff", "x"), new("a\u0001b\n\tc", "x"));
            var alert = AlertConditions.Announcement("climat", "feed", $"{number}", words, start.AddMinutes(-number), null);
            Assert.True((await app.Get<AlertDesk>().RaiseAsync(alert, default)).IsNew);
            await app.Get<AlertStore>().ChangeAsync("climat", alert.Id, one => one with { Tellings = [Make.First(one.StartsAt)] }, default);
        }

        var feed = XDocument.Parse((await app.ReadAsync("/c/climat/feed.atom")).Text).Root!;
        Assert.Equal(("ABC & 🎉", "One.\nTwo."), (feed.Element(Ns + "title")!.Value, feed.Element(Ns + "subtitle")!.Value));
        Assert.Equal(Enumerable.Range(1, 50).Select(number => $"Number {number} [31m"), feed.Elements(Ns + "entry").Select(entry => entry.Element(Ns + "title")!.Value));
        Assert.All(feed.Elements(Ns + "entry"), entry => Assert.Equal("ab\n c", entry.Element(Ns + "content")!.Value));
        Assert.DoesNotContain((await app.ReadAsync("/c/climat/feed.json")).Text, character => char.IsControl(character));
    }

    [SkippableFact]
    public async Task The_page_names_its_feeds_to_programs_and_to_people()
    {
        await using var app = await StartAsync();
        var page = (await app.ReadAsync("/c/climat?lang=fr")).Text;
        Assert.Contains("""<link rel="alternate" type="application/atom+xml" href="/c/climat/feed.atom?lang=fr" title="Marche climat">""", page[..page.IndexOf("</head>", StringComparison.Ordinal)], StringComparison.Ordinal);
        Assert.Contains("""<link rel="alternate" type="application/feed+json" href="/c/climat/feed.json?lang=fr" title="Marche climat">""", page[..page.IndexOf("</head>", StringComparison.Ordinal)], StringComparison.Ordinal);
        Assert.Contains("Pour les lecteurs de flux&#xA0;: <a href=\"/c/climat/feed.atom?lang=fr\">Atom</a>, <a href=\"/c/climat/feed.json?lang=fr\">JSON Feed</a>", page, StringComparison.Ordinal);
    }

    private async Task<RelaisApp> StartAsync()
    {
        var app = await RelaisApp.StartAsync(azurite, settings: Settings);
        await Visitor.CampaignAsync(app, "climat");
        return app;
    }
}
