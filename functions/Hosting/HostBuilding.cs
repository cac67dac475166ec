using System.Globalization;
using System.Net;
using Microsoft.Extensions.Configuration.EnvironmentVariables;
using Microsoft.Extensions.Configuration.Memory;

namespace Relais.Hosting;

/// <summary>Where the web host finds its files, its settings and its address, whatever the surroundings it was started in say.</summary>
internal static class HostBuilding
{
    // The port of `func start` and of local.settings.json (learn.microsoft.com/azure/azure-functions/functions-develop-local).
    private const int LocalPort = 7071;
    private const string StorageSetting = "AzureWebJobsStorage";

    public static WebApplicationBuilder Create(string[] args)
    {
        // The Functions images export ASPNETCORE_CONTENTROOT and ASPNETCORE_URLS for the host's own use; neither is meant for its handler.
        // Settings are read once: nobody watches their files, which under the host cannot change.
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions
        {
            Args = ["--hostBuilder:reloadConfigOnChange=false", .. args],
            ContentRootPath = AppContext.BaseDirectory,
        });
        var mode = new HostingMode(builder.Configuration);
        if (mode.HandlerPort is { } port) ListenForHost(builder.WebHost, port);
        else RunAlone(builder);
        builder.Logging.AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.UseUtcTimestamp = true;
            console.TimestampFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z' ";
        });
        return builder;
    }

    private static void ListenForHost(ConfigureWebHostBuilder host, int port)
    {
        host.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port));
        // It would take the caller's address for the proxy's, and leave the forwarded host unbelieved.
        host.UseSetting("ForwardedHeaders_Enabled", "false");
        host.UseUrls(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}"));
    }

    private static void RunAlone(WebApplicationBuilder builder)
    {
        var local = LocalSettings.Load(SettingsDirectories());
        var sources = builder.Configuration.Sources;
        // As under the Core Tools, a variable of the real environment wins over the file.
        var environment = sources.LastOrDefault(source => source is EnvironmentVariablesConfigurationSource { Prefix: null or "" });
        sources.Insert(environment is null ? 0 : sources.IndexOf(environment), new MemoryConfigurationSource { InitialData = local.Values });
        if (!builder.Configuration.GetSection(StorageSetting).Exists())
            sources.Insert(0, new MemoryConfigurationSource { InitialData = [new(StorageSetting, "UseDevelopmentStorage=true")] });
        if (string.IsNullOrEmpty(builder.Configuration[WebHostDefaults.ServerUrlsKey]) && string.IsNullOrEmpty(builder.Configuration[WebHostDefaults.HttpPortsKey]))
            builder.WebHost.UseUrls(string.Create(CultureInfo.InvariantCulture, $"http://localhost:{local.HttpPort ?? LocalPort}"));
    }

    private static IEnumerable<string> SettingsDirectories()
    {
        yield return Directory.GetCurrentDirectory();
        if (Upward.Find(AppContext.BaseDirectory, "host.json") is { } root) yield return root;
    }
}
