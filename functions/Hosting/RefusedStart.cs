namespace Relais.Hosting;

/// <summary>Refuses to start a process that could not be driven as its settings say, before anything else is started.</summary>
/// <remarks>Not where settings are read: what is written for the Functions host, and who gets a key, is worked out without being driven.</remarks>
internal sealed class RefusedStart(HostingMode mode) : IHostedService
{
    /// <exception cref="InvalidOperationException">Nobody would receive what is sent.</exception>
    public Task StartAsync(CancellationToken cancellationToken) =>
        mode.Fault is { } fault ? Task.FromException(new InvalidOperationException(fault + ".")) : Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
