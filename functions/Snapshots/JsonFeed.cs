using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Relais.Snapshots;

/// <summary>Writes a feed as JSON Feed 1.1 (jsonfeed.org).</summary>
internal static class JsonFeed
{
    public const string Format = "json";
    public const string ContentType = "application/feed+json; charset=utf-8";

    // Letters stay letters: nobody takes it for HTML.
    private static readonly JsonWriterOptions Utf8 = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static byte[] Write(PublicFeed feed)
    {
        var document = new JsonFeedDocument(
            "https://jsonfeed.org/version/1.1",
            feed.Title,
            feed.Page,
            feed.AddressOf(Format),
            feed.About,
            feed.Language,
            [new JsonFeedAuthor(feed.Title)],
            [.. feed.Entries.Select(entry => new JsonFeedItem(
                entry.Id, entry.Url, entry.Title, entry.Body, entry.Published, entry.Updated, [entry.Kind], new JsonFeedEnd(entry.Expires)))]);
        using var bytes = new MemoryStream();
        using (var writer = new Utf8JsonWriter(bytes, Utf8))
        {
            JsonSerializer.Serialize(writer, document, JsonFeedJson.Default.JsonFeedDocument);
        }

        return bytes.ToArray();
    }
}

internal sealed record JsonFeedDocument(
    string Version,
    string Title,
    string HomePageUrl,
    string FeedUrl,
    string Description,
    string Language,
    IReadOnlyList<JsonFeedAuthor> Authors,
    IReadOnlyList<JsonFeedItem> Items);

internal sealed record JsonFeedAuthor(string Name);

/// <param name="End">What the format has no name for: a name of our own begins with an underscore.</param>
internal sealed record JsonFeedItem(
    string Id,
    string Url,
    string Title,
    string ContentText,
    DateTimeOffset DatePublished,
    DateTimeOffset DateModified,
    IReadOnlyList<string> Tags,
    [property: JsonPropertyName("_relais")] JsonFeedEnd End);

internal sealed record JsonFeedEnd(DateTimeOffset Expires);

[JsonSerializable(typeof(JsonFeedDocument))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
internal sealed partial class JsonFeedJson : JsonSerializerContext;
