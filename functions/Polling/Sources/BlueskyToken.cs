using System.Text.Json;
using System.Text.RegularExpressions;
using Relais.Http;

namespace Relais.Polling.Sources;

/// <summary>What opens Bluesky's search for some two hours, and what another is given for. A class, because a record would print both.</summary>
/// <param name="since">When it was given.</param>
internal sealed partial class BlueskyToken(string access, string refresh, DateTimeOffset since)
{
    public string Access => access;

    public string Refresh => refresh;

    public DateTimeOffset Since => since;

    /// <summary>Null when the answer holds none.</summary>
    public static BlueskyToken? Read(OutboundReply reply, DateTimeOffset now)
    {
        try
        {
            return JsonSerializer.Deserialize(reply.Body.Span, BlueskyJson.Default.BlueskyTokens) is { AccessJwt: { } access, RefreshJwt: { } refresh }
                && Text().IsMatch(access) && Text().IsMatch(refresh)
                    ? new BlueskyToken(access, refresh, now)
                    : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    // What a header can carry (RFC 6750, b64token).
    [GeneratedRegex(@"^[A-Za-z0-9._~+/-]{1,8192}=*\z", RegexOptions.CultureInvariant)]
    private static partial Regex Text();
}
