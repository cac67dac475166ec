using Relais.Http;

namespace Relais.Snapshots;

/// <summary>The hub that tells followers as soon as a feed has changed, where the operator names one.</summary>
/// <param name="Hub">Its address; null for none.</param>
internal sealed record WebSub(string? Hub)
{
    private const string HubSetting = "WebSub:Hub";

    /// <exception cref="InvalidOperationException">The setting is no address that may be called; the message says so.</exception>
    public static WebSub Read(IConfiguration configuration)
    {
        if (configuration[HubSetting] is not { Length: > 0 } hub)
        {
            return new WebSub((string?)null);
        }

        // A hub on this machine is for development, as in everything else that is called.
        return UrlRules.Reject(hub, bool.TryParse(configuration["Http:AllowLoopback"], out var loopback) && loopback) is { } reason
            ? throw new InvalidOperationException($"{HubSetting}: {reason}")
            : new WebSub(new UriBuilder(hub) { Host = new Uri(hub).IdnHost }.Uri.AbsoluteUri);
    }
}
