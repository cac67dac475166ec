using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Relais.Http;

namespace Relais.Benchmarks.Intake;

/// <summary>Donations as a site pushes them, each another one: the same bytes for whoever takes them, signed both after Standard Webhooks and as GitHub signs.</summary>
/// <param name="at">When they are signed.</param>
internal sealed class Pushes(DateTimeOffset at)
{
    // Of a form with a long answer: about a kilobyte in all.
    private static readonly string Text = string.Join(' ', Enumerable.Repeat("We were at the river when it rose.", 22));

    private int numbers;

    /// <summary>What Standard Webhooks sign with.</summary>
    public WebhookSecret Secret { get; } = WebhookSecret.Create();

    /// <summary>What GitHub's way of signing takes for a key.</summary>
    public string HubSecret { get; } = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));

    /// <summary>One request, ready for the wire.</summary>
    /// <param name="isForged">Signed by somebody who knows neither secret.</param>
    public byte[] Next(Uri to, bool isForged = false)
    {
        var number = Interlocked.Increment(ref numbers);
        var id = string.Create(CultureInfo.InvariantCulture, $"msg_{number}");
        var body = Encoding.UTF8.GetBytes(string.Create(
            CultureInfo.InvariantCulture,
            $$"""{"type":"submission.created","timestamp":"2026-01-01T00:00:00Z","data":{"kind":"donation","id":"don-{{number}}","amount":"29.35","currency":"EUR","email":"ada{{number}}@example.org","name":"Ada Example","language":"en","title":"Flood","text":"{{Text}}"} }"""));
        var hub = HMACSHA256.HashData(Encoding.UTF8.GetBytes(isForged ? id : HubSecret), body);
        var head = string.Create(
            CultureInfo.InvariantCulture,
            $"POST {to.AbsolutePath} HTTP/1.1\r\nHost: {to.Authority}\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\n{WebhookSignature.IdHeader}: {id}\r\n{WebhookSignature.TimestampHeader}: {WebhookSignature.Timestamp(at)}\r\n{WebhookSignature.SignatureHeader}: {WebhookSignature.Sign(isForged ? "other" : id, at, body, Secret)}\r\nX-Hub-Signature-256: sha256={Convert.ToHexStringLower(hub)}\r\n\r\n");
        return [.. Encoding.ASCII.GetBytes(head), .. body];
    }
}
