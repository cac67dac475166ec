using Relais.Campaigns;
using Relais.Polling.Sources;

namespace Relais.Tests.Campaigns;

/// <summary>Hashtags as people think of them, and what is said of each.</summary>
public sealed class HashtagDoctorTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 2, 8, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("BoîteÀOutils", "")]
    [InlineData("#BoîteÀOutils", "")]
    [InlineData("  ＃climat ", "")]
    [InlineData("#", "empty")]
    [InlineData("##tag", "several")]
    [InlineData("#one #two", "several space")]
    [InlineData("boite a outils", "space")]
    [InlineData("# climat", "space")]
    [InlineData("boîte-à-outils", "character")]
    [InlineData("l'été", "character")]
    [InlineData("a\0b", "character")]
    [InlineData("🌱", "character no-letter")]
    [InlineData("#️⃣", "keycap")]
    [InlineData("2026", "digits-only")]
    [InlineData("#٢٠٢٦", "digits-only")]
    [InlineData("___", "underscores-only")]
    [InlineData("20_26", "no-letter")]
    [InlineData("1️⃣", "no-letter")]
    [InlineData("a\uD800b", "character")]
    public void What_is_no_hashtag_is_told_every_reason(string typed, string codes)
    {
        var check = Check(typed);
        Assert.Equal(codes, Codes(check.Reasons));
        Assert.Equal(codes.Length == 0, check.Valid);
        Assert.Equal(check.Valid, check.Shown is not null && check.Folded is not null);
    }

    [Fact]
    public void A_text_has_reasons_exactly_when_a_campaign_may_not_carry_it()
    {
        var random = new Random(20261127);
        string[] pieces = ["#", "＃", "a", "é", "œ", "ß", "1", "٣", "_", " ", "-", "’", "\u200D", "\u034F", "\uFE0F", "\u20E3", "🌱", "а", "気", "\uFDFA", "\uD800", "\0", "·"];
        for (var round = 0; round < 20_000; round++)
        {
            var text = string.Concat(Enumerable.Range(0, random.Next(1, 9)).Select(_ => pieces[random.Next(pieces.Length)]));
            if (random.Next(50) == 0)
            {
                text = string.Concat(Enumerable.Repeat(text, 40));
            }

            var check = Check(text);
            Assert.True(Hashtag.TryParse(text, out _, out _) == (check.Reasons.Count == 0), text);
            Assert.True(check.Proposal is null || (Hashtag.TryParse(check.Proposal.Hashtag, out var better, out _) && better.Folded == check.Proposal.Folded), text);
        }
    }

    [Theory]
    [InlineData("BoîteÀOutils", "bluesky: | mastodon: | x:")]
    [InlineData("MainsCœurs", "bluesky: | mastodon: (kept-apart) | x:")]
    [InlineData("Ёлка", "bluesky: | mastodon: (kept-apart) | x:")]
    [InlineData("2026", "bluesky: no-letter | mastodon: no-letter | x: digits-only")]
    [InlineData("__", "bluesky: no-letter | mastodon: no-letter | x: underscores-only")]
    [InlineData("20_26", "bluesky: no-letter | mastodon: | x: no-letter")]
    [InlineData("boîte-à-outils", "bluesky: | mastodon: ends-early | x: character")]
    [InlineData("boite a outils", "bluesky: ends-early | mastodon: ends-early | x: space")]
    [InlineData("🌱", "bluesky: | mastodon: ends-early | x: character no-letter")]
    [InlineData("climat_", "bluesky: ends-early | mastodon: | x:")]
    [InlineData("climat!", "bluesky: ends-early | mastodon: ends-early | x: character")]
    [InlineData("il·lusió", "bluesky: | mastodon: | x:")]
    [InlineData("·lusió", "bluesky: | mastodon: ends-early | x:")]
    [InlineData("a\u200Db", "bluesky: ends-early | mastodon: ends-early | x:")]
    [InlineData("می‌خواهم", "bluesky: ends-early | mastodon: (kept-apart) | x:")]
    [InlineData("メ～テレ", "bluesky: | mastodon: ends-early | x:")]
    [InlineData("#️⃣", "bluesky: ends-early | mastodon: no-letter | x: keycap")]
    [InlineData("#", "bluesky: no-letter | mastodon: no-letter | x: empty")]
    public void Each_network_has_its_own_rule(string typed, string readings) => Assert.Equal(readings, Readings(Check(typed)));

    [Fact]
    public void Bluesky_counts_graphemes_and_bytes_X_its_own_units_and_Relais_characters()
    {
        Assert.Equal("bluesky: | mastodon: | x:", Readings(Check(new string('a', 64))));
        Assert.Equal("bluesky: too-long | mastodon: | x:", Readings(Check(new string('a', 65))));
        Assert.Equal("bluesky: | mastodon: | x:", Readings(Check(string.Concat(Enumerable.Repeat("e\u0301", 32)))));
        var marked = Check(string.Concat(Enumerable.Repeat("x\u0301\u0302\u0303\u0304\u0305", 46)) + string.Concat(Enumerable.Repeat("\u0306", 70)));
        Assert.Equal("Bluesky takes 64 characters and 640 bytes at most; it has 46 and 646.", marked.Networks[0].Reasons[0].Text.En);
        Assert.Equal("too-long", Codes(Check(new string('a', 101)).Reasons));
        Assert.Equal("too-long", Codes(Check(string.Concat(Enumerable.Repeat("\uFDFA", 50))).Reasons));
        var long140 = Check(string.Concat(Enumerable.Repeat("気", 140)));
        Assert.Equal("bluesky: too-long | mastodon: | x: too-long", Readings(long140));
        Assert.Equal("With its # it takes 281 of the 280 characters of a post on X, as X counts them.", long140.Networks[2].Reasons[0].Text.En);
        Assert.Equal("Bluesky takes 64 characters and 640 bytes at most; it has 140 and 420.", long140.Networks[0].Reasons[0].Text.En);
        Assert.Equal(new HashtagLength(140, 140, 420), long140.Length);
        Assert.Equal(new HashtagLength(8, 4, 12), Check("#e\u0301e\u0301e\u0301e\u0301").Length);
    }

    [Fact]
    public void What_a_source_says_of_its_network_goes_before_what_the_house_knows()
    {
        var spelled = HashtagDoctor.Check("cœurs", null, [], [new SourceKind("x", 1, hashtag => [hashtag.Folded, hashtag.Shown]), MastodonSource.Declaration], Now);
        Assert.Equal("bluesky: | mastodon: (kept-apart) | x: (kept-apart)", Readings(spelled));
        Assert.Equal(
            "This network keeps #coeurs and #cœurs apart. Relais asks for each; people there may find only what is spelled as they search.", spelled.Networks[2].Notes[0].Text.En);

        var bluesky = new SourceKind("bluesky", 1) { Read = _ => new([], [new("mine", new("Mine.", "Le mien."))]) };
        var check = HashtagDoctor.Check("2026", null, [], [bluesky, new SourceKind("replay", 1)], Now);
        Assert.Equal("bluesky: (mine) | x: digits-only", Readings(check));
    }

    [Theory]
    [InlineData("climat", "")]
    [InlineData("a", "short")]
    [InlineData("8m", "short")]
    [InlineData("boiteaoutils", "one-case")]
    [InlineData("Boiteaoutils", "one-case")]
    [InlineData("boite_a_outils", "")]
    [InlineData("BoîteÀOutils", "")]
    [InlineData("संयुक्तराष्ट्रसंघदिवस", "")]
    [InlineData("MarchePourLeClimatEtLaJustice", "")]
    [InlineData("MarchePourLeClimatEtLaJusticeX2", "long")]
    [InlineData("clim\u200Dat", "invisible")]
    [InlineData("clim\u3164at", "invisible")]
    [InlineData("می‌خواهم", "")]
    [InlineData("climаt", "mixed-alphabets")]
    [InlineData("Ελλάδa", "mixed-alphabets")]
    [InlineData("气候Action", "")]
    [InlineData("𝐁𝐨𝐢𝐭𝐞", "styled-letters")]
    [InlineData("ｃｌｉｍａｔ", "styled-letters")]
    public void Notes_say_what_else_is_worth_knowing(string typed, string codes) => Assert.Equal(codes, Codes(Check(typed).Notes));

    [Fact]
    public void Sentences_name_what_cannot_be_told_by_eye()
    {
        Assert.Equal(
            new Sentence(
                "It mixes alphabets whose letters look alike: among Latin letters it holds Cyrillic ones, а (U+0430). Typed by hand, it is another hashtag.",
                "Il mêle des alphabets qui se ressemblent\u00a0: dans l'alphabet latin, des lettres de l'alphabet cyrillique, а (U+0430). Retapé à la main, c'est un autre hashtag."),
            Check("climаt").Notes[0].Text);
        Assert.StartsWith("It holds what nobody sees (U+200D):", Check("clim\u200Dat").Notes[0].Text.En, StringComparison.Ordinal);
        Assert.EndsWith("Plainly written it is #Boite.", Check("𝐁𝐨𝐢𝐭𝐞").Notes[0].Text.En, StringComparison.Ordinal);
        Assert.StartsWith("It holds what ends a hashtag: - (U+002D), ! (U+0021), U+0000, U+200B, U+202E, …. Only letters", Check("a-!\0\u200B\u202E?b").Reasons[0].Text.En, StringComparison.Ordinal);
        Assert.Equal("Mastodon does not take - (U+002D) into a hashtag there, and would read a part of it at most.", Check("boîte-à-outils").Networks[1].Reasons[0].Text.En);
    }

    internal static HashtagCheck Check(string typed, string? words = null, params Campaign[] campaigns) =>
        HashtagDoctor.Check(typed, words, campaigns, [MastodonSource.Declaration], Now);

    internal static string Codes(IEnumerable<HashtagNote> notes) => string.Join(' ', notes.Select(note => note.Code));

    private static string Readings(HashtagCheck check) => string.Join(" | ", check.Networks.Select(network =>
        $"{network.Network}: {Codes(network.Reasons)}{string.Concat(network.Notes.Select(note => $"({note.Code})"))}".TrimEnd()));
}
