using Relais.Storage;
using Relais.Storage.Queues;
using Relais.Storage.ServiceBus;

namespace Relais.Hosting;

/// <summary>The queues of this app's functions, opened once each, in the storage account or in Service Bus.</summary>
internal sealed class FunctionQueues
{
    /// <summary>The connection that the Functions host receives by, and this process sends by.</summary>
    public const string BusConnection = "ServiceBus";

    private readonly Dictionary<string, FunctionQueue> byFunction;
    private readonly FunctionSettings settings;
    private readonly HostingMode mode;
    private readonly TimeProvider clock;

    public FunctionQueues(FunctionCatalog catalog, FunctionSettings settings, HostingMode mode, StorageAccount account, IConfiguration configuration, TimeProvider clock)
    {
        (this.settings, this.mode, this.clock) = (settings, mode, clock);
        var bus = mode.IsOnServiceBus && mode.Fault is null ? BusSetting.Open(configuration, BusConnection, clock) : null;
        var prefix = configuration["Relais:Prefix"];
        byFunction = catalog.Queues.ToDictionary(
            function => function.Name, function => Open(function, name => bus is null ? InStorage(function, name, account) : OnBus(function, name, bus, prefix)), StringComparer.Ordinal);
        All = [.. catalog.Queues.Select(Of)];
    }

    /// <summary>In the order in which the functions were registered.</summary>
    public IReadOnlyList<FunctionQueue> All { get; }

    public FunctionQueue Of(QueueFunction function) => byFunction[function.Name];

    private FunctionQueue Open(QueueFunction function, Func<string, FunctionQueue> open) =>
        mode.Fault is { } fault ? Closed(function, fault)
        : settings.TryExpand(function.Queue, out var name, out var missing) ? open(name)
        : Closed(function, $"the setting '{missing}' of its queue's name is missing");

    private FunctionQueue Closed(QueueFunction function, string fault) => new(function, null, null, null, null, Signal(), fault);

    private FunctionQueue InStorage(QueueFunction function, string name, StorageAccount account)
    {
        // A drain sees messages as they lie there: one that is not base64 must reach the poison queue unread.
        var raw = account.Queue(name, QueueMessageEncoding.None);
        // A queue name has at most 63 characters (rest/api/storageservices/naming-queues-and-metadata).
        var poison = raw.Name.EndsWith("-poison", StringComparison.Ordinal) || raw.Name.Length + "-poison".Length > 63
            ? null
            : account.Queue(name + "-poison", QueueMessageEncoding.None);
        var signal = Signal();
        // Stepped, the order of messages is part of what a step comes to.
        var sender = new StorageSender(account.Queue(name), signal, atOnce: mode.IsStepped ? 1 : StorageSender.MostAtOnce);
        return new FunctionQueue(function, sender, raw, poison, poison is null ? null : new StoragePutAside(poison, raw, signal), signal, null);
    }

    private FunctionQueue OnBus(QueueFunction function, string name, ServiceBusClient bus, string? prefix)
    {
        var sender = bus.CreateSender(string.IsNullOrEmpty(prefix) ? name : $"{prefix}-{name}");
        return new FunctionQueue(function, new BusSender(sender, clock), null, null, new BusPutAside(bus, sender), Signal(), null);
    }

    private QueueSignal Signal() => new(mode.IsStepped, clock);
}

/// <summary>
/// One function's queue as its sender and its drain see it: with a fault it cannot be opened and there are no clients, and where the Functions host alone receives there
/// is nothing to drain by.
/// </summary>
internal sealed record FunctionQueue(
    QueueFunction Function, IQueueSender? Sender, QueueClient? Draining, QueueClient? Poison, IPutAside? PutAside, QueueSignal Signal, string? Fault);
