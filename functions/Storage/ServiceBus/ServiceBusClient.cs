using Azure.Core;
using Azure.Core.Pipeline;

namespace Relais.Storage.ServiceBus;

/// <summary>One Service Bus namespace, spoken to over HTTPS. A strict subset of the official client of the same name.</summary>
/// <remarks>The official client speaks AMQP: whoever puts it in this one's place needs port 5671, or its transport over web sockets.</remarks>
public sealed class ServiceBusClient
{
    /// <summary>What a token must be asked for.</summary>
    internal const string TokenScope = "https://servicebus.azure.net/.default";

    private readonly BusWire wire;

    /// <summary>Opens a namespace with a connection string that holds a key.</summary>
    public ServiceBusClient(string connectionString)
        : this(connectionString, new ServiceBusClientOptions())
    {
    }

    /// <summary>Opens a namespace with a connection string that holds a key.</summary>
    /// <exception cref="FormatException">The connection string cannot be read.</exception>
    public ServiceBusClient(string connectionString, ServiceBusClientOptions options)
        : this(BusConnectionString.Parse(connectionString), options ?? new ServiceBusClientOptions())
    {
    }

    /// <summary>Opens a namespace with a token, over https only.</summary>
    public ServiceBusClient(string fullyQualifiedNamespace, TokenCredential credential)
        : this(fullyQualifiedNamespace, credential, new ServiceBusClientOptions())
    {
    }

    /// <summary>Opens a namespace with a token, over https only.</summary>
    public ServiceBusClient(string fullyQualifiedNamespace, TokenCredential credential, ServiceBusClientOptions options)
        : this(new Uri($"https://{fullyQualifiedNamespace}"), () => new BearerTokenAuthenticationPolicy(credential, TokenScope), options ?? new ServiceBusClientOptions())
    {
    }

    private ServiceBusClient(BusConnectionString connection, ServiceBusClientOptions options)
        : this(connection.Address, () => new SharedAccessKeyPolicy(connection.KeyName, connection.Key, options.Clock), options)
    {
    }

    private ServiceBusClient(Uri address, Func<HttpPipelinePolicy> authorization, ServiceBusClientOptions options)
    {
        wire = new BusWire(address, authorization, options);
        FullyQualifiedNamespace = address.Host;
    }

    /// <summary>The namespace's host.</summary>
    public string FullyQualifiedNamespace { get; }

    /// <summary>Opens a queue or a topic to send to.</summary>
    public ServiceBusSender CreateSender(string queueOrTopicName) => new(wire, FullyQualifiedNamespace, BusWire.Entity(queueOrTopicName));

    /// <summary>Opens a queue, or the messages that it has put aside, to receive from.</summary>
    public ServiceBusReceiver CreateReceiver(string queueName, ServiceBusReceiverOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var entity = BusWire.Entity(queueName);
        return new ServiceBusReceiver(wire, FullyQualifiedNamespace, options.SubQueue is SubQueue.DeadLetter ? entity + "/$deadletterqueue" : entity, options.ReceiveMode);
    }
}
