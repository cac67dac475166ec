using Azure.Core;

namespace Relais.Storage.ServiceBus;

/// <summary>Sends messages to one queue or topic.</summary>
/// <remarks>
/// What was not answered is sent again under the same names: a queue that detects duplicates keeps one of each. Every call throws
/// <see cref="ServiceBusException"/> when it is refused or not answered, try after try.
/// </remarks>
public sealed class ServiceBusSender
{
    private readonly BusWire wire;

    internal ServiceBusSender(BusWire wire, string fullyQualifiedNamespace, string entityPath)
    {
        this.wire = wire;
        FullyQualifiedNamespace = fullyQualifiedNamespace;
        EntityPath = entityPath;
    }

    /// <summary>The namespace's host.</summary>
    public string FullyQualifiedNamespace { get; }

    /// <summary>The queue's name.</summary>
    public string EntityPath { get; }

    /// <summary>Sends one message.</summary>
    /// <exception cref="ArgumentException">It is too long or no text, or Service Bus does not take it for a message.</exception>
    public Task SendMessageAsync(ServiceBusMessage message, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(message);
        return SendMessagesAsync([message], cancellationToken);
    }

    /// <summary>Sends messages, as many a request as it takes; where a request fails, those before it have been sent.</summary>
    /// <exception cref="ArgumentException">One is too long or no text, and none was sent; or Service Bus does not take one for a message.</exception>
    public async Task SendMessagesAsync(IEnumerable<ServiceBusMessage> messages, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(messages);
        foreach (var batch in BusBatch.Cut(messages))
        {
            await wire.SendAsync(RequestMethod.Post, EntityPath, "", batch, null, static response => response.Status, cancellationToken);
        }
    }
}
