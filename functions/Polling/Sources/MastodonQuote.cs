using System.Text.Json;
using Relais.Http;

namespace Relais.Polling.Sources;

/// <summary>What a status says, read from its server once more.</summary>
internal static class MastodonQuote
{
    // mastodon/documentation, entities/Instance: 500 is what a status may have where nobody has set more.
    private const int MostChars = 500;

    /// <summary>Plain text; of what is hidden behind a warning the warning alone. Null where it may not be shown, or cannot be read.</summary>
    public static string? Read(OutboundReply reply, string host)
    {
        try
        {
            return JsonSerializer.Deserialize(reply.Body.Span, MastodonJson.Default.MastodonText) is { Visibility: "public" or "unlisted" } status && !MastodonAuthor.Read(status.Account, host).IsPrivate
                ? status.SpoilerText is { Length: > 0 } warning ? PlainText.Of(warning, MostChars, lines: false) : PlainText.OfHtml(status.Content ?? "", MostChars, lines: true)
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

internal sealed record MastodonText(string? Visibility, string? SpoilerText, string? Content, JsonElement Account);
