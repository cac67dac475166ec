using Relais.Storage;
using Relais.Storage.Queues;

namespace Relais.Hosting;

/// <summary>The queues of this app's functions, opened once each.</summary>
internal sealed class FunctionQueues
{
    private readonly Dictionary<string, FunctionQueue> byFunction;

    public FunctionQueues(FunctionCatalog catalog, FunctionSettings settings, HostingMode mode, StorageAccount account, TimeProvider clock)
    {
        byFunction = catalog.Queues.ToDictionary(function => function.Name, function => Open(function, settings, new QueueSignal(mode.IsStepped, clock), account), StringComparer.Ordinal);
        All = [.. catalog.Queues.Select(Of)];
    }

    /// <summary>In the order in which the functions were registered.</summary>
    public IReadOnlyList<FunctionQueue> All { get; }

    public FunctionQueue Of(QueueFunction function) => byFunction[function.Name];

    private static FunctionQueue Open(QueueFunction function, FunctionSettings settings, QueueSignal signal, StorageAccount account)
    {
        if (!settings.TryExpand(function.Queue, out var name, out var missing))
            return new FunctionQueue(function, null, null, null, signal, $"the setting '{missing}' of its queue's name is missing");
        // A drain sees messages as they lie there: one that is not base64 must reach the poison queue unread.
        var raw = account.Queue(name, QueueMessageEncoding.None);
        // A queue name has at most 63 characters (rest/api/storageservices/naming-queues-and-metadata).
        var poisoned = raw.Name.EndsWith("-poison", StringComparison.Ordinal) || raw.Name.Length + "-poison".Length > 63
            ? null
            : account.Queue(name + "-poison", QueueMessageEncoding.None);
        return new FunctionQueue(function, account.Queue(name), raw, poisoned, signal, null);
    }
}

/// <summary>One function's queue as its sender and its drain see it; with a fault, it cannot be opened and there are no clients.</summary>
internal sealed record FunctionQueue(QueueFunction Function, QueueClient? Sending, QueueClient? Draining, QueueClient? Poison, QueueSignal Signal, string? Fault);
