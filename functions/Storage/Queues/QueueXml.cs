using System.Globalization;
using System.Text;
using System.Xml;
using Azure;

namespace Relais.Storage.Queues;

/// <summary>Messages as the queue's XML says them.</summary>
internal sealed record QueueXml(
    string MessageId,
    string? PopReceipt,
    DateTimeOffset InsertionTime,
    DateTimeOffset ExpirationTime,
    DateTimeOffset TimeNextVisible,
    long DequeueCount,
    string MessageText)
{
    public static byte[] Write(string text)
    {
        var xml = new StringBuilder(text.Length + 80).Append("<QueueMessage><MessageText>");
        foreach (var rune in text.EnumerateRunes())
        {
            // In ASCII, references for the rest: the emulator decodes a body piece by piece and breaks a letter that two pieces share.
            // A bare carriage return would be read back as a line feed.
            _ = rune.Value is '&' or '<' or '>' or '\r' || !rune.IsAscii
                ? xml.Append(CultureInfo.InvariantCulture, $"&#{rune.Value};")
                : xml.Append((char)rune.Value);
        }

        return Encoding.ASCII.GetBytes(xml.Append("</MessageText></QueueMessage>").ToString());
    }

    public static List<QueueXml> Read(Response response)
    {
        var messages = new List<QueueXml>();
        using var reader = XmlReader.Create(response.Content.ToStream(), StorageXml.Untrusting);
        reader.MoveToContent();
        if (reader.IsEmptyElement)
        {
            return messages;
        }

        reader.ReadStartElement("QueueMessagesList");
        while (reader.MoveToContent() is XmlNodeType.Element)
        {
            messages.Add(ReadMessage(reader));
        }

        return messages;
    }

    private static QueueXml ReadMessage(XmlReader reader)
    {
        string? id = null, receipt = null;
        var text = string.Empty;
        DateTimeOffset inserted = default, expires = default, visible = default;
        var count = 0L;
        reader.ReadStartElement("QueueMessage");
        while (reader.MoveToContent() is XmlNodeType.Element)
        {
            switch (reader.Name)
            {
                case "MessageId": id = reader.ReadElementContentAsString(); break;
                case "PopReceipt": receipt = reader.ReadElementContentAsString(); break;
                case "InsertionTime": inserted = Instant(reader); break;
                case "ExpirationTime": expires = Instant(reader); break;
                case "TimeNextVisible": visible = Instant(reader); break;
                case "DequeueCount": count = long.Parse(reader.ReadElementContentAsString(), CultureInfo.InvariantCulture); break;
                case "MessageText": text = reader.ReadElementContentAsString(); break;
                default: reader.Skip(); break;
            }
        }

        reader.ReadEndElement();
        return new QueueXml(id ?? throw new XmlException("A queue message without MessageId."), receipt, inserted, expires, visible, count, text);
    }

    private static DateTimeOffset Instant(XmlReader reader) => ParseInstant(reader.ReadElementContentAsString());

    public static DateTimeOffset ParseInstant(string text) =>
        DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
}
