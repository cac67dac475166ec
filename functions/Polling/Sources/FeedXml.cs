using System.Globalization;
using System.Text;
using System.Xml;

namespace Relais.Polling.Sources;

/// <summary>Reads RSS 2.0 and Atom element by element, never the whole tree: a hostile one is neither deep nor large in memory.</summary>
internal sealed class FeedXml(XmlReader xml, Uri address)
{
    private const string Atom = "http://www.w3.org/2005/Atom";
    private const string XmlSpace = "http://www.w3.org/XML/1998/namespace";
    private const string ContentModule = "http://purl.org/rss/1.0/modules/content/";
    private const string DublinCore = "http://purl.org/dc/elements/1.1/";
    private const string EventModule = "http://purl.org/rss/1.0/modules/event/";
    private const string AgeExtension = "http://purl.org/atompub/age/1.0";

    // Far beyond the nesting of any page that stands in an item.
    private const int DeepestElement = 200;

    private readonly List<FeedItem?> items = [];

    /// <summary>The feed; null when it is another kind of document.</summary>
    /// <exception cref="XmlException">It is not well-formed, or asks for what is not read here.</exception>
    public FeedContent? Read()
    {
        xml.MoveToContent();
        var (root, own) = (xml.LocalName, xml.NamespaceURI);
        if (!(root == "rss" || (root == "feed" && own == Atom)))
        {
            return null;
        }

        var isAtom = root == "feed";
        var (site, ttl) = (BaseHere(address), default(int?));
        while (Step())
        {
            if (xml.NodeType != XmlNodeType.Element || xml.NamespaceURI != own)
            {
                continue;
            }

            if (isAtom && xml is { Depth: 1, LocalName: "entry" })
            {
                items.Add(ReadEntry(BaseHere(site)));
            }
            else if (!isAtom && xml is { Depth: 2, LocalName: "item" })
            {
                items.Add(ReadItem(own, site));
            }
            else if (!isAtom && xml is { Depth: 2, LocalName: "ttl" })
            {
                ttl = int.TryParse(ReadText(), NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out var minutes) ? minutes : null;
            }
        }

        return FeedContent.Of(items, ttl);
    }

    private FeedItem? ReadItem(string own, Uri site)
    {
        var parts = new FeedParts();
        var isPermalink = true;
        ForEachChild(() =>
        {
            var name = xml.NamespaceURI == own ? "" : xml.NamespaceURI;
            switch (name, xml.LocalName)
            {
                case ("", "guid"):
                    isPermalink = xml.GetAttribute("isPermaLink") != "false";
                    parts.Id ??= ReadText();
                    break;
                case ("", "link"):
                    parts.Link ??= FeedParts.LinkOf(ReadText(), site);
                    break;
                case ("", "title"):
                    parts.Title = parts.Title.IsEmpty ? new FeedText(ReadText(), IsHtml: true) : parts.Title;
                    break;
                case ("", "description"):
                    parts.Summary = parts.Summary.IsEmpty ? new FeedText(ReadText(), IsHtml: true) : parts.Summary;
                    break;
                case (ContentModule, "encoded"):
                    parts.Content = parts.Content.IsEmpty ? new FeedText(ReadText(), IsHtml: true) : parts.Content;
                    break;
                case ("", "pubDate") or (DublinCore, "date"):
                    parts.Published ??= FeedDates.Parse(ReadText());
                    break;
                default:
                    ReadEnd(parts);
                    break;
            }
        });
        // Many a site forgets to say that its ids are none.
        parts.Link ??= isPermalink && Uri.TryCreate(parts.Id?.Trim(), UriKind.Absolute, out var permalink) ? FeedParts.LinkOf(permalink.AbsoluteUri, site) : null;
        return parts.ToItem();
    }

    private FeedItem? ReadEntry(Uri site)
    {
        var parts = new FeedParts();
        ForEachChild(() =>
        {
            switch (xml.NamespaceURI, xml.LocalName)
            {
                case (Atom, "id"):
                    parts.Id ??= ReadText();
                    break;
                case (Atom, "link") when xml.GetAttribute("rel") is null or "alternate":
                    parts.Link ??= FeedParts.LinkOf(xml.GetAttribute("href"), BaseHere(site));
                    break;
                case (Atom, "title"):
                    parts.Title = ReadConstruct();
                    break;
                case (Atom, "summary"):
                    parts.Summary = ReadConstruct();
                    break;
                case (Atom, "content"):
                    parts.Content = ReadConstruct();
                    break;
                case (Atom, "published"):
                    parts.Published ??= FeedDates.Parse(ReadText());
                    break;
                case (Atom, "updated"):
                    parts.Updated ??= FeedDates.Parse(ReadText());
                    break;
                default:
                    ReadEnd(parts);
                    break;
            }
        });
        return parts.ToItem();
    }

    private void ReadEnd(FeedParts parts)
    {
        if (xml is { NamespaceURI: EventModule, LocalName: "enddate" } or { NamespaceURI: AgeExtension, LocalName: "expires" })
        {
            parts.Ends ??= FeedDates.Parse(ReadText());
        }
    }

    // RFC 4287, section 3.1: text where nothing is said; XHTML stands there as elements, whose text is all that is read.
    private FeedText ReadConstruct()
    {
        var isHtml = xml.GetAttribute("type") is "html" or "text/html";
        return new FeedText(ReadText(), isHtml);
    }

    // Each is handed over as the reader stands on its beginning; it may be read to its end, or left.
    private void ForEachChild(Action read)
    {
        if (xml.IsEmptyElement)
        {
            return;
        }

        var depth = xml.Depth;
        while (Step() && xml.Depth > depth)
        {
            if (xml.NodeType == XmlNodeType.Element && xml.Depth == depth + 1)
            {
                read();
            }
        }
    }

    private string ReadText()
    {
        if (xml.IsEmptyElement)
        {
            return "";
        }

        var (depth, text) = (xml.Depth, new StringBuilder());
        while (Step() && xml.Depth > depth)
        {
            switch (xml.NodeType)
            {
                case XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.Whitespace or XmlNodeType.SignificantWhitespace:
                    text.Append(xml.Value);
                    break;
                case XmlNodeType.Element when PlainText.IsBlock(xml.LocalName):
                    text.Append('\n');
                    break;
            }
        }

        return text.ToString();
    }

    private Uri BaseHere(Uri around) => xml.GetAttribute("base", XmlSpace) is { } here && Uri.TryCreate(around, here, out var resolved) ? resolved : around;

    private bool Step() => xml.Read() && (xml.Depth <= DeepestElement ? true : throw new XmlException("Nested too deep.", null, ((IXmlLineInfo)xml).LineNumber, 0));
}
