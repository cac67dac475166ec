namespace Relais.Hosting;

/// <summary>Begins to create tables and queues with the process: alone it waits for them, under the Functions host it must answer first.</summary>
internal sealed class StorageStart(StorageSetup setup, HostingMode mode) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        var ready = setup.WaitAsync(cancellationToken);
        if (!mode.IsHandler) return ready;
        // A failure is in the log already, and the first invocation tries again.
        _ = ready.ContinueWith(static task => task.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
