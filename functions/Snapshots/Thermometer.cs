using System.Globalization;
using System.Text;
using System.Xml;
using Relais.Notifications;

namespace Relais.Snapshots;

/// <summary>Draws how far a campaign is on the way to its goals, as an image that other sites show: text, bars and nothing that is fetched or run.</summary>
internal static class Thermometer
{
    public const string ContentType = "image/svg+xml; charset=utf-8";

    private const string Svg = "http://www.w3.org/2000/svg";

    // Units of the image; it is drawn as wide as the page that shows it wants.
    private const int Width = 360;
    private const int Edge = 16;
    private const int Track = Width - (2 * Edge);
    private const int HeadHeight = 44;
    private const int BarHeight = 62;

    // Halves of a small letter that fit beside each other: a campaign's name alone in its line, a goal's beside its share.
    private const int NameRoom = 76;
    private const int LabelRoom = 70;

    private static readonly XmlWriterSettings Settings = new() { Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), OmitXmlDeclaration = true };

    // It stands on a ground of its own: what it says can be read whatever lies around it, and whichever of light and dark is wanted there.
    private const string Style =
        "text{font-family:system-ui,-apple-system,'Segoe UI',Roboto,'Liberation Sans',Arial,sans-serif;fill:#1c2530}.q{fill:#56606e}.g{fill:#fff;stroke:#e3e0d8}.t{fill:#e3e0d8}.f{fill:#1d5fa6}.m{stroke:#1c2530}"
        + "@media(prefers-color-scheme:dark){text{fill:#e7eaef}.q{fill:#a5afbd}.g{fill:#1a2029;stroke:#2d3541}.t{fill:#2d3541}.f{fill:#85b6f2}.m{stroke:#e7eaef}}";

    /// <param name="name">The campaign's.</param>
    /// <param name="language">`en` or `fr`: that of the bars.</param>
    public static byte[] Draw(string name, IReadOnlyList<GoalBar> bars, string language)
    {
        var height = HeadHeight + (Math.Max(1, bars.Count) * BarHeight);
        using var bytes = new MemoryStream();
        using (var xml = XmlWriter.Create(bytes, Settings))
        {
            xml.WriteStartElement("svg", Svg);
            Attributes(xml, ("width", Width), ("height", height), ("viewBox", $"0 0 {Width} {height}"), ("role", "img"), ("aria-labelledby", "relais-title relais-desc"));
            xml.WriteAttributeString("xml", "lang", null, language);
            Text(xml, "title", name, ("id", "relais-title"));
            Text(xml, "desc", Describe(bars, language), ("id", "relais-desc"));
            Text(xml, "style", Style);
            Shape(xml, "rect", ("class", "g"), ("x", 0.5), ("y", 0.5), ("width", Width - 1), ("height", height - 1), ("rx", 12));
            Text(xml, "text", Fit(name, NameRoom), ("x", Edge), ("y", 28), ("font-size", 16), ("font-weight", 700));
            if (bars.Count == 0)
            {
                Text(xml, "text", None(language), ("class", "q"), ("x", Edge), ("y", HeadHeight + 20), ("font-size", 13));
            }

            foreach (var (i, bar) in bars.Index())
            {
                DrawBar(xml, bar, HeadHeight + (i * BarHeight), language);
            }

            xml.WriteEndElement();
        }

        return bytes.ToArray();
    }

    private static void DrawBar(XmlWriter xml, GoalBar bar, int top, string language)
    {
        Text(xml, "text", Fit(bar.Label, LabelRoom), ("x", Edge), ("y", top + 14), ("font-size", 13));
        Text(xml, "text", bar.Share(language), ("x", Width - Edge), ("y", top + 14), ("font-size", 13), ("font-weight", 700), ("text-anchor", "end"));
        Shape(xml, "rect", ("class", "t"), ("x", Edge), ("y", top + 20), ("width", Track), ("height", 12), ("rx", 6));
        if (bar.Filled > 0)
        {
            Shape(xml, "rect", ("class", "f"), ("x", Edge), ("y", top + 20), ("width", Track * bar.Filled / 100), ("height", 12), ("rx", 6));
        }

        // Where more came than was hoped for, a line says how far the goal was.
        if (bar.Mark < 100)
        {
            var at = Edge + (Track * bar.Mark / 100);
            Shape(xml, "line", ("class", "m"), ("x1", at), ("x2", at), ("y1", top + 17), ("y2", top + 35), ("stroke-width", 2));
        }

        Text(xml, "text", bar.Sum(language), ("class", "q"), ("x", Edge), ("y", top + 48), ("font-size", 12));
    }

    private static string Describe(IReadOnlyList<GoalBar> bars, string language) => bars.Count == 0
        ? None(language)
        : string.Join(' ', bars.Select(bar => $"{bar.Label}{(language == "fr" ? "\u00a0" : "")}: {bar.Sum(language)}, {bar.Share(language)}."));

    private static string None(string language) => language == "fr" ? "Aucun objectif pour le moment." : "No goal for now.";

    // Nobody knows the font that will be there: capitals, and letters of scripts that are as wide as high, are given the room that they may need.
    private static string Fit(string text, int room) => Cut.To(text, room, static letter => letter switch
    {
        [>= '\u1100', ..] => 4,
        ['m' or 'w' or 'M' or 'W' or '@' or '%', ..] => 4,
        [var first, ..] when char.IsUpper(first) => 3,
        _ => 2,
    });

    private static void Shape(XmlWriter xml, string name, params ReadOnlySpan<(string Name, object Value)> attributes)
    {
        xml.WriteStartElement(name, Svg);
        Attributes(xml, attributes);
        xml.WriteEndElement();
    }

    private static void Text(XmlWriter xml, string name, string text, params ReadOnlySpan<(string Name, object Value)> attributes)
    {
        xml.WriteStartElement(name, Svg);
        Attributes(xml, attributes);
        xml.WriteString(text);
        xml.WriteEndElement();
    }

    private static void Attributes(XmlWriter xml, params ReadOnlySpan<(string Name, object Value)> attributes)
    {
        foreach (var (name, value) in attributes)
        {
            xml.WriteAttributeString(name, value is double number ? Math.Round(number, 1).ToString(CultureInfo.InvariantCulture) : Convert.ToString(value, CultureInfo.InvariantCulture));
        }
    }
}
