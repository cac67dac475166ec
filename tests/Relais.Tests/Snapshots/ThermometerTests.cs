using System.Text;
using System.Xml.Linq;
using Relais.Campaigns;
using Relais.Intake;
using Relais.Snapshots;

namespace Relais.Tests.Snapshots;

/// <summary>How goals are said and drawn.</summary>
public sealed class ThermometerTests
{
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    [Theory]
    [InlineData("EUR", "donation", 2000, 1234.5, "en", "donations: €1,234.50 of €2,000, 61%")]
    [InlineData("EUR", "donation", 2000, 1234.5, "fr", "dons: 1\u202f234,50\u00a0€ sur 2\u202f000\u00a0€, 61\u202f%")]
    [InlineData("CHF", "pledge", 500, 20, "en", "pledges: CHF\u00a020 of CHF\u00a0500, 4%")]
    [InlineData("CHF", "pledge", 500, 20, "fr", "promesses de don: 20\u00a0CHF sur 500\u00a0CHF, 4\u202f%")]
    [InlineData("JPY", "donation", 100000, 1500, "en", "donations: ¥1,500 of ¥100,000, 1%")]
    [InlineData("KWD", "donation", 10, 1.25, "en", "donations: KWD\u00a01.250 of KWD\u00a010, 12%")]
    [InlineData("sign-ups", null, 1000, 0, "en", "sign-ups: 0 of 1,000, 0%")]
    [InlineData("rsvps", null, 40, 50, "fr", "participations: 50 sur 40, 125\u202f%")]
    [InlineData("kilos", null, 100, 12.125, "en", "kilos: 12.125 of 100, 12%")]
    [InlineData("kilos", null, 100, 12.5, "fr", "kilos: 12,5 sur 100, 12\u202f%")]
    [InlineData("EUR", "donation", 2000, -10, "en", "donations: €0 of €2,000, 0%")]
    public void A_goal_is_said_as_the_language_writes_numbers_and_money(string unit, string? of, long target, double reached, string language, string said)
    {
        var amount = (decimal)reached;
        var bar = GoalWords.Bar(new GoalShown(unit, unit, of, target, amount, (int)decimal.Floor(amount * 100 / target)), language);

        Assert.Equal(said, $"{bar.Label}: {bar.Sum(language)}, {bar.Share(language)}");
    }

    [Fact]
    public void Every_thing_that_is_counted_by_the_piece_has_words_in_both_languages()
    {
        foreach (var piece in Goal.Pieces)
        {
            Assert.NotEqual(piece, GoalWords.Bar(new GoalShown(piece, piece, null, 1, 0, 0), "fr").Label);
        }
    }

    [Fact]
    public void The_image_is_whole_by_itself_and_says_in_words_what_it_shows()
    {
        var image = Draw("Sauvons la bibliothèque", [new("dons", "1 234,50 €", "2 000 €", 61), new("kilos", "0", "100", 0)], "fr");

        Assert.Equal(
            """<svg width="360" height="168" viewBox="0 0 360 168" role="img" aria-labelledby="relais-title relais-desc" xml:lang="fr" xmlns="http://www.w3.org/2000/svg">"""
            + """<title id="relais-title">Sauvons la bibliothèque</title>"""
            + "<desc id=\"relais-desc\">dons\u00a0: 1 234,50 € sur 2 000 €, 61\u202f%. kilos\u00a0: 0 sur 100, 0\u202f%.</desc>"
            + "<style>" + image.Element(Svg + "style")!.Value + "</style>"
            + """<rect class="g" x="0.5" y="0.5" width="359" height="167" rx="12" />"""
            + """<text x="16" y="28" font-size="16" font-weight="700">Sauvons la bibliothèque</text>"""
            + """<text x="16" y="58" font-size="13">dons</text>"""
            + "<text x=\"344\" y=\"58\" font-size=\"13\" font-weight=\"700\" text-anchor=\"end\">61\u202f%</text>"
            + """<rect class="t" x="16" y="64" width="328" height="12" rx="6" /><rect class="f" x="16" y="64" width="200.1" height="12" rx="6" />"""
            + """<text class="q" x="16" y="92" font-size="12">1 234,50 € sur 2 000 €</text>"""
            + """<text x="16" y="120" font-size="13">kilos</text>"""
            + "<text x=\"344\" y=\"120\" font-size=\"13\" font-weight=\"700\" text-anchor=\"end\">0\u202f%</text>"
            + """<rect class="t" x="16" y="126" width="328" height="12" rx="6" />"""
            + """<text class="q" x="16" y="154" font-size="12">0 sur 100</text></svg>""",
            image.ToString(SaveOptions.DisableFormatting));
        Assert.DoesNotContain("url(", image.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("@import", image.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(image.Descendants(), element => element.Name.LocalName is "script" or "image" or "foreignObject" or "use" or "a");
        Assert.Contains("prefers-color-scheme:dark", image.Element(Svg + "style")!.Value, StringComparison.Ordinal);
    }

    [Fact]
    public void Beyond_the_goal_the_bar_is_what_came_and_a_line_says_how_far_the_goal_was()
    {
        var image = Draw("March", [new("donations", "€250", "€200", 125)], "en");

        Assert.Equal(["328", "328"], image.Elements(Svg + "rect").Skip(1).Select(rect => rect.Attribute("width")!.Value));
        Assert.Equal("278.4", Assert.Single(image.Elements(Svg + "line")).Attribute("x1")!.Value);
        Assert.Equal("donations: €250 of €200, 125%.", image.Element(Svg + "desc")!.Value);
        Assert.Empty(Draw("March", [new("donations", "€200", "€200", 100)], "en").Elements(Svg + "line"));
    }

    [Theory]
    [InlineData("Together for the library of our town and its garden", "Together for the library of our to…")]
    [InlineData("WWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWW", "WWWWWWWWWWWWWWWWWW…")]
    [InlineData("図書館を守ろう図書館を守ろう図書館を守ろう図書館を守ろう", "図書館を守ろう図書館を守ろう図書館を…")]
    [InlineData("<script>alert(1)</script> & \"more\"", "<script>alert(1)</script> & \"more\"")]
    public void A_long_name_is_cut_where_it_is_drawn_and_whole_where_it_is_read_out(string name, string drawn)
    {
        var image = Draw(name, [], "en");

        Assert.Equal(drawn, image.Element(Svg + "text")!.Value);
        Assert.Equal(name, image.Element(Svg + "title")!.Value);
        Assert.Equal("No goal for now.", image.Element(Svg + "desc")!.Value);
        Assert.Equal("No goal for now.", image.Elements(Svg + "text").Last().Value);
    }

    private static XElement Draw(string name, GoalBar[] bars, string language) => XElement.Parse(Encoding.UTF8.GetString(Thermometer.Draw(name, bars, language)));
}
