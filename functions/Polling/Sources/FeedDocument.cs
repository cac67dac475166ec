using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml;

namespace Relais.Polling.Sources;

/// <summary>What stands at a feed's address, read by the format that it turns out to be in: RSS 2.0, Atom or JSON Feed; anything else is said to be what it is.</summary>
internal static partial class FeedDocument
{
    // Where a page or a feed says what it is.
    private const int HeadBytes = 64 * 1024;

    private const int DeclarationBytes = 200;

    private static readonly FeedFault NoFeed = new("neither RSS, nor Atom, nor JSON Feed");

    private static readonly XmlReaderSettings Settings = new()
    {
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        IgnoreComments = true,
        IgnoreProcessingInstructions = true,
    };

    /// <summary>Its items, or why there are none; never an exception, whatever the bytes.</summary>
    /// <param name="address">What links within it start from.</param>
    public static (FeedContent? Feed, FeedFault? Fault) Read(ReadOnlyMemory<byte> body, Uri address)
    {
        var start = body.Span.StartsWith(Encoding.UTF8.Preamble) ? Encoding.UTF8.Preamble.Length : 0;
        var bytes = body[start..].TrimStart(" \t\r\n"u8);
        if (bytes.IsEmpty)
        {
            return (null, new FeedFault("an empty answer"));
        }

        var head = Encoding.UTF8.GetString(bytes.Span[..Math.Min(bytes.Length, HeadBytes)]);
        return FeedPage.Find(head, address) is { } page ? (null, page)
            : head[0] is '{' or '[' ? ReadJson(bytes, address)
            : ReadXml(bytes, head, address);
    }

    private static (FeedContent? Feed, FeedFault? Fault) ReadJson(ReadOnlyMemory<byte> bytes, Uri address)
    {
        try
        {
            return FeedJson.Read(bytes, address) is { } feed ? (feed, null) : (null, NoFeed);
        }
        catch (Exception broken) when (broken is JsonException or InvalidOperationException)
        {
            // A name that is no Unicode is only met where it is read, and is no JsonException there.
            return (null, new FeedFault("broken JSON"));
        }
    }

    private static (FeedContent? Feed, FeedFault? Fault) ReadXml(ReadOnlyMemory<byte> bytes, string head, Uri address)
    {
        try
        {
            using var stream = new MemoryStream(bytes.ToArray(), writable: false);
            using var text = OldEncoding(bytes.Span) is { } encoding ? new StreamReader(stream, encoding) : null;
            using var xml = text is null ? XmlReader.Create(stream, Settings) : XmlReader.Create(text, Settings);
            return new FeedXml(xml, address).Read() is { } feed ? (feed, null) : (null, NoFeed);
        }
        catch (XmlException) when (DocumentType().IsMatch(head))
        {
            return (null, new FeedFault("XML with a document type, which is not read for safety's sake"));
        }
        catch (XmlException broken)
        {
            return (null, head.Contains('<', StringComparison.Ordinal) ? new FeedFault($"broken XML, line {broken.LineNumber}") : NoFeed);
        }
    }

    // Sites of old say windows-1252; .NET knows it only where it is asked for by name here.
    private static Encoding? OldEncoding(ReadOnlySpan<byte> bytes)
    {
        var declared = Declaration().Match(Encoding.Latin1.GetString(bytes[..Math.Min(bytes.Length, DeclarationBytes)]));
        return declared.Success ? CodePagesEncodingProvider.Instance.GetEncoding(declared.Groups["encoding"].Value) : null;
    }

    [GeneratedRegex("""\A<\?xml[^>]*\sencoding\s*=\s*["'](?<encoding>[A-Za-z0-9._-]+)["']""", RegexOptions.CultureInvariant)]
    private static partial Regex Declaration();

    // Before the first element: behind it, it is broken XML like any other.
    [GeneratedRegex(@"\A[^<]*(?:<[?!](?!DOCTYPE)[^<]*)*<!DOCTYPE", RegexOptions.CultureInvariant)]
    private static partial Regex DocumentType();
}

/// <summary>A feed as far as it is read: its items, each once, the newest first.</summary>
/// <param name="TtlMinutes">How long it says that it stays as it is.</param>
internal sealed record FeedContent(IReadOnlyList<FeedItem> Items, int? TtlMinutes)
{
    // More than feeds show; what is remembered of them must fit one property.
    private const int MostItems = 2_000;

    public static FeedContent Of(IEnumerable<FeedItem?> items, int? ttlMinutes) => new(
        [.. items.OfType<FeedItem>().DistinctBy(item => item.Key).OrderByDescending(item => item.At ?? DateTimeOffset.MaxValue).Take(MostItems)], ttlMinutes);
}

/// <summary>Why what stands there is not a feed that can be read, and what may help; the hint may name an address.</summary>
internal sealed record FeedFault(string Reason, string? Hint = null);
