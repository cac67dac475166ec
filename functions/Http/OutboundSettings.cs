using System.Globalization;

namespace Relais.Http;

/// <summary>The limits that requests to strangers keep to, as the configuration under <c>Http:</c> sets them.</summary>
public sealed record OutboundSettings
{
    private const int MostKeptMegabytes = 16_384; // more than any machine has that this is meant for

    /// <summary>Whether this machine may be called: only for development, never when deployed.</summary>
    public bool AllowLoopback { get; init; }

    /// <summary>The longest wait for a name, a connection and its encryption together. Setting <c>Http:ConnectSeconds</c>.</summary>
    public TimeSpan ConnectLimit { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The longest wait for a whole answer. Setting <c>Http:TotalSeconds</c>; Standard Webhooks advises 15 to 30 s.</summary>
    public TimeSpan TotalLimit { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How much memory the connections may take that are kept open between calls, in megabytes; 0 keeps none. Setting <c>Http:KeptMegabytes</c>.</summary>
    public int KeptMegabytes { get; init; } = 128;

    /// <summary>Why these settings must not start here, in words for the operator; null when they may.</summary>
    public static string? Refuse(IConfiguration configuration)
    {
        if (configuration["Http:AllowLoopback"] is { Length: > 0 } loopback && !bool.TryParse(loopback, out _))
        {
            return "The setting Http:AllowLoopback must be true or false.";
        }

        foreach (var name in new[] { "Http:ConnectSeconds", "Http:TotalSeconds" })
        {
            if (configuration[name] is { Length: > 0 } && Seconds(configuration, name) is null)
            {
                return $"The setting {name} must be a number of seconds, above 0 and at most 230.";
            }
        }

        if (configuration["Http:KeptMegabytes"] is { Length: > 0 } && Megabytes(configuration) is null)
        {
            return $"The setting Http:KeptMegabytes must be a whole number of megabytes, 0 to {MostKeptMegabytes}.";
        }

        var deployed = configuration["FUNCTIONS_CUSTOMHANDLER_PORT"] is { Length: > 0 }
            && (configuration["WEBSITE_SITE_NAME"] is { Length: > 0 } || configuration["WEBSITE_INSTANCE_ID"] is { Length: > 0 });
        return deployed && Read(configuration).AllowLoopback
            ? "The setting Http:AllowLoopback is true, but this app is deployed: users could make it call itself. Remove the setting."
            : null;
    }

    /// <summary>Reads settings that <see cref="Refuse"/> has found nothing against.</summary>
    internal static OutboundSettings Read(IConfiguration configuration)
    {
        var settings = new OutboundSettings();
        return settings with
        {
            AllowLoopback = bool.TryParse(configuration["Http:AllowLoopback"], out var loopback) && loopback,
            ConnectLimit = Seconds(configuration, "Http:ConnectSeconds") ?? settings.ConnectLimit,
            TotalLimit = Seconds(configuration, "Http:TotalSeconds") ?? settings.TotalLimit,
            KeptMegabytes = Megabytes(configuration) ?? settings.KeptMegabytes,
        };
    }

    private static int? Megabytes(IConfiguration configuration) =>
        int.TryParse(configuration["Http:KeptMegabytes"], NumberStyles.None, CultureInfo.InvariantCulture, out var megabytes)
        && megabytes <= MostKeptMegabytes
            ? megabytes
            : null;

    // Azure's front end gives up on an answer after 230 s; no request that serves one may take longer.
    private static TimeSpan? Seconds(IConfiguration configuration, string name) =>
        double.TryParse(configuration[name], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds)
        && seconds is > 0 and <= 230
            ? TimeSpan.FromSeconds(seconds)
            : null;
}
