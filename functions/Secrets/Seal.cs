using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Relais.Secrets;

/// <summary>Closes texts that must not be read where they are kept: AES-256-GCM, bound to the place that they belong to.</summary>
/// <remarks>The form: the key's name (4 bytes), a nonce (12), the text, a tag (16), in base64url. Nonces are random: safe for 2³² texts a key (NIST SP 800-38D, 8.3).</remarks>
public sealed class Seal(KeyRing ring)
{
    private const int NameBytes = 4;
    private const int NonceBytes = 12;
    private const int TagBytes = 16;
    private const string Purpose = "seal";

    /// <summary>Closes a text with the newest key.</summary>
    /// <param name="place">Where it is kept: it can be opened as that of no other place.</param>
    public string Close(string text, string place)
    {
        var plain = Encoding.UTF8.GetBytes(text);
        var closed = new byte[NameBytes + NonceBytes + plain.Length + TagBytes];
        BinaryPrimitives.WriteUInt32BigEndian(closed, ring.NameAt(0));
        var nonce = closed.AsSpan(NameBytes, NonceBytes);
        RandomNumberGenerator.Fill(nonce);
        using var aes = new AesGcm(ring.Derive(0, Purpose), TagBytes);
        aes.Encrypt(nonce, plain, closed.AsSpan(NameBytes + NonceBytes, plain.Length), closed.AsSpan(^TagBytes..), Encoding.UTF8.GetBytes(place));
        return Base64Url.EncodeToString(closed);
    }

    /// <summary>Opens what was closed for this place.</summary>
    /// <exception cref="CryptographicException">No key of the ring closed it, it was changed, or it was moved here from elsewhere.</exception>
    public string Open(string text, string place)
    {
        if (PlaceOfKey(text, out var closed) is not { } key)
        {
            throw new CryptographicException($"What is kept at {place} was closed with a key that is not in {KeyRing.Setting}.");
        }

        var plain = new byte[closed.Length - NameBytes - NonceBytes - TagBytes];
        using var aes = new AesGcm(ring.Derive(key, Purpose), TagBytes);
        aes.Decrypt(closed.AsSpan(NameBytes, NonceBytes), closed.AsSpan(NameBytes + NonceBytes, plain.Length), closed.AsSpan(^TagBytes..), plain, Encoding.UTF8.GetBytes(place));
        return Encoding.UTF8.GetString(plain);
    }

    /// <summary>Whether the newest key closed it: what an older one did is closed anew when keys are turned.</summary>
    public bool IsCurrent(string text) => PlaceOfKey(text, out _) == 0;

    private int? PlaceOfKey(string text, out byte[] closed)
    {
        closed = Base64Url.IsValid(text) ? Base64Url.DecodeFromChars(text) : [];
        var place = closed.Length >= NameBytes + NonceBytes + TagBytes ? ring.PlaceOf(BinaryPrimitives.ReadUInt32BigEndian(closed)) : -1;
        return place < 0 ? null : place;
    }
}
