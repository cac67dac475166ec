using System.Text;
using Relais.Polling.Sources;

namespace Relais.Tests.Polling;

/// <summary>What is read out of a feed, format by format, and that nothing worse than a refusal comes of any bytes.</summary>
public sealed class FeedDocumentTests
{
    private static readonly Uri Address = new("https://site.example/feed.xml");
    private static readonly DateTimeOffset Seen = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Rss_is_read()
    {
        var feed = Read(FeedSamples.Rss);

        Assert.Equal(30, feed.TtlMinutes);
        Assert.Equal(
            [
                "https://site.example/by-link | - | https://site.example/by-link |  | ",
                "Only a title\n\n | - | - | Only a title | ",
                "tag:1 | 2026-03-02T08:00:00 | https://site.example/fish?a=1&b=2 | Fish & chips now | One.¶¶Two & three. | ends 2026-03-05T18:00:00",
                "https://site.example/by-guid | 2026-03-01T10:00:00 | https://site.example/by-guid | Only content | Only content",
            ],
            feed.Items.Select(Tell));
    }

    [Fact]
    public void Atom_is_read() => Assert.Equal(
        [
            "urn:uuid:1 | 2026-03-02T07:00:00 | https://site.example/blog/march/1 | A march | 1 < 2 | ends 2026-03-03T00:00:00",
            "urn:uuid:2 | 2026-03-01T00:00:00 | https://other.example/2 | Plain <b> | First words¶then",
        ],
        Read(FeedSamples.Atom).Items.Select(Tell));

    [Fact]
    public void Json_feed_is_read() => Assert.Equal(
        [
            "cut | - | - | whole 😀 | whole 😀",
            "a | 2026-03-02T13:00:00 | https://site.example/a.html | One | Hello | ends 2026-03-04T00:00:00",
            "17 | 2026-03-01T00:00:00 | https://other.example/17 | <not html> | <not html>",
        ],
        Read(FeedSamples.Json).Items.Select(Tell));

    [Fact]
    public void A_feed_of_old_is_read_in_the_encoding_that_it_names()
    {
        var bytes = CodePagesEncodingProvider.Instance.GetEncoding("windows-1252")!.GetBytes(FeedSamples.Latin);

        Assert.Equal("é€ | - | - | Dès 20 € | ", Tell(Assert.Single(FeedDocument.Read(bytes, Address).Feed!.Items)));
    }

    [Theory]
    [InlineData("utf-16")]
    [InlineData("utf-8")]
    public void A_byte_order_mark_is_no_part_of_it(string name)
    {
        var encoding = Encoding.GetEncoding(name);
        byte[] bytes = [.. encoding.Preamble, .. encoding.GetBytes(FeedSamples.Atom)];

        Assert.Equal(2, FeedDocument.Read(bytes, Address).Feed!.Items.Count);
    }

    [Fact]
    public void An_item_that_stands_twice_is_one_and_two_thousand_are_enough()
    {
        var twice = Read("<rss><channel><item><guid>a</guid></item><item><guid> a </guid><title>again</title></item></channel></rss>");
        var endless = Read($"<rss><channel>{string.Concat(Enumerable.Range(0, 3_000).Select(number => $"<item><guid>{number}</guid></item>"))}</channel></rss>");

        Assert.Single(twice.Items);
        Assert.Equal(("0", "1999"), (endless.Items[0].Id, endless.Items[^1].Id));
    }

    [Theory]
    [InlineData("https://ok.example/a#b", "https://ok.example/a")]
    [InlineData("http://ok.example/a", null)]
    [InlineData("https://ok.example:444/a", null)]
    [InlineData("https://127.0.0.1/a", null)]
    [InlineData("javascript:alert(1)", null)]
    public void Nobody_is_sent_to_an_address_that_an_organiser_could_not_send_them_to(string link, string? url) =>
        Assert.Equal(url, Assert.Single(Read($"<rss><channel><item><guid isPermaLink='false'>a</guid><link>{link}</link></item></channel></rss>").Items).ToNews(Seen).Url);

    // Bytes changed, cut out, doubled and swapped, in every format; the seed says which.
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Whatever_the_bytes_it_is_a_feed_or_a_refusal(int seed)
    {
        var random = new Random(seed);
        var (feeds, faults) = (0, 0);
        for (var round = 0; round < 3_000; round++)
        {
            var bytes = new List<byte>(Encoding.UTF8.GetBytes(FeedSamples.All[random.Next(FeedSamples.All.Count)]));
            for (var changes = random.Next(1, 3); changes > 0; changes--)
            {
                Change(bytes, random);
            }

            var (feed, fault) = FeedDocument.Read(bytes.ToArray(), Address);
            Assert.True(feed is null != fault is null);
            Assert.True(fault is null || fault.Reason.Length is > 0 and < 100);
            foreach (var item in feed?.Items ?? [])
            {
                var news = item.ToNews(Seen);
                Assert.True(news.Title.Length <= 400 && news.Body.Length <= 8000 && item.Key.Length == FeedItem.KeyChars);
            }

            (feeds, faults) = (feeds + (feed is null ? 0 : 1), faults + (fault is null ? 0 : 1));
        }

        Assert.True(feeds > 200 && faults > 200, $"{feeds} feeds, {faults} refusals");
    }

    private static void Change(List<byte> bytes, Random random)
    {
        var at = random.Next(bytes.Count);
        var length = Math.Min(random.Next(1, 40), bytes.Count - at);
        switch (random.Next(5))
        {
            case 0:
                bytes[at] = (byte)random.Next(256);
                break;
            case 1 when bytes.Count > 100:
                bytes.RemoveRange(at, length);
                break;
            case 2:
                bytes.InsertRange(at, bytes.GetRange(at, length));
                break;
            case 3:
                bytes.InsertRange(at, "&#xD800;|&lt;|<!--|]]>|\\ud800|0001-01-01T00:00:00+14:00|99999|<!DOCTYPE|{|\0"u8.ToArray().Skip(random.Next(60)).Take(length));
                break;
            default:
                (bytes[at], bytes[^(at + 1)]) = (bytes[^(at + 1)], bytes[at]);
                break;
        }
    }

    private static FeedContent Read(string text)
    {
        var (feed, fault) = FeedDocument.Read(Encoding.UTF8.GetBytes(text), Address);
        Assert.Null(fault);
        return feed!;
    }

    private static string Tell(FeedItem item)
    {
        var news = item.ToNews(Seen);
        var ends = item.Ends is { } end ? $" | ends {end:s}" : "";
        return $"{item.Id} | {item.At?.ToString("s") ?? "-"} | {news.Url ?? "-"} | {news.Title} | {news.Body.Replace('\n', '¶')}{ends}";
    }
}
