using System.Globalization;
using System.Text.Json;
using Azure;
using Azure.Core;

namespace Relais.Storage.ServiceBus;

/// <summary>Receives messages from one queue, one a request: enough for those that were put aside, of which there are few.</summary>
// rest/api/servicebus/peek-lock-message-non-destructive-read and the pages beside it
public sealed class ServiceBusReceiver
{
    private readonly BusWire wire;

    internal ServiceBusReceiver(BusWire wire, string fullyQualifiedNamespace, string entityPath, ServiceBusReceiveMode receiveMode)
    {
        this.wire = wire;
        FullyQualifiedNamespace = fullyQualifiedNamespace;
        EntityPath = entityPath;
        ReceiveMode = receiveMode;
    }

    /// <summary>The namespace's host.</summary>
    public string FullyQualifiedNamespace { get; }

    /// <summary>The queue's name; of messages put aside with their part of it.</summary>
    public string EntityPath { get; }

    /// <summary>Whether a message is locked, or gone with its being received.</summary>
    public ServiceBusReceiveMode ReceiveMode { get; }

    /// <summary>Receives one message; null when none comes within the wait.</summary>
    /// <param name="maxWaitTime">Whole seconds; as long as a try where nothing is said.</param>
    public Task<ServiceBusReceivedMessage?> ReceiveMessageAsync(TimeSpan? maxWaitTime = null, CancellationToken cancellationToken = default) => wire.SendAsync(
        ReceiveMode is ServiceBusReceiveMode.PeekLock ? RequestMethod.Post : RequestMethod.Delete, EntityPath, BusWire.Head, null, maxWaitTime, Read, cancellationToken);

    /// <summary>Takes a locked message away for good.</summary>
    /// <exception cref="ServiceBusException">Among others: its lock is over (<see cref="ServiceBusFailureReason.MessageLockLost"/>).</exception>
    public Task CompleteMessageAsync(ServiceBusReceivedMessage message, CancellationToken cancellationToken = default) => SettleAsync(RequestMethod.Delete, message, cancellationToken);

    /// <summary>Gives a locked message back at once.</summary>
    /// <exception cref="ServiceBusException">Among others: its lock is over (<see cref="ServiceBusFailureReason.MessageLockLost"/>).</exception>
    public Task AbandonMessageAsync(
        ServiceBusReceivedMessage message, IDictionary<string, object>? propertiesToModify = null, CancellationToken cancellationToken = default) =>
        propertiesToModify is null
            ? SettleAsync(RequestMethod.Put, message, cancellationToken)
            : throw new NotSupportedException("Over HTTP a message is given back as it is.");

    private Task<int> SettleAsync(RequestMethod method, ServiceBusReceivedMessage message, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(message);
        var path = string.Create(CultureInfo.InvariantCulture, $"/{message.SequenceNumber}/{Uri.EscapeDataString(message.LockToken)}");
        return wire.SendAsync(method, EntityPath, path, null, null, static response => response.Status, cancellationToken);
    }

    private ServiceBusReceivedMessage? Read(Response response)
    {
        if (response.Status is 204)
        {
            return null;
        }

        try
        {
            using var properties = JsonDocument.Parse(response.Headers.TryGetValue("BrokerProperties", out var text) ? text : "");
            var root = properties.RootElement;
            return new ServiceBusReceivedMessage(
                BinaryData.FromBytes(response.Content.ToArray()),
                root.TryGetProperty("MessageId", out var id) ? id.GetString() ?? "" : "",
                root.TryGetProperty("LockToken", out var token) ? token.GetString() ?? "" : "",
                root.GetProperty("SequenceNumber").GetInt64(),
                root.TryGetProperty("DeliveryCount", out var count) ? count.GetInt32() : 0,
                root.TryGetProperty("EnqueuedTimeUtc", out var sent) && DateTimeOffset.TryParseExact(sent.GetString(), "r", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? at : default);
        }
        catch (Exception malformed) when (malformed is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new ServiceBusException(false, $"The queue {EntityPath} gave a message without saying which.", EntityPath, ServiceBusFailureReason.GeneralError, malformed);
        }
    }
}
