using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Relais.Secrets;

/// <summary>Names texts by what nobody without the keys can compute: to find what is closed without opening everything, and to sign links.</summary>
public sealed class KeyedHash(KeyRing ring)
{
    // 128 bits: neither found by trying nor met by chance.
    private const int HashBytes = 16;

    /// <summary>The name of a text under the newest key: 22 characters of base64url.</summary>
    /// <param name="purpose">What it is a name for: the same text has another one elsewhere.</param>
    public string Of(string purpose, string text) => Of(0, purpose, text);

    /// <summary>Its names under every key, the newest first: what was written under an older one is found too.</summary>
    public IReadOnlyList<string> AllOf(string purpose, string text) => [.. Enumerable.Range(0, ring.Count).Select(place => Of(place, purpose, text))];

    /// <summary>Whether this is the text's name under one of the keys. Takes the same time whatever differs.</summary>
    public bool Matches(string purpose, string text, string hash)
    {
        var given = Encoding.UTF8.GetBytes(hash);
        var matches = false;
        for (var place = 0; place < ring.Count; place++)
        {
            matches |= CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(Of(place, purpose, text)), given);
        }

        return matches;
    }

    private string Of(int place, string purpose, string text) =>
        Base64Url.EncodeToString(HMACSHA256.HashData(ring.Derive(place, "hash/" + purpose), Encoding.UTF8.GetBytes(text)).AsSpan(0, HashBytes));
}
