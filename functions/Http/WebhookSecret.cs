using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace Relais.Http;

/// <summary>A key that signs webhooks, shared with their receiver: <c>whsec_</c> and the base64 of 24 to 64 bytes (Standard Webhooks).</summary>
public readonly struct WebhookSecret : IEquatable<WebhookSecret>
{
    private const string Prefix = "whsec_";
    private const int MinBytes = 24;
    private const int MaxBytes = 64;
    private const int CreatedBytes = 32;

    private readonly byte[]? key;

    private WebhookSecret(byte[] key) => this.key = key;

    internal ReadOnlySpan<byte> Key => key ?? throw new InvalidOperationException("The webhook secret is empty.");

    /// <summary>A new secret of 32 bytes from the system's randomness.</summary>
    public static WebhookSecret Create() => new(RandomNumberGenerator.GetBytes(CreatedBytes));

    /// <summary>Reads a secret that we hand out or keep: with its prefix, 24 to 64 bytes.</summary>
    public static bool TryParse(string? text, out WebhookSecret secret, [NotNullWhen(false)] out string? reason) =>
        TryParse(text, MinBytes, prefixOptional: false, out secret, out reason);

    /// <summary>Reads a secret that another sender gave us for checking its calls: the prefix may be missing, and 16 bytes are enough
    /// (secrets shorter than the specification's 24 bytes are in use).</summary>
    public static bool TryParseForeign(string? text, out WebhookSecret secret, [NotNullWhen(false)] out string? reason) =>
        TryParse(text, minBytes: 16, prefixOptional: true, out secret, out reason);

    /// <inheritdoc cref="TryParse(string?, out WebhookSecret, out string?)"/>
    /// <exception cref="FormatException">The text is no such secret; the message does not repeat it.</exception>
    public static WebhookSecret Parse(string text) =>
        TryParse(text, out var secret, out var reason) ? secret : throw new FormatException($"The webhook secret {reason}");

    /// <summary>The secret in full, to be shown once to its owner or kept encrypted. Never log it.</summary>
    public string Reveal() => Prefix + Convert.ToBase64String(Key);

    /// <summary>A mask, so that a secret that strays into a text does no harm.</summary>
    public override string ToString() => Prefix + "…";

    public bool Equals(WebhookSecret other) => CryptographicOperations.FixedTimeEquals(key, other.key);

    public override bool Equals(object? obj) => obj is WebhookSecret other && Equals(other);

    public override int GetHashCode() => key is null ? 0 : BitConverter.ToInt32(SHA256.HashData(key));

    public static bool operator ==(WebhookSecret left, WebhookSecret right) => left.Equals(right);

    public static bool operator !=(WebhookSecret left, WebhookSecret right) => !left.Equals(right);

    private static bool TryParse(string? text, int minBytes, bool prefixOptional, out WebhookSecret secret, [NotNullWhen(false)] out string? reason)
    {
        secret = default;
        var prefixed = text?.StartsWith(Prefix, StringComparison.Ordinal) == true;
        if (text is null || (!prefixed && !prefixOptional))
        {
            reason = "must begin with whsec_.";
            return false;
        }

        var bytes = new byte[text.Length];
        if (!Convert.TryFromBase64String(prefixed ? text[Prefix.Length..] : text, bytes, out var count) || count < minBytes || count > MaxBytes)
        {
            reason = $"must hold {minBytes} to {MaxBytes} bytes in base64.";
            return false;
        }

        secret = new WebhookSecret(bytes[..count]);
        reason = null;
        return true;
    }
}
