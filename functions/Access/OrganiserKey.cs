using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Relais.Access;

/// <summary>A key of an organiser as it is kept: by its digest, so that whoever reads the table can call nothing.</summary>
/// <param name="Id">The digest of the key: names it in lists and when it is taken away.</param>
/// <param name="Scope">`read` looks, `write` also changes, `admin` also gives and takes keys.</param>
/// <param name="ExpiresAt">From this instant on the key opens nothing; null for never.</param>
public sealed record OrganiserKey(string Id, string Name, string Scope, DateTimeOffset CreatedAt, DateTimeOffset? ExpiresAt)
{
    public const string Read = "read";
    public const string Write = "write";
    public const string Admin = "admin";
    public static readonly IReadOnlyList<string> Scopes = [Read, Write, Admin];

    private const string Prefix = "rk_";
    private const int SecretBytes = 32;

    /// <summary>A new key's text: shown once, and never kept.</summary>
    public static string Draw() => Prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(SecretBytes));

    /// <summary>The id under which a key is kept. 256 random bits need no salt and no slow hash.</summary>
    public static string IdOf(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    public bool Allows(string scope, DateTimeOffset now) =>
        (ExpiresAt is null || now < ExpiresAt) && Rank(Scope) >= Rank(scope);

    private static int Rank(string scope) => scope switch { Read => 0, Write => 1, Admin => 2, _ => throw new ArgumentOutOfRangeException(nameof(scope)) };
}
