using Relais.Http;
using Relais.Polling.Sources;

namespace Relais.Tests.Polling;

/// <summary>What is said to people of the texts and dates of a feed.</summary>
public sealed class FeedTextTests
{
    [Theory]
    [InlineData("Hello", "Hello")]
    [InlineData("<p>One</p>\n<p>Two<br>three</p>", "One¶¶Two¶three")]
    [InlineData("a <!-- > not --> b", "a b")]
    [InlineData("<script>var a = '<p>';</script>after<style>p{}</style>", "after")]
    [InlineData("<script>never closed", "")]
    [InlineData("1 < 2 & 3 > 2 &lt;b&gt; &#128512;", "1 < 2 & 3 > 2 <b> 😀")]
    [InlineData("<img alt=\"a>b\" src=x>text", "text")]
    [InlineData("<svg><text>drawn</text></svg>seen<template><p>unseen</p></template>", "seen")]
    [InlineData("<title>head &amp; <b></title>body", "body")]
    [InlineData("<p>Look: <a href=\"https://example.org/long\"><span class=\"invisible\">https://</span><span>example.org</span><span class=\"invisible\">/long</span></a></p>", "Look: https://example.org/long")]
    [InlineData("cut <a href='https://site.example", "cut")]
    [InlineData("\u202Eturned\u202C \uFFFE\u0007&#x2066;round", "turned round")]
    [InlineData("&#xD800;&#8;x", "x")]
    [InlineData("<ul><li>a</li><li>b</li></ul>", "a¶¶b")]
    [InlineData("\u00a0 \u200b ", "")]
    public void Html_becomes_plain_text(string html, string plain) =>
        Assert.Equal(plain, new FeedText(html, IsHtml: true).Plain(100, lines: true).Replace('\n', '¶').Replace("\uFFFD", "", StringComparison.Ordinal));

    [Theory]
    [InlineData(10, "0123456789", "0123456789")]
    [InlineData(10, "0123456789a", "012345678…")]
    [InlineData(3, "😀😀😀😀", "😀😀…")]
    [InlineData(20, "two\nlines", "two lines")]
    public void A_title_is_one_line_and_cut_between_characters(int most, string text, string title)
    {
        var plain = new FeedText(text, IsHtml: false).Plain(most, lines: false);

        Assert.Equal(title, plain);
        Assert.Null(TextRules.Reject(plain, 1, most, out _));
    }

    [Fact]
    public void A_text_without_end_is_not_read_to_its_end()
    {
        var picture = $"<img src=\"data:image/png;base64,{new string('A', 1_000_000)}\">";

        Assert.Equal("After it", new FeedText(picture + "After it", IsHtml: true).Plain(100, lines: true));
        Assert.Equal(100, new FeedText(string.Concat(Enumerable.Repeat("<b>x</b>", 500_000)), IsHtml: true).Plain(100, lines: true).Length);
    }

    [Theory]
    [InlineData("Mon, 02 Mar 2026 08:00:00 GMT", "2026-03-02T08:00:00")]
    [InlineData("2 March 2026 08:00 EST", "2026-03-02T13:00:00")]
    [InlineData("Mon, 2 Mar 26 08:00:00 +0130", "2026-03-02T06:30:00")]
    [InlineData("Mon, 02 Mar 2026 08:00:00 -01:00", "2026-03-02T09:00:00")]
    [InlineData("lun., 02 Mar 2026 08:00:00 CET", "2026-03-02T07:00:00")]
    [InlineData("02 Mar 99 08:00:00 Z", "1999-03-02T08:00:00")]
    [InlineData("Mon, 02 Mar 2026", "2026-03-02T00:00:00")]
    [InlineData("Mon, 02 Mar 2026 23:59:60 GMT", "2026-03-02T23:59:59")]
    [InlineData("Mon, 02 Mar 2026 08:00:00 +9999", "2026-03-02T08:00:00")]
    [InlineData("2026-03-02T08:00:00Z", "2026-03-02T08:00:00")]
    [InlineData("2026-03-02t08:00:00.123456z", "2026-03-02T08:00:00")]
    [InlineData("2026-03-02T08:00:00+14:00", "2026-03-01T18:00:00")]
    [InlineData("2026-03-02 08:00:00", "2026-03-02T08:00:00")]
    [InlineData("2026-03-02", "2026-03-02T00:00:00")]
    [InlineData("Mon, 30 Feb 2026 08:00:00 GMT", null)]
    [InlineData("Mon, 02 Mar 2026 24:00:00 GMT", null)]
    [InlineData("02 Mars26 08:00", null)]
    [InlineData("0001-01-01T00:00:00+14:00", null)]
    [InlineData("9999-12-31T23:59:59-14:00", null)]
    [InlineData("12:00", null)]
    [InlineData("yesterday", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    public void Dates_are_read_as_sites_write_them(string? text, string? at) => Assert.Equal(at, FeedDates.Parse(text)?.ToString("s"));
}
