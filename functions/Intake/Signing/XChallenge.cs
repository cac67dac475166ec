using System.Buffers;
using System.Security.Cryptography;
using System.Text;

namespace Relais.Intake.Signing;

/// <summary>Answers X, which asks now and then whether we know the secret (CRC): by signing the text that it sends.</summary>
/// <remarks>Anybody can ask. Were any text signed, a body of their own could be sent as the question, and the answer back as its signature.</remarks>
internal static class XChallenge
{
    // Real ones have some 50.
    private const int MaxTokenCharacters = 256;

    // Visible ASCII and spaces, without what every object, list and text of JSON needs: no signed token is a body that means something.
    private static readonly SearchValues<char> SafeCharacters = SearchValues.Create(
        [.. Enumerable.Range(' ', '~' - ' ' + 1).Select(code => (char)code).Where(character => character is not ('{' or '}' or '[' or ']' or '"'))]);

    /// <summary>The answer; null when the call is no such question. A refusal is nothing to X as long as others are answered within 28 hours.</summary>
    /// <param name="secrets">Those of the inlet, newest first: the first one answers.</param>
    public static Greeting? Answer(IncomingCall call, IReadOnlyList<string> secrets)
    {
        if (!HttpMethods.IsGet(call.Method) || FormFields.Of(call.Url.Query) is not { } fields || !fields.Any(field => field.Name == "crc_token"))
        {
            return null;
        }

        return secrets.Count > 0 && fields.Only("crc_token") is { Length: > 0 and <= MaxTokenCharacters } token && !token.AsSpan().ContainsAnyExcept(SafeCharacters)
            ? new Greeting(StatusCodes.Status200OK, "application/json", $$"""{"response_token":"sha256={{Sign(token, secrets[0])}}"}""")
            : new Greeting(StatusCodes.Status400BadRequest, "text/plain", "");
    }

    private static string Sign(string token, string secret) => Convert.ToBase64String(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(token)));
}
