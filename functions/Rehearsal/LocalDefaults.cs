using Relais.Access;
using Relais.Hosting.Local;
using Relais.Notifications;
using Relais.Secrets;

namespace Relais.Rehearsal;

/// <summary>What a start on one's own machine adds: this machine may be called, the console is a channel, and the first key is shown.</summary>
public static class LocalDefaults
{
    public static void Apply(WebApplicationBuilder builder, TextWriter output)
    {
        if (IsDriven(builder.Configuration))
        {
            return;
        }

        if (IsForThisMachineOnly(builder.Configuration))
        {
            builder.Configuration["Http:AllowLoopback"] ??= "true";
        }

        // Elsewhere than on the emulator data and keys must not lie on one machine by accident: whoever deploys sets them.
        if (AzuriteProcess.IsWanted(builder.Configuration))
        {
            builder.Configuration[KeyRing.Setting] ??= LocalKeys.ReadOrCreate(builder.Configuration);
        }

        builder.Services.AddConsoleChannel(output);
    }

    /// <summary>Says where the app is, and gives the first key to whoever started it.</summary>
    public static async Task WelcomeAsync(WebApplication app, TextWriter output)
    {
        if (IsDriven(app.Configuration))
        {
            return;
        }

        var address = app.Urls.First().TrimEnd('/');
        var key = await app.Services.GetRequiredService<FirstKey>().GiveAsync(CancellationToken.None);
        await output.WriteLineAsync(key is null
            ? $"Relais listens on {address}. Dashboard: {address}/dashboard"
            : $"""
            Relais listens on {address}.
            The first organiser key, shown this once: {key}
            Dashboard: {address}/dashboard#key={key}
            """);
    }

    // An app that listens to others must not be made to call what listens beside it. Ports without a host are every host's: images of .NET set them.
    private static bool IsForThisMachineOnly(ConfigurationManager configuration) =>
        string.IsNullOrEmpty(configuration[WebHostDefaults.HttpPortsKey])
        && string.IsNullOrEmpty(configuration[WebHostDefaults.HttpsPortsKey])
        && !configuration.GetSection("Kestrel:Endpoints").Exists()
        && (configuration[WebHostDefaults.ServerUrlsKey] ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .All(address => Uri.TryCreate(address, UriKind.Absolute, out var url) && url.IsLoopback);

    private static bool IsDriven(IConfiguration configuration) => !string.IsNullOrEmpty(configuration["FUNCTIONS_CUSTOMHANDLER_PORT"]);
}
