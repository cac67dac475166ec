using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Relais.Secrets;

/// <summary>The keys of this installation: the newest one is used, older ones still open and check what they once closed and signed.</summary>
public sealed class KeyRing
{
    /// <summary>The setting: one key or several, each 32 bytes in base64, the newest first, with commas between.</summary>
    public const string Setting = "Secrets:Keys";

    // AES-256.
    private const int KeyBytes = 32;

    // A ring this long has been turned each month for two years; each check of an old link tries them all.
    private const int MostKeys = 24;

    private readonly List<byte[]> keys;
    private readonly ConcurrentDictionary<(int Place, string Purpose), byte[]> derived = [];

    private KeyRing(List<byte[]> keys) => this.keys = keys;

    /// <summary>Reads the ring.</summary>
    /// <exception cref="InvalidOperationException">The setting holds no ring; the message does not repeat it.</exception>
    public static KeyRing Parse(string? text)
    {
        var parts = (text ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var keys = parts.Select(Decode).ToList();
        return keys.Count is > 0 and <= MostKeys && keys.TrueForAll(key => key.Length == KeyBytes) && keys.Select(NameOf).Distinct().Count() == keys.Count
            ? new KeyRing(keys)
            : throw new InvalidOperationException(
                $"{Setting}: must be one key of {KeyBytes} bytes in base64, or up to {MostKeys} different ones with commas between, the newest first. `openssl rand -base64 {KeyBytes}` makes one.");
    }

    /// <summary>A new key, as the setting spells it.</summary>
    public static string CreateKey() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(KeyBytes));

    /// <summary>What each key is called, the newest first: eight hexadecimal digits, from which no key can be worked out.</summary>
    public IReadOnlyList<string> Names => [.. keys.Select(key => NameOf(key).ToString("x8", CultureInfo.InvariantCulture))];

    internal int Count => keys.Count;

    /// <summary>The number by which what a key has closed names it.</summary>
    internal uint NameAt(int place) => NameOf(keys[place]);

    /// <summary>Where on the ring the key of this name is; negative when nowhere.</summary>
    internal int PlaceOf(uint name) => keys.FindIndex(key => NameOf(key) == name);

    /// <summary>A key for one purpose alone, so that nothing made for one serves another.</summary>
    internal byte[] Derive(int place, string purpose) =>
        derived.GetOrAdd((place, purpose), static (one, keys) => HKDF.DeriveKey(HashAlgorithmName.SHA256, keys[one.Place], KeyBytes, info: Encoding.UTF8.GetBytes("relais/" + one.Purpose)), keys);

    private static uint NameOf(byte[] key) =>
        System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(HKDF.DeriveKey(HashAlgorithmName.SHA256, key, sizeof(uint), info: "relais/name"u8.ToArray()));

    private static byte[] Decode(string text)
    {
        var bytes = new byte[text.Length];
        return Convert.TryFromBase64String(text, bytes, out var count) ? bytes[..count] : [];
    }
}
