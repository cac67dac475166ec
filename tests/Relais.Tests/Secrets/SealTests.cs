using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Relais.Secrets;

namespace Relais.Tests.Secrets;

/// <summary>What is closed, named and signed with an installation's keys.</summary>
public sealed class SealTests
{
    private const string First = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

    private static readonly string Second = KeyRing.CreateKey();

    [Theory]
    [InlineData("")]
    [InlineData("ada@example.org")]
    [InlineData("Ωmega 👩‍👩‍👧 \u0000 end")]
    public void What_is_closed_opens_as_it_was_and_never_looks_the_same(string text)
    {
        var seal = new Seal(KeyRing.Parse(First));
        var (one, two) = (seal.Close(text, "a/b"), seal.Close(text, "a/b"));

        Assert.Equal(text, seal.Open(one, "a/b"));
        Assert.NotEqual(one, two);
        Assert.True(text.Length == 0 || !one.Contains(text, StringComparison.Ordinal));
    }

    [Fact]
    public void It_is_AES_256_GCM_under_a_key_derived_by_HKDF()
    {
        var closed = Base64Url.DecodeFromChars(new Seal(KeyRing.Parse(First)).Close("ada@example.org", "address/c/m"));
        var key = HKDF.DeriveKey(HashAlgorithmName.SHA256, Convert.FromBase64String(First), 32, info: "relais/seal"u8.ToArray());
        var plain = new byte[closed.Length - 32];
        using var aes = new AesGcm(key, 16);
        aes.Decrypt(closed.AsSpan(4, 12), closed.AsSpan(16, plain.Length), closed.AsSpan(16 + plain.Length), plain, "address/c/m"u8);

        Assert.Equal("ada@example.org", Encoding.UTF8.GetString(plain));
    }

    [Fact]
    public void One_flipped_bit_anywhere_another_place_and_another_key_do_not_open_it()
    {
        var seal = new Seal(KeyRing.Parse(First));
        var closed = Base64Url.DecodeFromChars(seal.Close("ada@example.org", "a/b"));
        for (var bit = 0; bit < closed.Length * 8; bit++)
        {
            closed[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.ThrowsAny<CryptographicException>(() => seal.Open(Base64Url.EncodeToString(closed), "a/b"));
            closed[bit / 8] ^= (byte)(1 << (bit % 8));
        }

        var text = Base64Url.EncodeToString(closed);
        Assert.Equal("ada@example.org", seal.Open(text, "a/b"));
        Assert.ThrowsAny<CryptographicException>(() => seal.Open(text, "a/c"));
        Assert.ThrowsAny<CryptographicException>(() => new Seal(KeyRing.Parse(Second)).Open(text, "a/b"));
        Assert.All(new[] { "", "?", "AAAA", text[..20] }, broken => Assert.ThrowsAny<CryptographicException>(() => seal.Open(broken, "a/b")));
    }

    [Fact]
    public void A_turned_ring_opens_and_recognises_what_the_older_key_made()
    {
        var (old, turned) = (KeyRing.Parse(First), KeyRing.Parse($"{Second}, {First}"));
        var closed = new Seal(old).Close("x", "p");

        Assert.Equal("x", new Seal(turned).Open(closed, "p"));
        Assert.False(new Seal(turned).IsCurrent(closed));
        Assert.True(new Seal(turned).IsCurrent(new Seal(turned).Close("x", "p")));
        Assert.True(new KeyedHash(turned).Matches("link", "x", new KeyedHash(old).Of("link", "x")));
        Assert.Equal([new KeyedHash(turned).Of("link", "x"), new KeyedHash(old).Of("link", "x")], new KeyedHash(turned).AllOf("link", "x"));
        Assert.False(new KeyedHash(turned).Matches("other", "x", new KeyedHash(old).Of("link", "x")));
        Assert.NotEqual(new KeyedHash(old).Of("link", "x"), new KeyedHash(turned).Of("link", "x"));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(",")]
    [InlineData("short")]
    [InlineData("AAECAwQFBgcICQoLDA0ODw==")]
    [InlineData(First + "," + First)]
    [InlineData(First + ",nonsense")]
    public void A_setting_that_is_no_ring_is_refused_without_being_repeated(string? text)
    {
        var refused = Assert.Throws<InvalidOperationException>(() => KeyRing.Parse(text));
        Assert.Equal(
            "Secrets:Keys: must be one key of 32 bytes in base64, or up to 24 different ones with commas between, the newest first. `openssl rand -base64 32` makes one.", refused.Message);
    }
}
