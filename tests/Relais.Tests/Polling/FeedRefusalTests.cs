using System.Text;
using Relais.Campaigns;
using Relais.Momentum;
using Relais.Polling;

namespace Relais.Tests.Polling;

/// <summary>What the source makes of answers that bring no feed.</summary>
public sealed class FeedRefusalTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);

    private FeedTestBed bed = null!;

    private FeedServer Site => bed.Site;

    public async Task InitializeAsync() => bed = await FeedTestBed.StartAsync();

    public async Task DisposeAsync() => await bed.DisposeAsync();

    [Theory]
    [InlineData(204)]
    [InlineData(304)]
    public async Task A_status_without_a_feed_is_told_as_it_is(int status)
    {
        Site.Instead = context =>
        {
            context.Response.StatusCode = status;
            return Task.CompletedTask;
        };
        Assert.Equal(new PollOutcome.Refused($"answered {status}", false, null), await RefusedAsync());
    }

    [Fact]
    public async Task A_site_that_says_by_the_clock_when_to_come_back_is_asked_no_earlier()
    {
        Site.Instead = FeedServer.Says(503, "", "Retry-After", "Mon, 02 Mar 2026 12:10:00 GMT");
        Assert.Equal(Noon.AddMinutes(10), (await RefusedAsync()).QuietUntil);
    }

    [Theory]
    [InlineData(301, "https://news.example/new.xml", "moved for good, and is not followed (301)", "follow https://news.example/new.xml instead")]
    [InlineData(308, "/new.xml", "moved for good, and is not followed (308)", "follow HERE/new.xml instead")]
    [InlineData(302, "https://news.example/?feed=rss2", "sent elsewhere, and is not followed (302)", "to https://news.example/?feed=rss2")]
    [InlineData(303, "http://news.example/", "sent elsewhere, and is not followed (303)", null)]
    [InlineData(307, "https://10.0.0.1/", "sent elsewhere, and is not followed (307)", null)]
    [InlineData(301, "javascript:alert(1)", "moved for good, and is not followed (301)", null)]
    [InlineData(301, null, "moved for good, and is not followed (301)", null)]
    public async Task A_redirect_is_told_and_not_followed(int status, string? location, string reason, string? hint)
    {
        Site.Instead = FeedServer.Says(status, "", location is null ? null : "Location", location);
        var quiet = status is 301 or 308 ? Noon.AddHours(1) : default(DateTimeOffset?);
        var here = Site.Url.Replace("/feed.xml", "", StringComparison.Ordinal);

        Assert.Equal(new PollOutcome.Refused(reason, quiet is not null, quiet) { Hint = hint?.Replace("HERE", here, StringComparison.Ordinal) }, await RefusedAsync());
        Assert.Single(Site.Asked);
    }

    [Theory]
    [InlineData("<!DOCTYPE html><html><head><link rel=\"alternate\" type=\"application/rss+xml\" href=\"/rss?a=1&amp;b=2\"></head></html>", "it names the feed HERE/rss?a=1&b=2")]
    [InlineData("\n<HTML><HEAD><LINK HREF='https://news.example/atom' TYPE=application/atom+xml REL='home alternate'></HEAD></HTML>", "it names the feed https://news.example/atom")]
    [InlineData("<!-- hello --><html><head><link rel=stylesheet href=a.css><link rel=alternate type=application/feed+json href=feed.json></head></html>", "it names the feed HERE/feed.json")]
    [InlineData("<?xml version=\"1.0\"?><html xmlns=\"http://www.w3.org/1999/xhtml\"><head><link rel=\"alternate\" type=\"text/html\" href=\"/en\"/></head></html>", null)]
    [InlineData("<html><link rel=alternate type=application/rss+xml href=javascript:alert(1)></html>", null)]
    [InlineData("<html><link rel=alternate type=application/rss+xml href=https://192.168.0.1/feed></html>", null)]
    [InlineData("<html><body>No feed here", null)]
    public async Task A_web_page_is_told_from_a_feed_and_the_feed_that_it_names_is_shown(string page, string? hint)
    {
        Site.Instead = FeedServer.Says(200, page);
        var here = Site.Url.Replace("/feed.xml", "", StringComparison.Ordinal);

        Assert.Equal(new PollOutcome.Refused("a web page, not a feed", false, null) { Hint = hint?.Replace("HERE", here, StringComparison.Ordinal) }, await RefusedAsync());
    }

    [Theory]
    [InlineData(" \r\n\t ", "an empty answer")]
    [InlineData("Hello.", "neither RSS, nor Atom, nor JSON Feed")]
    [InlineData("<opml version=\"2.0\"><body/></opml>", "neither RSS, nor Atom, nor JSON Feed")]
    [InlineData("<feed><entry><id>1</id></entry></feed>", "neither RSS, nor Atom, nor JSON Feed")]
    [InlineData("<rss version=\"2.0\"><channel>\n<item></channel></rss>", "broken XML, line 2")]
    [InlineData("<rss version=\"2.0\"><channel><item><title>Fish & chips</title></item></channel></rss>", "broken XML, line 1")]
    [InlineData("<rss version=\"2.0\"><channel><item><title>a&nbsp;b</title></item></channel></rss>", "broken XML, line 1")]
    [InlineData("<rss><channel><item><title>\u0001</title></item></channel></rss>", "broken XML, line 1")]
    [InlineData("<?xml version=\"1.0\" encoding=\"klingon\"?><rss/>", "broken XML, line 1")]
    [InlineData("<!DOCTYPE rss [<!ENTITY a \"b\">]><rss><channel><title>&a;</title></channel></rss>", "XML with a document type, which is not read for safety's sake")]
    [InlineData("<?xml version=\"1.0\"?>\n<!-- - --><!DOCTYPE rss SYSTEM \"https://evil.example/x.dtd\"><rss/>", "XML with a document type, which is not read for safety's sake")]
    [InlineData("{", "broken JSON")]
    [InlineData("{\"version\":\"https://jsonfeed.org/version/1.1\",\"items\":[}", "broken JSON")]
    [InlineData("{\"version\":\"https://jsonfeed.org/version/1.1\"}", "neither RSS, nor Atom, nor JSON Feed")]
    [InlineData("{\"version\":\"https://jsonfeed.org/version/1.1\",\"items\":{}}", "neither RSS, nor Atom, nor JSON Feed")]
    [InlineData("{\"version\":2,\"items\":[]}", "neither RSS, nor Atom, nor JSON Feed")]
    [InlineData("[]", "neither RSS, nor Atom, nor JSON Feed")]
    [InlineData("[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[", "broken JSON")]
    public async Task What_is_no_feed_is_refused_with_what_it_is(string body, string reason)
    {
        Site.Instead = FeedServer.Says(200, body, type: "application/xml");
        Assert.Equal(new PollOutcome.Refused(reason, false, null), await RefusedAsync());
    }

    [Fact]
    public async Task Entities_that_grow_without_end_nests_without_end_and_floods_cost_nothing()
    {
        var laughs = new StringBuilder("<!DOCTYPE lolz [<!ENTITY l0 \"lol\">");
        for (var i = 1; i < 10; i++)
        {
            laughs.Append($"<!ENTITY l{i} \"{string.Concat(Enumerable.Repeat($"&l{i - 1};", 10))}\">");
        }

        Site.Instead = FeedServer.Says(200, laughs + "]><rss><channel><title>&l9;</title></channel></rss>");
        Assert.Equal("XML with a document type, which is not read for safety's sake", (await RefusedAsync()).Reason);
        Site.Instead = FeedServer.Says(200, "<rss><channel><item><description>" + string.Concat(Enumerable.Repeat("<a>", 1_000_000)));
        Assert.Equal("broken XML, line 1", (await RefusedAsync()).Reason);
    }

    [Fact]
    public async Task An_address_that_may_not_be_asked_is_denied_and_not_asked() => Assert.Equal(
        new PollOutcome.Refused("blocked", true, null),
        await bed.AskAsync(Cursor.None, Noon, Noon, new TrackedQuery("feed", "10.0.0.1", [], [], "https://10.0.0.1/feed")));

    private async Task<PollOutcome.Refused> RefusedAsync() => Assert.IsType<PollOutcome.Refused>(
        await bed.AskAsync(Cursor.None, Noon.AddHours(-1), Noon));
}
