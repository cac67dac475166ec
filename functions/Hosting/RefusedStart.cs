namespace Relais.Hosting;

/// <summary>Refuses to start a process that could not be driven as its settings say, before anything else is started.</summary>
/// <remarks>Not where settings are read: what is written for the Functions host, and who gets a key, is worked out without being driven.</remarks>
internal sealed class RefusedStart(HostingMode mode, IServiceProvider services) : IHostedService
{
    /// <exception cref="InvalidOperationException">Nobody would receive what is sent, or nobody knows where to send it.</exception>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (mode.Fault is { } fault) throw new InvalidOperationException(fault + ".");
        // Opening the queues reads the settings of Service Bus; those of storage are looked at behind the first answer.
        if (mode.IsOnServiceBus) _ = services.GetRequiredService<FunctionQueues>();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
