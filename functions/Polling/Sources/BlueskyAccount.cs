using Relais.Http;

namespace Relais.Polling.Sources;

/// <summary>The operator's account at Bluesky: its handle, its app password, and the one host that ever receives them; configuration section `Polling:Bluesky`.</summary>
/// <param name="Host">Where the account signs in and searches.</param>
/// <param name="Handle">Null, together with the password, where no account is set.</param>
public sealed record BlueskyAccount(string Host, string? Handle, string? AppPassword)
{
    // Passes searches on for every account that was made there.
    private const string UsualHost = "bsky.social";

    public bool IsSet => Handle is not null && AppPassword is not null;

    // Records print all that they hold; a password must not reach a log by accident.
    public override string ToString() => $"account at {Host}";

    /// <exception cref="InvalidOperationException">A setting cannot be used; the message says which, and repeats none.</exception>
    public static BlueskyAccount Read(IConfiguration configuration)
    {
        var host = Given(configuration["Polling:Bluesky:Host"])?.ToLowerInvariant() ?? UsualHost;
        var handle = Given(configuration["Polling:Bluesky:Handle"])?.TrimStart('@');
        var password = Given(configuration["Polling:Bluesky:AppPassword"]);
        if (host.IndexOfAny(['/', '?', '#', '@', '\\']) >= 0
            || HostAddress.Find(host) is not { } address
            || UrlRules.Reject(address.OriginalString, OutboundSettings.Read(configuration).AllowLoopback) is not null)
        {
            throw new InvalidOperationException($"The setting Polling:Bluesky:Host must be a public host name alone, such as {UsualHost}.");
        }

        return (handle is null) == (password is null)
            ? new BlueskyAccount(HostAddress.Plain(address), handle, password)
            : throw new InvalidOperationException("The settings Polling:Bluesky:Handle and Polling:Bluesky:AppPassword must be set together, or neither.");
    }

    private static string? Given(string? setting) => setting?.Trim() is { Length: > 0 } text ? text : null;
}
