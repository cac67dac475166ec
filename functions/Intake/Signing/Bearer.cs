using System.Buffers;
using System.Security.Cryptography;
using System.Text;

namespace Relais.Intake.Signing;

/// <summary>The token that a call must carry as `Authorization: Bearer …` where its inlet asks for one (RFC 6750).</summary>
internal static class Bearer
{
    private const string Scheme = "Bearer ";
    private const int MinCharacters = 16;
    private const int MaxCharacters = 256;

    // RFC 6750, section 2.1: b64token.
    private static readonly SearchValues<char> TokenCharacters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~+/=");

    /// <summary>Whether the call carries the token.</summary>
    public static Verdict Verify(IncomingCall call, string token)
    {
        var headers = call.Headers.Authorization;
        if (headers.Count > 1)
        {
            return Verdict.TwiceSent;
        }

        var header = headers.ToString();
        if (!header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
        {
            return Verdict.NoToken;
        }

        // By their hashes: how long the answer takes tells not even how long the token is.
        return CryptographicOperations.FixedTimeEquals(Hash(header[Scheme.Length..]), Hash(token)) ? Verdict.Genuine : Verdict.WrongToken;
    }

    /// <summary>Why a text can be no token, as a predicate; null when it can. Does not repeat it.</summary>
    public static string? Reject(string token) =>
        token.Length is < MinCharacters or > MaxCharacters ? $"must have {MinCharacters} to {MaxCharacters} characters."
        : token.AsSpan().ContainsAnyExcept(TokenCharacters) ? "must hold only letters, digits and - . _ ~ + / =."
        : null;

    private static byte[] Hash(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));
}
