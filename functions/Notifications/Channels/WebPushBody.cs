using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Relais.Notifications.Channels;

/// <summary>Closes a text so that only one browser can open it, and not the service that carries it: aes128gcm (RFC 8188) with keys after RFC 8291.</summary>
internal static class WebPushBody
{
    /// <summary>The longest text that fits the 4,096 bytes which every service takes (RFC 8030, 7.2): 86 of them are the header, one the delimiter, 16 the tag.</summary>
    public const int MostBytes = 4_096 - HeaderBytes - 1 - TagBytes;

    private const int SaltBytes = 16;
    private const int HeaderBytes = SaltBytes + 4 + 1 + WebPushKeys.PointBytes;
    private const int RecordBytes = 4_096;
    private const int TagBytes = 16;
    private const int KeyBytes = 16;
    private const int NonceBytes = 12;
    private const byte LastRecord = 2;

    /// <summary>Closes a text with a key and a salt that are used for nothing else.</summary>
    public static byte[] Encrypt(ReadOnlySpan<byte> text, WebPushKeys receiver)
    {
        using var sender = ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256);
        return Encrypt(text, receiver, sender, RandomNumberGenerator.GetBytes(SaltBytes));
    }

    /// <summary>As above, with key and salt handed in: for the example of RFC 8291.</summary>
    internal static byte[] Encrypt(ReadOnlySpan<byte> text, WebPushKeys receiver, ECDiffieHellman sender, byte[] salt)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(text.Length, MostBytes);
        var mine = WebPushKeys.BytesOf(sender.ExportParameters(includePrivateParameters: false).Q);
        using var theirs = ECDiffieHellman.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = WebPushKeys.PointOf(receiver.Point) });
        var shared = sender.DeriveRawSecretAgreement(theirs.PublicKey);
        var secret = HKDF.DeriveKey(HashAlgorithmName.SHA256, shared, 32, receiver.Auth, [.. "WebPush: info\0"u8, .. receiver.Point, .. mine]);
        var key = HKDF.DeriveKey(HashAlgorithmName.SHA256, secret, KeyBytes, salt, "Content-Encoding: aes128gcm\0"u8.ToArray());
        var nonce = HKDF.DeriveKey(HashAlgorithmName.SHA256, secret, NonceBytes, salt, "Content-Encoding: nonce\0"u8.ToArray());

        byte[] plain = [.. text, LastRecord];
        var body = new byte[HeaderBytes + plain.Length + TagBytes];
        salt.CopyTo(body, 0);
        BinaryPrimitives.WriteInt32BigEndian(body.AsSpan(SaltBytes), RecordBytes);
        body[SaltBytes + 4] = WebPushKeys.PointBytes;
        mine.CopyTo(body, SaltBytes + 5);
        using var aes = new AesGcm(key, TagBytes);
        aes.Encrypt(nonce, plain, body.AsSpan(HeaderBytes, plain.Length), body.AsSpan(HeaderBytes + plain.Length));
        return body;
    }
}
