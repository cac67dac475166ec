using System.Buffers.Text;
using System.Text.Json;

namespace Relais.Tests.Storage;

/// <summary>A token for storage as Entra writes them, in everything that the emulator looks at: it takes any signature.</summary>
internal static class StorageToken
{
    public const string Audience = "https://storage.azure.com";

    private const string Issuer = "https://sts.windows.net/0f8fad5b-d9cb-469f-a165-70867728950e/";

    public static string Write(DateTimeOffset from, DateTimeOffset until, string audience = Audience)
    {
        var start = from.ToUnixTimeSeconds();
        return string.Join('.', Part(new { typ = "JWT", alg = "RS256" }), Part(new { aud = audience, iss = Issuer, iat = start, nbf = start, exp = until.ToUnixTimeSeconds() }), Part("not checked"));
    }

    private static string Part<T>(T content) => Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(content));
}
