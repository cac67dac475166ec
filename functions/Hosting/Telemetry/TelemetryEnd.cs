using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace Relais.Hosting.Telemetry;

/// <summary>Sends what has not been sent when the process ends, and waits for nobody who does not take it.</summary>
internal sealed class TelemetryEnd(IServiceProvider services) : IHostedService
{
    // Containers are given 10 s to end (docs.docker.com/reference/cli/docker/container/stop), and this is not all that ends. The Functions host gives none.
    private const int LongestMilliseconds = 3_000;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    // Both wait on a thread, each for its own exporter.
    public Task StopAsync(CancellationToken cancellationToken) => Task.WhenAll(
        Task.Run(() => services.GetService<TracerProvider>()?.Shutdown(LongestMilliseconds), CancellationToken.None),
        Task.Run(() => services.GetService<MeterProvider>()?.Shutdown(LongestMilliseconds), CancellationToken.None));
}
