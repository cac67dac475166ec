using Relais.Campaigns;

namespace Relais.Tests.Campaigns;

/// <summary>Reads posts as they are written, for what the published cases leave open.</summary>
public sealed class HashtagScannerTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("#", "")]
    [InlineData("a#b", "")]
    [InlineData("&#b", "")]
    [InlineData("#a#b", "")]
    [InlineData("#a#b #c", "c")]
    [InlineData("##a", "a")]
    [InlineData("#a##b", "b")]
    [InlineData("#a＃b", "")]
    [InlineData("#a\uFE0F#b", "")]
    [InlineData("✌\uFE0F#b", "b")]
    [InlineData("#️⃣ #1️⃣", "1️⃣")]
    [InlineData("#a://b", "")]
    [InlineData("#a:/b", "a")]
    [InlineData("#a: #b:", "a b")]
    [InlineData("#été,#hiver/#printemps", "été hiver printemps")]
    [InlineData("«#a»…#b", "a b")]
    public void Signs_begin_tags_where_they_may(string text, string tags) => Assert.Equal(tags, Tags(text));

    [Theory]
    [InlineData("https://example.org/#a", "")]
    [InlineData("https://example.org/page?x=1&y=#a #b", "b")]
    [InlineData("https://example.org/page/#a/#b", "")]
    [InlineData("HTTPS://EXAMPLE.ORG/#a", "")]
    [InlineData("https://example.org:8443/#a", "")]
    [InlineData("https://événement.example/été/#a", "")]
    [InlineData("(https://example.org/#a)", "")]
    [InlineData("(https://example.org/page)#a", "a")]
    [InlineData("https://example.org/page_(cause)#a", "")]
    [InlineData("https://example.org/(a(b)c)/#a", "")]
    [InlineData("https://example.org/(a(b(c)))/#a", "a")]
    [InlineData("https://example.org?x=(y)&z=#a", "")]
    [InlineData("https://example.org/page.?z=#a", "a")]
    [InlineData("example.org?x=#a", "a")]
    [InlineData("https://i❤.ws/#a", "")]
    [InlineData("https://xn--e1afmkfd.xn--p1ai/#a", "")]
    [InlineData("https://пример.рф/#a", "")]
    [InlineData("voirexample.org:/#a", "a")]
    [InlineData("http://localhost/#a", "a")]
    [InlineData("example.orghttp://#a", "a")]
    [InlineData("/événement.org/#a", "a")]
    [InlineData("＃example.org/", "example")]
    [InlineData("lire example.org/#a, puis #b", "b")]
    [InlineData("sous.domaine.example.org/#a", "")]
    [InlineData("https://example.org/ #a", "a")]
    [InlineData("https://example.org #a", "a")]
    [InlineData("https://example.org/日本/#a", "a")]
    [InlineData("https://example.org/＃a", "a")]
    [InlineData("et/ou/#a", "a")]
    [InlineData("1.2/#a", "a")]
    [InlineData("a.b/#c", "c")]
    [InlineData("me@example.org/#a", "a")]
    [InlineData("http:///#a", "a")]
    public void Signs_inside_addresses_begin_none(string text, string tags) => Assert.Equal(tags, Tags(text));

    [Fact]
    public void Positions_are_counted_in_code_points_and_tags_are_folded()
    {
        var spans = HashtagScanner.Scan("👩‍👩‍👧 #BoîteÀOutils 🌱#fin");

        Assert.Equal([(6, 19, "BoîteÀOutils", "boiteaoutils"), (21, 25, "fin", "fin")],
            spans.Select(span => (span.Start, span.End, span.Hashtag.Shown, span.Hashtag.Folded)));
    }

    [Fact]
    public void A_long_post_made_to_be_slow_is_read_through()
    {
        foreach (var piece in new[] { "#a", "a.b/#c", "http://", "a.", "a-", "http://a", "#a ", "/#", "é.", "a.bc/(", "a.bc/((b)", "https://a.bc/#d " })
        {
            var text = string.Concat(Enumerable.Repeat(piece, 200_000 / piece.Length));
            Assert.InRange(HashtagScanner.Scan(text).Count, 0, text.Length);
        }
    }

    private static string Tags(string text) => string.Join(' ', HashtagScanner.Scan(text).Select(span => span.Hashtag.Shown));
}
