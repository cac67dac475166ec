using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Relais.Notifications.Channels;

/// <summary>What a notification on a screen says, as the page's service worker reads it: cut, between letters, to what a push may hold.</summary>
internal static class WebPushText
{
    private const int MostTitleBytes = 400;

    // A longer address leaves the words no room; the page behind the link to change it shows all.
    private const int MostUrlBytes = 1_500;

    /// <summary>The words in JSON, at most <see cref="WebPushBody.MostBytes"/>.</summary>
    /// <param name="tag">A newer notification with the same tag takes the place of the older one on the screen.</param>
    public static byte[] Write(Words words, string tag) => JsonSerializer.SerializeToUtf8Bytes(Fit(words, tag), WebPushJson.Relaxed.ShownPush);

    /// <summary>The words as they stand in <see cref="Write"/>, before they are closed.</summary>
    public static WrittenText Preview(Words words, string tag)
    {
        var (shown, bytes) = (Fit(words, tag), Write(words, tag));
        var isCut = shown.Title != words.Title || shown.Body != words.Body;
        return new(shown.Title, $"{shown.Body}\n{shown.When}".Trim(), Encoding.UTF8.GetString(bytes), bytes.Length, WebPushBody.MostBytes, WrittenText.Bytes, isCut);
    }

    private static ShownPush Fit(Words words, string tag)
    {
        var url = words.Url is { } given && SizeOf(given) <= MostUrlBytes ? given : null;
        var shown = new ShownPush(Cut.To(words.Title, MostTitleBytes, SizeOf), "", words.When, url, words.Manage, words.Stop, tag, words.Language);
        var room = WebPushBody.MostBytes - JsonSerializer.SerializeToUtf8Bytes(shown, WebPushJson.Relaxed.ShownPush).Length;
        return shown with { Body = Cut.To(words.Body, Math.Max(0, room), SizeOf) };
    }

    /// <summary>One name for all that is said of one alert to one person, in as many letters as a service takes (RFC 8030, 5.4), from which it learns nothing.</summary>
    public static string TopicOf(string alertId, string recipientId) =>
        Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes($"{alertId}\n{recipientId}")).AsSpan(0, 24));

    private static int SizeOf(string text) => JsonEncodedText.Encode(text, WebPushJson.Relaxed.Options.Encoder).EncodedUtf8Bytes.Length;
}

/// <summary>One push, as push.js reads it.</summary>
internal sealed record ShownPush(string Title, string Body, string When, string? Url, string Manage, string Stop, string Tag, string Lang);

[JsonSerializable(typeof(ShownPush))]
internal sealed partial class WebPushJson : JsonSerializerContext
{
    // Letters as they are: an escape takes six bytes of the four thousand.
    public static readonly WebPushJson Relaxed = new(new JsonSerializerOptions { PropertyNamingPolicy = JsonNamingPolicy.CamelCase, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
