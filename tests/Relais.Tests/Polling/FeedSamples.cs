namespace Relais.Tests.Polling;

/// <summary>Feeds in each format, as sites write them; nothing of them is anybody's.</summary>
internal static class FeedSamples
{
    public const string Rss = """

        <?xml version="1.0" encoding="UTF-8"?>
        <?xml-stylesheet href="a.xsl" type="text/xsl"?>
        <rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"
             xmlns:ev="http://purl.org/rss/1.0/modules/event/" xmlns:atom="http://www.w3.org/2005/Atom" xmlns:media="http://search.yahoo.com/mrss/">
          <channel>
            <title>The site</title><link>https://site.example/</link><ttl>30</ttl>
            <atom:link rel="self" href="https://site.example/feed"/>
            <image><title>Logo</title><url>https://site.example/logo.png</url></image>
            <item>
              <title>Fish &amp; <![CDATA[chips]]> &lt;b&gt;now&lt;/b&gt;</title>
              <link> /fish?a=1&amp;b=2#top </link>
              <guid isPermaLink="false"> tag:1 </guid>
              <pubDate>Mon, 02 Mar 2026 09:00:00 +0100</pubDate>
              <description>&lt;p&gt;One.&lt;/p&gt;&lt;p&gt;Two &amp;amp; three.&lt;/p&gt;</description>
              <content:encoded><![CDATA[<p>All of it</p>]]></content:encoded>
              <ev:enddate>2026-03-05T18:00:00Z</ev:enddate>
              <media:content><media:title>Not this</media:title></media:content>
            </item>
            <item><guid>https://site.example/by-guid</guid><dc:date>2026-03-01T10:00:00Z</dc:date><content:encoded><![CDATA[Only <i>content</i>]]></content:encoded></item>
            <item><link>https://site.example/by-link</link><title/></item>
            <item><title>Only a title</title></item>
            <item></item><item/>
          </channel>
        </rss>
        """;

    public const string Atom = """
        <feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://site.example/blog/">
          <title>The site</title><updated>2026-03-02T08:00:00Z</updated>
          <entry xml:base="march/">
            <id>urn:uuid:1</id><title type="html">A &lt;em&gt;march&lt;/em&gt;</title>
            <link rel="enclosure" href="song.mp3"/><link rel="self" href="1.atom"/><link href="1"/>
            <published>2026-03-02T08:00:00.123+01:00</published><updated>2026-03-02T12:00:00Z</updated>
            <summary>1 &lt; 2</summary><content type="html">&lt;p&gt;Long&lt;/p&gt;</content>
            <age:expires xmlns:age="http://purl.org/atompub/age/1.0">2026-03-03T00:00:00Z</age:expires>
          </entry>
          <entry>
            <id>urn:uuid:2</id><title>Plain &lt;b&gt;</title><link rel="alternate" href="https://other.example/2"/>
            <updated>2026-03-01T00:00:00Z</updated>
            <content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>First <b>words</b></p><p>then</p></div></content>
          </entry>
        </feed>
        """;

    public const string Json = """
        {
          "version": "https://jsonfeed.org/version/1.1", "title": "The site", "unknown": [1, {}],
          "items": [
            {"id": "a", "url": "a.html", "title": "One", "content_html": "<p>Hello</p><script>alert(1)</script>", "date_published": "2026-03-02T08:00:00-05:00", "_relais": {"expires": "2026-03-04T00:00:00Z"}},
            {"id": 17, "external_url": "https://other.example/17", "content_text": "<not html>", "date_modified": "2026-03-01T00:00:00Z"},
            {"id": "cut", "title": "\ud83d", "summary": "whole \ud83d\ude00"},
            {"id": null, "url": 5, "title": []}, "no item", null
          ]
        }
        """;

    public const string Latin = "<?xml version='1.0' encoding='windows-1252'?><rss version='2.0'><channel><item><guid>é€</guid><title>Dès 20 €</title></item></channel></rss>";

    public static IReadOnlyList<string> All => [Rss, Atom, Json, Latin];
}
