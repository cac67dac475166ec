using System.Text.RegularExpressions;
using Relais.Http;

namespace Relais.Notifications.Channels;

/// <summary>The account that writes into rooms of Matrix, and the server that it is at home on.</summary>
/// <param name="Homeserver">Without a slash at the end.</param>
/// <param name="Token">Whoever has it is the account: secret.</param>
public sealed partial record MatrixSettings(string Homeserver, string Token)
{
    private const string HomeserverSetting = "Matrix:Homeserver";
    private const string TokenSetting = "Matrix:AccessToken";

    /// <summary>Its host, which everybody may know.</summary>
    public string Host => new Uri(Homeserver).Authority;

    /// <summary>Reads the settings; null where nobody has set them.</summary>
    /// <exception cref="InvalidOperationException">They are no account; the message does not repeat them.</exception>
    public static MatrixSettings? Read(IConfiguration configuration)
    {
        var (server, token) = (configuration[HomeserverSetting] ?? "", configuration[TokenSetting] ?? "");
        if (server.Length == 0 && token.Length == 0)
        {
            return null;
        }

        if (server.Length == 0 || token.Length == 0)
        {
            throw new InvalidOperationException($"{(server.Length == 0 ? HomeserverSetting : TokenSetting)}: must be set too, as the other one of {HomeserverSetting} and {TokenSetting} is.");
        }

        // A server on this machine is for development, as in everything else that is called.
        if (UrlRules.Reject(server, bool.TryParse(configuration["Http:AllowLoopback"], out var loopback) && loopback) is { } reason)
        {
            throw new InvalidOperationException($"{HomeserverSetting}: {reason}");
        }

        return server.Contains('?') ? throw new InvalidOperationException($"{HomeserverSetting}: must be an address such as https://matrix.example.org.")
            : Form().IsMatch(token) ? new MatrixSettings(server.TrimEnd('/'), token)
            : throw new InvalidOperationException($"{TokenSetting}: must be an access token: letters, digits and the signs - . _ ~ + / =.");
    }

    /// <summary>Without the token, which no log may hold.</summary>
    public override string ToString() => $"{nameof(MatrixSettings)} {{ {Host} }}";

    // RFC 6750, section 2.1: what a bearer token may hold.
    [GeneratedRegex(@"\A[A-Za-z0-9._~+/=-]{1,2000}\z")]
    private static partial Regex Form();
}
