using System.Runtime.CompilerServices;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Relais.Hosting.Telemetry;

/// <summary>Where spans and measures go: over OTLP to whom OpenTelemetry's own variables name, and nowhere without them.</summary>
internal static class TelemetryExport
{
    private const string EndpointSetting = "OTEL_EXPORTER_OTLP_ENDPOINT";
    private const string TracesEndpointSetting = "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT";
    private const string MetricsEndpointSetting = "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT";
    private const string TracesExporterSetting = "OTEL_TRACES_EXPORTER";
    private const string MetricsExporterSetting = "OTEL_METRICS_EXPORTER";
    private const string DisabledSetting = "OTEL_SDK_DISABLED";

    private const string UsualName = "relais";

    // ASP.NET's measures name routes by their templates, the runtime's name nothing. Those of the HTTP client name hosts, which may be people's.
    private static readonly string[] Meters = [Spans.SourceName, "Microsoft.AspNetCore.Hosting", "System.Runtime"];

    /// <exception cref="InvalidOperationException">An endpoint is no address.</exception>
    public static IServiceCollection AddTelemetry(this IServiceCollection services, IConfiguration configuration)
    {
        if (string.Equals(configuration[DisabledSetting], "true", StringComparison.OrdinalIgnoreCase)) return services;
        var spans = IsWanted(configuration, TracesEndpointSetting, TracesExporterSetting);
        var measures = IsWanted(configuration, MetricsEndpointSetting, MetricsExporterSetting);

        // Apart, so that a start without telemetry loads none of its libraries.
        return spans || measures ? Add(services, configuration, spans, measures) : services;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static IServiceCollection Add(IServiceCollection services, IConfiguration configuration, bool spans, bool measures)
    {
        var telemetry = services.AddOpenTelemetry();

        // Every process has an id of its own here, so that what several count is not taken for one's; what the operator says of it wins.
        telemetry.ConfigureResource(resource => resource.AddService(UsualName, serviceVersion: typeof(TelemetryExport).Assembly.GetName().Version!.ToString(3)).AddEnvironmentVariableDetector());
        if (spans) telemetry.WithTracing(tracing => tracing.AddSource(Spans.SourceName).AddOtlpExporter(options => Point(options, configuration[TracesEndpointSetting])));
        if (measures) telemetry.WithMetrics(metrics => metrics.AddMeter(Meters).AddOtlpExporter(options => Point(options, configuration[MetricsEndpointSetting])));
        return services.AddHostedService<TelemetryEnd>();
    }

    // The exporter itself reads the variables that are for all signals; an address for one signal is taken as it is.
    private static void Point(OtlpExporterOptions options, string? endpoint)
    {
        if (!string.IsNullOrEmpty(endpoint)) options.Endpoint = new Uri(endpoint);
    }

    private static bool IsWanted(IConfiguration configuration, string endpointSetting, string exporterSetting)
    {
        if (string.Equals(configuration[exporterSetting], "none", StringComparison.OrdinalIgnoreCase)) return false;
        var setting = string.IsNullOrEmpty(configuration[endpointSetting]) ? EndpointSetting : endpointSetting;
        if (configuration[setting] is not { Length: > 0 } text) return false;
        return Uri.TryCreate(text, UriKind.Absolute, out var address) && (address.Scheme == Uri.UriSchemeHttp || address.Scheme == Uri.UriSchemeHttps)
            ? true
            : throw new InvalidOperationException($"{setting}: must be an http or https address.");
    }
}
