using System.Net.Http.Headers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Relais.Http;

namespace Relais.Notifications;

/// <summary>What requests to chat and push services have in common: an address that somebody pasted, and a body of JSON.</summary>
internal static class ChatRequest
{
    /// <summary>Why a channel whose address is itself the secret takes no other.</summary>
    public const string NoSecret = "must be left out: the address is the secret.";

    // Bodies are read by nobody but a JSON reader; as UTF-8 a letter with an accent takes two bytes of a limit and not six.
    private static readonly JsonWriterOptions Utf8 = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The hosts are what counts calls, and all of an address that is not secret.</summary>
    public static Destination DestinationOf(string channel, string address) =>
        new($"{channel}:{(Uri.TryCreate(address, UriKind.Absolute, out var url) ? url.Authority : "")}");

    /// <summary>Null when the address may be called and is one of the service's.</summary>
    /// <param name="advice">What to paste instead, as the end of a sentence.</param>
    public static string? Reject(string address, OutboundSettings outbound, Func<Uri, bool> isOfService, string advice) =>
        UrlRules.Reject(address, outbound.AllowLoopback) ?? (isOfService(new Uri(address)) ? null : advice);

    /// <summary>A request with a body of JSON.</summary>
    public static HttpRequestMessage Of<T>(HttpMethod method, string url, T body, JsonTypeInfo<T> type)
    {
        var request = new HttpRequestMessage(method, url) { Content = new ByteArrayContent(BytesOf(body, type)) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        return request;
    }

    /// <summary>The body of a request, as it will be sent.</summary>
    public static byte[] BytesOf<T>(T body, JsonTypeInfo<T> type)
    {
        using var bytes = new MemoryStream();
        using (var writer = new Utf8JsonWriter(bytes, Utf8))
        {
            JsonSerializer.Serialize(writer, body, type);
        }

        return bytes.ToArray();
    }
}
