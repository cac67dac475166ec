using System.Collections.Concurrent;
using Azure.Core.Pipeline;
using Relais.Storage.Queues;
using Relais.Storage.Tables;

namespace Relais.Storage;

/// <summary>One storage account as a connection setting describes it.</summary>
public sealed class StorageAccount
{
    private readonly ConcurrentDictionary<string, TableClient> tables = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<(string Name, QueueMessageEncoding Encoding), QueueClient> queues = new();
    private readonly TableServiceClient tableService;
    private readonly Uri queueEndpoint;
    private readonly HttpPipeline queuePipeline;
    private readonly string prefix;

    private StorageAccount(TableServiceClient tableService, Uri queueEndpoint, HttpPipeline queuePipeline, string prefix, bool isDevelopment)
    {
        this.tableService = tableService;
        this.queueEndpoint = StoragePipeline.Bare(queueEndpoint);
        this.queuePipeline = queuePipeline;
        this.prefix = prefix;
        IsDevelopment = isDevelopment;
    }

    /// <summary>True when the setting says <c>UseDevelopmentStorage=true</c>.</summary>
    public bool IsDevelopment { get; }

    /// <summary>Reads the account that the setting <paramref name="connection"/> names, by the rules of a Functions connection.</summary>
    /// <param name="configuration">Where the settings are.</param>
    /// <param name="connection">
    /// A setting whose value is a connection string; or a section with <c>accountName</c>, or with <c>tableServiceUri</c> and <c>queueServiceUri</c>,
    /// opened by a token (<c>credential</c>, <c>clientId</c>, <c>tenantId</c> and <c>clientSecret</c> say which).
    /// </param>
    /// <param name="prefix">Put before every table's and queue's name, so that several installations share an account.</param>
    /// <param name="transport">What carries the requests; null for sockets.</param>
    /// <exception cref="InvalidOperationException">No such setting, or one that is incomplete.</exception>
    /// <exception cref="FormatException">The connection string cannot be read.</exception>
    public static StorageAccount FromConfiguration(
        IConfiguration configuration, string connection = "AzureWebJobsStorage", string prefix = "", HttpPipelineTransport? transport = null)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        return Open(StorageSetting.Read(configuration, connection), prefix, transport);
    }

    /// <summary>Opens the account that a setting describes.</summary>
    internal static StorageAccount Open(StorageSetting setting, string prefix = "", HttpPipelineTransport? transport = null)
    {
        StorageNames.CheckPrefix(prefix);
        var tableOptions = new TableClientOptions();
        var queueOptions = new QueueClientOptions();
        if (transport is not null)
        {
            tableOptions.Transport = transport;
            queueOptions.Transport = transport;
        }

        switch (setting)
        {
            case StorageSetting.ByString(var text):
                var account = StorageConnectionString.Parse(text);
                return new StorageAccount(
                    new TableServiceClient(text, tableOptions),
                    account.QueueEndpoint,
                    QueueWire.PipelineFor(account, queueOptions),
                    prefix,
                    account.IsDevelopment);
            case StorageSetting.ByToken(var tables, var queues, var credential):
                // One for both: a token is asked for once.
                var bearer = StoragePipeline.Bearer(credential);
                return new StorageAccount(
                    new TableServiceClient(TableWire.For(tables, tableOptions, bearer)), queues, StoragePipeline.Build(queueOptions, bearer), prefix, isDevelopment: false);
            case var other:
                throw new InvalidOperationException($"The storage setting was read as a {other.GetType().Name}, which opens no account.");
        }
    }

    /// <summary>The table <c>{prefix}{name}</c>; the same client for the same name.</summary>
    /// <exception cref="ArgumentException">The whole name is not 3 to 63 lower-case letters and digits that begin with a letter.</exception>
    public TableClient Table(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return tables.GetOrAdd(name, _ => tableService.GetTableClient(StorageNames.Table(prefix + name)));
    }

    /// <summary>The queue <c>{prefix}-{name}</c>, or <c>{name}</c> without a prefix, in base64; the same client for the same name.</summary>
    /// <exception cref="ArgumentException">The whole name is not 3 to 63 lower-case letters, digits and single inner hyphens.</exception>
    public QueueClient Queue(string name) => Queue(name, QueueMessageEncoding.Base64);

    /// <summary>The same queue in another encoding: a drain that must see messages that are not base64 takes them as they are.</summary>
    public QueueClient Queue(string name, QueueMessageEncoding encoding)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return queues.GetOrAdd((name, encoding), key =>
        {
            var whole = StorageNames.Queue(prefix.Length == 0 ? key.Name : $"{prefix}-{key.Name}");
            return new QueueClient(QueueWire.UriOf(queueEndpoint, whole), queuePipeline, key.Encoding);
        });
    }
}
