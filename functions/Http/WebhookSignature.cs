using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Relais.Http;

/// <summary>Signs webhooks and checks the signatures of others: HMAC-SHA256 over id, seconds and the bytes sent (Standard Webhooks v1).</summary>
public static class WebhookSignature
{
    /// <summary>The header that carries the message's id, the same on every attempt.</summary>
    public const string IdHeader = "webhook-id";

    /// <summary>The header that carries the attempt's time, in seconds since 1970.</summary>
    public const string TimestampHeader = "webhook-timestamp";

    /// <summary>The header that carries the signatures, separated by spaces.</summary>
    public const string SignatureHeader = "webhook-signature";

    /// <summary>How far a sender's clock may stand from ours; the reference libraries all use 300 s, both ways.</summary>
    public static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(300);

    private const string Version = "v1,";
    private const int MaxIdCharacters = 256;
    private const int MaxTimestampCharacters = 12;

    private static readonly SearchValues<char> IdCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-");

    /// <summary>The value of one signature, <c>v1,…</c>; join several by a space while a secret is being replaced.</summary>
    /// <exception cref="ArgumentException">The id holds more than letters, digits, <c>_</c> and <c>-</c>, or over 256 of them:
    /// a dot in it would let one message pass for another.</exception>
    public static string Sign(string id, DateTimeOffset at, ReadOnlySpan<byte> body, WebhookSecret secret)
    {
        if (!IsId(id))
        {
            throw new ArgumentException("A webhook's id is 1 to 256 letters, digits, underscores and hyphens.", nameof(id));
        }

        return Version + Convert.ToBase64String(Compute(id, Timestamp(at), body, secret));
    }

    /// <summary>The value of the header <see cref="TimestampHeader"/>.</summary>
    public static string Timestamp(DateTimeOffset at) => at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);

    /// <summary>True when one of the signatures is right and the time lies within <see cref="Tolerance"/> of <paramref name="now"/>.
    /// The headers are taken as received; a missing one is null.</summary>
    public static bool Verify(
        string? id, string? timestamp, string? signatures, ReadOnlySpan<byte> body, WebhookSecret secret, DateTimeOffset now)
    {
        if (id is null || timestamp is null || signatures is null || !IsId(id) || !IsTimely(timestamp, now))
        {
            return false;
        }

        var expected = Compute(id, timestamp, body, secret);
        var received = new byte[expected.Length];
        var right = false;
        foreach (var signature in signatures.Split(' '))
        {
            // No early way out: how long the answer takes says nothing of which signature was right.
            right |= signature.StartsWith(Version, StringComparison.Ordinal)
                && Convert.TryFromBase64String(signature[Version.Length..], received, out var count)
                && CryptographicOperations.FixedTimeEquals(expected, received.AsSpan(0, count));
        }

        return right;
    }

    /// <summary>Whether a text can be a message's id: what else stood in it could let one message pass for another.</summary>
    internal static bool IsId(string id) => id.Length is > 0 and <= MaxIdCharacters && !id.AsSpan().ContainsAnyExcept(IdCharacters);

    /// <summary>Reads seconds since 1970 as they are signed, in the one way to write them: `^[1-9][0-9]{0,11}$`.</summary>
    internal static bool TryReadTimestamp(string timestamp, out long seconds)
    {
        seconds = 0;
        return timestamp.Length is > 0 and <= MaxTimestampCharacters
            && timestamp[0] != '0'
            && long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out seconds);
    }

    private static bool IsTimely(string timestamp, DateTimeOffset now) =>
        TryReadTimestamp(timestamp, out var seconds) && Math.Abs(now.ToUnixTimeSeconds() - seconds) <= (long)Tolerance.TotalSeconds;

    private static byte[] Compute(string id, string timestamp, ReadOnlySpan<byte> body, WebhookSecret secret)
    {
        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, secret.Key);
        hmac.AppendData(Encoding.ASCII.GetBytes($"{id}.{timestamp}."));
        hmac.AppendData(body);
        return hmac.GetHashAndReset();
    }
}
