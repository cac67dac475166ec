namespace Relais.Notifications;

/// <summary>Where people reach this installation: what every link in a message begins with.</summary>
/// <param name="Root">Scheme and host, without a slash at the end.</param>
public sealed record PublicAddress(string Root)
{
    public const string Setting = "Relais:PublicUrl";

    private const string Alone = "http://localhost:7071";

    /// <exception cref="InvalidOperationException">The setting is no address; the message says so.</exception>
    public static PublicAddress FromConfiguration(IConfiguration configuration)
    {
        // Azure names the host; people should rather see a name of one's own.
        var text = configuration[Setting] is { Length: > 0 } given ? given : configuration["WEBSITE_HOSTNAME"] is { Length: > 0 } host ? "https://" + host : Alone;
        return Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" && url.PathAndQuery == "/" && url.Fragment.Length == 0 && url.UserInfo.Length == 0
            ? new PublicAddress(url.GetLeftPart(UriPartial.Authority))
            : throw new InvalidOperationException($"{Setting}: must be an address such as https://relais.example.org, without a path.");
    }
}
