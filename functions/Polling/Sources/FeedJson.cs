using System.Text.Json;

namespace Relais.Polling.Sources;

/// <summary>Reads JSON Feed (jsonfeed.org, versions 1 and 1.1), and is as lenient with its items as its specification asks for.</summary>
internal static class FeedJson
{
    private const string Version = "://jsonfeed.org/version/1";

    /// <summary>The feed; null when it is other JSON.</summary>
    /// <exception cref="JsonException">It is no JSON.</exception>
    /// <exception cref="InvalidOperationException">A name in it is no Unicode.</exception>
    public static FeedContent? Read(ReadOnlyMemory<byte> json, Uri address)
    {
        using var document = JsonDocument.Parse(json);
        var root = document.RootElement;
        if (root.ValueKind != JsonValueKind.Object
            || Text(root, "version")?.Contains(Version, StringComparison.Ordinal) != true
            || !root.TryGetProperty("items", out var items) || items.ValueKind != JsonValueKind.Array)
        {
            return null;
        }

        return FeedContent.Of(items.EnumerateArray().Where(item => item.ValueKind == JsonValueKind.Object).Select(item => ReadItem(item, address)), null);
    }

    private static FeedItem? ReadItem(JsonElement item, Uri address) => new FeedParts
    {
        Id = item.TryGetProperty("id", out var id) && id.ValueKind == JsonValueKind.Number ? id.GetRawText() : Text(item, "id"),
        Link = FeedParts.LinkOf(Text(item, "url") ?? Text(item, "external_url"), address),
        Title = new FeedText(Text(item, "title") ?? "", IsHtml: false),
        Summary = new FeedText(Text(item, "summary") ?? Text(item, "content_text") ?? "", IsHtml: false),
        Content = new FeedText(Text(item, "content_html") ?? "", IsHtml: true),
        Published = FeedDates.Parse(Text(item, "date_published")),
        Updated = FeedDates.Parse(Text(item, "date_modified")),
        Ends = item.TryGetProperty("_relais", out var own) && own.ValueKind == JsonValueKind.Object ? FeedDates.Parse(Text(own, "expires")) : null,
    }.ToItem();

    private static string? Text(JsonElement element, string name)
    {
        if (!element.TryGetProperty(name, out var value) || value.ValueKind != JsonValueKind.String)
        {
            return null;
        }

        try
        {
            return value.GetString();
        }
        catch (InvalidOperationException)
        {
            // A text that was cut in the middle of a character: one title must not cost the whole feed.
            return null;
        }
    }
}
