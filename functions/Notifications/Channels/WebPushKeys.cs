using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace Relais.Notifications.Channels;

/// <summary>What a browser gives to whoever may write to it: the point that texts are closed for, and a secret that only it and we know (RFC 8291, 3.2).</summary>
/// <param name="Point">65 bytes: an uncompressed point of P-256.</param>
/// <param name="Auth">16 bytes.</param>
internal sealed record WebPushKeys(byte[] Point, byte[] Auth)
{
    public const int PointBytes = 65;
    private const int CoordinateBytes = 32;
    private const int AuthBytes = 16;

    /// <summary>Reads `p256dh.auth`, both in base64url.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out WebPushKeys? keys)
    {
        var parts = (text ?? "").Split('.');
        keys = parts.Length == 2 && Decode(parts[0], PointBytes) is { } point && Decode(parts[1], AuthBytes) is { } auth && IsOnCurve(point) ? new WebPushKeys(point, auth) : null;
        return keys is not null;
    }

    /// <summary>Bytes of exactly this number; null for anything else.</summary>
    public static byte[]? Decode(string text, int count) =>
        Base64Url.IsValid(text, out var length) && length == count && !text.Any(char.IsWhiteSpace) ? Base64Url.DecodeFromChars(text) : null;

    /// <summary>A point in the form that the framework takes.</summary>
    public static ECPoint PointOf(byte[] point) => new() { X = point[1..(1 + CoordinateBytes)], Y = point[(1 + CoordinateBytes)..] };

    /// <summary>A point in the form that goes over the wire.</summary>
    public static byte[] BytesOf(ECPoint point) => [4, .. point.X!, .. point.Y!];

    // Records print all that they hold.
    public override string ToString() => "keys of a push subscription";

    private static bool IsOnCurve(byte[] point)
    {
        if (point[0] != 4)
        {
            return false;
        }

        try
        {
            using var _ = ECDiffieHellman.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = PointOf(point) });
            return true;
        }
        catch (CryptographicException)
        {
            return false; // a point beside the curve gives away bits of whatever is multiplied with it
        }
    }
}
