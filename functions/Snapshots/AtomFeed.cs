using System.Globalization;
using System.Text;
using System.Xml;

namespace Relais.Snapshots;

/// <summary>Writes a feed as Atom (RFC 4287).</summary>
internal static class AtomFeed
{
    public const string Format = "atom";
    public const string ContentType = "application/atom+xml; charset=utf-8";

    private const string Atom = "http://www.w3.org/2005/Atom";
    private const string Age = "http://purl.org/atompub/age/1.0";

    // Indented, since people look at feeds too; the text itself stays as it is.
    private static readonly XmlWriterSettings Settings = new() { Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), Indent = true, NewLineChars = "\n" };

    /// <param name="hub">Who tells others as soon as it changes (WebSub); null for nobody.</param>
    public static byte[] Write(PublicFeed feed, string? hub)
    {
        using var bytes = new MemoryStream();
        using (var xml = XmlWriter.Create(bytes, Settings))
        {
            xml.WriteStartElement("feed", Atom);
            xml.WriteAttributeString("xmlns", "age", null, Age);
            xml.WriteAttributeString("xml", "lang", null, feed.Language);
            xml.WriteElementString("id", Atom, feed.AddressOf(Format));
            xml.WriteElementString("title", Atom, feed.Title);
            xml.WriteElementString("subtitle", Atom, feed.About);
            xml.WriteElementString("updated", Atom, Instant(feed.Updated));
            WriteLink(xml, "self", feed.AddressOf(Format), "application/atom+xml");
            WriteLink(xml, "alternate", feed.Page, "text/html");
            if (hub is not null)
            {
                WriteLink(xml, "hub", hub, null);
            }

            xml.WriteStartElement("author", Atom);
            xml.WriteElementString("name", Atom, feed.Title);
            xml.WriteEndElement();
            foreach (var entry in feed.Entries)
            {
                WriteEntry(xml, entry);
            }

            xml.WriteEndElement();
        }

        return bytes.ToArray();
    }

    private static void WriteEntry(XmlWriter xml, PublicEntry entry)
    {
        xml.WriteStartElement("entry", Atom);
        xml.WriteElementString("id", Atom, entry.Id);
        xml.WriteElementString("title", Atom, entry.Title);
        xml.WriteElementString("published", Atom, Instant(entry.Published));
        xml.WriteElementString("updated", Atom, Instant(entry.Updated));
        WriteLink(xml, "alternate", entry.Url, null);
        xml.WriteStartElement("category", Atom);
        xml.WriteAttributeString("term", entry.Kind);
        xml.WriteEndElement();
        xml.WriteStartElement("content", Atom);
        xml.WriteAttributeString("type", "text");
        xml.WriteString(entry.Body);
        xml.WriteEndElement();
        xml.WriteElementString("age", "expires", Age, Instant(entry.Expires));
        xml.WriteEndElement();
    }

    private static void WriteLink(XmlWriter xml, string relation, string address, string? type)
    {
        xml.WriteStartElement("link", Atom);
        xml.WriteAttributeString("rel", relation);
        if (type is not null)
        {
            xml.WriteAttributeString("type", type);
        }

        xml.WriteAttributeString("href", address);
        xml.WriteEndElement();
    }

    private static string Instant(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
