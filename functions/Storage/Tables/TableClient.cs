using Azure;
using Azure.Core;

namespace Relais.Storage.Tables;

/// <summary>Reads and writes the rows of one table. A strict subset of the official client of the same name, without its synchronous twins.</summary>
/// <remarks>
/// A row is a <see cref="TableEntity"/> or a class of one's own with a public property a column. Every call throws
/// <see cref="RequestFailedException"/> with the service's error code when it is refused, and <see cref="ArgumentException"/> before the wire
/// for a key, a property or a row that no table would take; <see cref="AggregateException"/> when the service could not be reached, try after
/// try. Requests are tried again after 408, 429, 500, 502, 503, 504 and lost answers: an
/// insert or a conditional write whose first try succeeded unseen is then refused with 409 or 412.
/// </remarks>
public sealed partial class TableClient
{
    private readonly TableWire wire;

    /// <summary>Opens a table with a connection string.</summary>
    public TableClient(string connectionString, string tableName)
        : this(connectionString, tableName, null)
    {
    }

    /// <summary>Opens a table with a connection string.</summary>
    /// <exception cref="FormatException">The connection string cannot be read.</exception>
    public TableClient(string connectionString, string tableName, TableClientOptions? options = null)
        : this(TableWire.For(StorageConnectionString.Parse(connectionString), options), tableName)
    {
    }

    /// <summary>Opens a table with the account's key.</summary>
    public TableClient(Uri endpoint, string tableName, TableSharedKeyCredential credential)
        : this(endpoint, tableName, credential, null)
    {
    }

    /// <summary>Opens a table with the account's key.</summary>
    public TableClient(Uri endpoint, string tableName, TableSharedKeyCredential credential, TableClientOptions? options = null)
        : this(TableWire.For(endpoint, options, TableWire.SharedKey(credential)), tableName)
    {
    }

    /// <summary>Opens a table with a token, over https only.</summary>
    public TableClient(Uri endpoint, string tableName, TokenCredential tokenCredential, TableClientOptions? options = null)
        : this(TableWire.For(endpoint, options, StoragePipeline.Bearer(tokenCredential)), tableName)
    {
    }

    /// <summary>Opens a table with a shared access signature; the address ends with the table's name.</summary>
    public TableClient(Uri endpoint, AzureSasCredential credential, TableClientOptions? options = null)
        : this(
            TableWire.For(new Uri(StoragePipeline.Bare(endpoint), "."), options, SharedAccessSignaturePolicy.For(endpoint, credential)),
            StoragePipeline.LastSegment(endpoint))
    {
    }

    internal TableClient(TableWire wire, string tableName)
    {
        this.wire = wire;
        Name = StorageNames.AnyTable(tableName);
        AccountName = StoragePipeline.AccountOf(wire.Endpoint);
        Uri = new Uri($"{wire.Endpoint.AbsoluteUri.TrimEnd('/')}/{tableName}");
    }

    /// <summary>The storage account's name.</summary>
    public string AccountName { get; }

    /// <summary>The table's name.</summary>
    public string Name { get; }

    /// <summary>The table's address.</summary>
    public Uri Uri { get; }

    /// <summary>Writes a filter with its values as literals: <c>CreateQueryFilter($"PartitionKey eq {key} and Count gt {5L}")</c>.</summary>
    /// <exception cref="ArgumentException">A value is null or of a type that no table holds.</exception>
    public static string CreateQueryFilter(FormattableString filter) => QueryFilter.Format(filter);

    /// <summary>Creates the table; 409 when it is there.</summary>
    public Task<Response<TableItem>> CreateAsync(CancellationToken cancellationToken = default) =>
        wire.CreateTableAsync(Name, unlessExists: false, cancellationToken);

    /// <summary>Creates the table unless it is there: then the raw answer's status is 409. A table still being deleted is an error.</summary>
    public Task<Response<TableItem>> CreateIfNotExistsAsync(CancellationToken cancellationToken = default) =>
        wire.CreateTableAsync(Name, unlessExists: true, cancellationToken);

    /// <summary>Deletes the table; the answer's status is 404 when it was not there.</summary>
    public Task<Response> DeleteAsync(CancellationToken cancellationToken = default) => wire.DeleteTableAsync(Name, cancellationToken);

    /// <summary>The rows that meet a filter, in the order of their keys, fetched as they are read.</summary>
    /// <param name="filter">What to keep (see <see cref="CreateQueryFilter"/>); null for all.</param>
    /// <param name="maxPerPage">How many rows one request may bring, 1 to 1,000.</param>
    /// <param name="select">The properties wanted, the key's among them if so; null for all.</param>
    public AsyncPageable<T> QueryAsync<T>(
        string? filter = null, int? maxPerPage = null, IEnumerable<string>? select = null, CancellationToken cancellationToken = default)
        where T : class, ITableEntity => new TablePages<T>(
            wire, $"/{Name}()", ["NextPartitionKey", "NextRowKey"], filter, Joined(select), maxPerPage, Rows<T>, cancellationToken);

    /// <summary>Writes up to 100 rows of one partition, all of them or none.</summary>
    /// <returns>The answer to each write, in order.</returns>
    /// <exception cref="TableTransactionFailedException">The service refused; it says which write was at fault.</exception>
    /// <exception cref="ArgumentException">More than 100 writes or 4 MiB, two partitions, a row twice, or an update without a version.</exception>
    /// <exception cref="InvalidOperationException">No write at all.</exception>
    public async Task<Response<IReadOnlyList<Response>>> SubmitTransactionAsync(
        IEnumerable<TableTransactionAction> transactionActions, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(transactionActions);
        using var message = wire.Message(RequestMethod.Post, "/$batch");
        message.Request.Headers.Add(HttpHeader.Names.ContentType, TransactionBody.ContentType);
        message.Request.Content = RequestContent.Create(TransactionBody.Write(wire.Endpoint, Name, [.. transactionActions]));
        var response = await wire.AskAsync(message, cancellationToken);
        if (response.IsError)
        {
            throw new TableTransactionFailedException(new RequestFailedException(response));
        }

        var parts = await MultipartResponse.ParseAsync(response, expectCrLf: false, cancellationToken);
        return parts is [{ Status: >= 400 } refusal]
            ? throw new TableTransactionFailedException(new RequestFailedException(refusal, null, StorageErrorParser.Shared))
            : Response.FromValue<IReadOnlyList<Response>>(parts, response);
    }

    private static List<T> Rows<T>(ReadOnlyMemory<byte> body)
        where T : class, ITableEntity
    {
        var rows = EntityReader.ReadPage(body);
        return rows as List<T> ?? rows.ConvertAll(EntityShape.FromTableEntity<T>);
    }

    private static string? Joined(IEnumerable<string>? select) => select is null ? null : string.Join(',', select);
}
