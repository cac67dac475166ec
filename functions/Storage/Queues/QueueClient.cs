using Azure;
using Azure.Core;
using Azure.Core.Pipeline;

namespace Relais.Storage.Queues;

/// <summary>Sends and receives the messages of one queue. A strict subset of the official client of the same name, asynchronous only.</summary>
/// <remarks>
/// Delivery is at least once and roughly in order. Every call throws <see cref="RequestFailedException"/> with the service's error code when it is
/// refused, and <see cref="AggregateException"/> when the service could not be reached, try after try.
/// </remarks>
public sealed partial class QueueClient
{
    private readonly QueueWire wire;
    private readonly QueueMessageEncoding encoding;

    /// <summary>Opens a queue with a connection string.</summary>
    public QueueClient(string connectionString, string queueName)
        : this(connectionString, queueName, new QueueClientOptions())
    {
    }

    /// <summary>Opens a queue with a connection string.</summary>
    /// <exception cref="FormatException">The connection string cannot be read.</exception>
    public QueueClient(string connectionString, string queueName, QueueClientOptions options)
        : this(StorageConnectionString.Parse(connectionString), queueName, options ?? new QueueClientOptions())
    {
    }

    /// <summary>Opens a queue with the account's key; the address ends with the queue's name.</summary>
    public QueueClient(Uri queueUri, StorageSharedKeyCredential credential, QueueClientOptions? options = null)
        : this(queueUri, options ?? new QueueClientOptions(), QueueWire.SharedKey(credential))
    {
    }

    /// <summary>Opens a queue with a token, over https only; the address ends with the queue's name.</summary>
    public QueueClient(Uri queueUri, TokenCredential credential, QueueClientOptions? options = null)
        : this(queueUri, options ?? new QueueClientOptions(), StoragePipeline.Bearer(credential))
    {
    }

    /// <summary>Opens a queue with a shared access signature; the address ends with the queue's name.</summary>
    public QueueClient(Uri queueUri, AzureSasCredential credential, QueueClientOptions? options = null)
        : this(queueUri, options ?? new QueueClientOptions(), SharedAccessSignaturePolicy.For(queueUri, credential))
    {
    }

    internal QueueClient(Uri queueUri, HttpPipeline pipeline, QueueMessageEncoding encoding)
    {
        wire = new QueueWire(pipeline, queueUri);
        this.encoding = encoding;
        Name = StoragePipeline.LastSegment(queueUri);
        AccountName = StoragePipeline.AccountOf(queueUri);
        MessagesUri = new Uri(Uri.AbsoluteUri + "/messages");
    }

    private QueueClient(StorageConnectionString account, string queueName, QueueClientOptions options)
        : this(
            QueueWire.UriOf(account.QueueEndpoint, StorageNames.Queue(queueName)), QueueWire.PipelineFor(account, options), options.MessageEncoding)
    {
    }

    private QueueClient(Uri queueUri, QueueClientOptions options, HttpPipelinePolicy authorization)
        : this(queueUri, StoragePipeline.Build(options, authorization), options.MessageEncoding)
    {
    }

    /// <summary>The storage account's name.</summary>
    public string AccountName { get; }

    /// <summary>The queue's name.</summary>
    public string Name { get; }

    /// <summary>The queue's address.</summary>
    public Uri Uri => wire.QueueUri;

    /// <summary>The address of the queue's messages.</summary>
    public Uri MessagesUri { get; }

    /// <summary>How many messages one request may look at or receive.</summary>
    public int MaxPeekableMessages => 32; // rest/api/storageservices/get-messages

    /// <summary>How many bytes of UTF-8 the text of a message may have: in base64 that is 48 KiB of content.</summary>
    public int MessageMaxBytes => MessageContent.MaxTextBytes;

    /// <summary>Creates the queue; one that is there with the same metadata is left as it is (204), with other metadata it is a conflict.</summary>
    public async Task<Response> CreateAsync(IDictionary<string, string>? metadata = null, CancellationToken cancellationToken = default)
    {
        using var message = Create(metadata);
        return await wire.SendAsync(message, cancellationToken);
    }

    /// <summary>Creates the queue unless it is there; null when it was there with other metadata.</summary>
    public async Task<Response?> CreateIfNotExistsAsync(IDictionary<string, string>? metadata = null, CancellationToken cancellationToken = default)
    {
        using var message = Create(metadata);
        var response = await wire.SendAsync(message, cancellationToken, "QueueAlreadyExists");
        return response.IsError ? null : response;
    }

    /// <summary>Deletes the queue and what is in it; 404 when there is none. On Azure its name is taken for another half minute.</summary>
    public async Task<Response> DeleteAsync(CancellationToken cancellationToken = default)
    {
        using var message = wire.Message(RequestMethod.Delete, string.Empty);
        return await wire.SendAsync(message, cancellationToken);
    }

    /// <summary>Deletes the queue and what is in it; false when there was none.</summary>
    public async Task<Response<bool>> DeleteIfExistsAsync(CancellationToken cancellationToken = default)
    {
        using var message = wire.Message(RequestMethod.Delete, string.Empty);
        var response = await wire.SendAsync(message, cancellationToken, "QueueNotFound");
        return Response.FromValue(!response.IsError, response);
    }

    /// <summary>Says whether the queue is there.</summary>
    public async Task<Response<bool>> ExistsAsync(CancellationToken cancellationToken = default)
    {
        using var message = wire.Message(RequestMethod.Get, string.Empty, ("comp", "metadata"));
        var response = await wire.SendAsync(message, cancellationToken, "QueueNotFound");
        return Response.FromValue(!response.IsError, response);
    }

    /// <summary>Says how full the queue is.</summary>
    public async Task<Response<QueueProperties>> GetPropertiesAsync(CancellationToken cancellationToken = default)
    {
        using var message = wire.Message(RequestMethod.Get, string.Empty, ("comp", "metadata"));
        var response = await wire.SendAsync(message, cancellationToken);
        return Response.FromValue(QueueWire.Properties(response), response);
    }

    /// <summary>Deletes every message.</summary>
    public async Task<Response> ClearMessagesAsync(CancellationToken cancellationToken = default)
    {
        using var message = wire.Message(RequestMethod.Delete, "/messages");
        return await wire.SendAsync(message, cancellationToken);
    }

    private HttpMessage Create(IDictionary<string, string>? metadata)
    {
        var message = wire.Message(RequestMethod.Put, string.Empty);
        foreach (var (name, value) in metadata ?? new Dictionary<string, string>())
        {
            message.Request.Headers.Add("x-ms-meta-" + name, value);
        }

        return message;
    }
}
