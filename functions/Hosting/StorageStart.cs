namespace Relais.Hosting;

/// <summary>Begins to create tables and queues with the process: alone it waits for them, under the Functions host it must answer first.</summary>
internal sealed class StorageStart(StorageSetup setup, HostingMode mode) : IHostedService
{
    /// <exception cref="InvalidOperationException">Nobody would receive what is sent.</exception>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        // Not where the setting is read: what is written for the Functions host, and who gets a key, is worked out without it.
        if (mode.Fault is { } fault) throw new InvalidOperationException(fault + ".");
        var ready = setup.WaitAsync(cancellationToken);
        if (!mode.IsHandler) return ready;
        // A failure is in the log already, and the first invocation tries again.
        _ = ready.ContinueWith(static task => task.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
