using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Relais.Hosting;
using Relais.Tests.Storage;

namespace Relais.Tests.Hosting;

/// <summary>The sample app as a custom handler, with its messages in the storage account or in Service Bus.</summary>
internal sealed class QueueBed : IAsyncDisposable
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);

    private readonly string prefix;

    private QueueBed(bool onBus, WebApplication app, ManualClock clock, FakeServiceBus bus, string prefix) =>
        (OnBus, App, Clock, Bus, this.prefix) = (onBus, app, clock, bus, prefix);

    public bool OnBus { get; }

    public WebApplication App { get; }

    public ManualClock Clock { get; }

    public FakeServiceBus Bus { get; }

    public HostInMiniature Host { get; private set; } = null!;

    public FunctionQueue Letters => App.Services.GetRequiredService<FunctionQueues>().All.Single(queue => queue.Function.Name == nameof(ReadLetters));

    public static async Task<QueueBed> StartAsync(Azurite azurite, bool onBus)
    {
        var (clock, prefix) = (new ManualClock(Noon), Azurite.NewName("bed"));
        var bus = await FakeServiceBus.StartAsync(clock, $"{prefix}-letters", $"{prefix}-copies");
        var settings = new Dictionary<string, string?> { ["Relais:Queues"] = onBus ? "servicebus" : "storage", ["ServiceBus"] = bus.ConnectionString };
        var app = SampleApp.Build(
            azurite.ConnectionString, settings, services => services.AddSingleton<TimeProvider>(clock), prefix, ["--FUNCTIONS_CUSTOMHANDLER_PORT", HostInMiniature.FreePort()]);
        var bed = new QueueBed(onBus, app, clock, bus, prefix);
        await app.StartAsync();
        await app.Services.GetRequiredService<StorageSetup>().WaitAsync(CancellationToken.None);
        bed.Host = new HostInMiniature(app, onBus ? bus : null, prefix);
        return bed;
    }

    public FakeBusQueue BusQueue(string name) => Bus.Queue($"{prefix}-{name}");

    /// <summary>Whether the storage account has a queue of that name.</summary>
    public async Task<bool> HasQueueAsync(string name) => await App.Queue(name).ExistsAsync();

    public async ValueTask DisposeAsync()
    {
        Host.Dispose();
        await App.DisposeAsync();
        await Bus.DisposeAsync();
    }
}
