namespace Relais.Hosting;

/// <summary>Waits for tables and queues before the process answers: alone, where somebody sits in front of it. Under the Functions host it answers first.</summary>
internal sealed class StorageStart(StorageSetup setup) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) => setup.WaitAsync(cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
