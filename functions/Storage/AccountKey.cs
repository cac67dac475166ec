using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Relais.Storage;

/// <summary>One account key: signs text the way both storage wires ask for it.</summary>
internal sealed class AccountKey
{
    private readonly byte[] bytes;

    public AccountKey(string base64)
    {
        ArgumentException.ThrowIfNullOrEmpty(base64);
        try
        {
            bytes = Convert.FromBase64String(base64);
        }
        catch (FormatException)
        {
            // The framework's message is fine, but it must never be one that quotes the key.
            throw new FormatException("The storage account key is not base64.");
        }
    }

    public string Sign(string text)
    {
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(bytes, Encoding.UTF8.GetBytes(text), hash);
        Span<byte> base64 = stackalloc byte[Base64.GetMaxEncodedToUtf8Length(HMACSHA256.HashSizeInBytes)];
        Base64.EncodeToUtf8(hash, base64, out _, out var written);
        return Encoding.ASCII.GetString(base64[..written]);
    }
}
