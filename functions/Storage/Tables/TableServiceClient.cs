using System.Text.Json;
using Azure;
using Azure.Core;

namespace Relais.Storage.Tables;

/// <summary>The tables of one storage account. A strict subset of the official client of the same name, without its synchronous twins.</summary>
public sealed class TableServiceClient
{
    private readonly TableWire wire;

    /// <summary>Opens an account with a connection string.</summary>
    public TableServiceClient(string connectionString)
        : this(connectionString, null)
    {
    }

    /// <summary>Opens an account with a connection string.</summary>
    /// <exception cref="FormatException">The connection string cannot be read.</exception>
    public TableServiceClient(string connectionString, TableClientOptions? options = null)
        : this(TableWire.For(StorageConnectionString.Parse(connectionString), options))
    {
    }

    /// <summary>Opens an account with its key.</summary>
    public TableServiceClient(Uri endpoint, TableSharedKeyCredential credential)
        : this(endpoint, credential, null)
    {
    }

    /// <summary>Opens an account with its key.</summary>
    public TableServiceClient(Uri endpoint, TableSharedKeyCredential credential, TableClientOptions? options)
        : this(TableWire.For(endpoint, options, TableWire.SharedKey(credential)))
    {
    }

    /// <summary>Opens an account with a token, over https only.</summary>
    public TableServiceClient(Uri endpoint, TokenCredential tokenCredential, TableClientOptions? options = null)
        : this(TableWire.For(endpoint, options, StoragePipeline.Bearer(tokenCredential)))
    {
    }

    /// <summary>Opens an account with a shared access signature.</summary>
    public TableServiceClient(Uri endpoint, AzureSasCredential credential)
        : this(endpoint, credential, null)
    {
    }

    /// <summary>Opens an account with a shared access signature.</summary>
    public TableServiceClient(Uri endpoint, AzureSasCredential credential, TableClientOptions? options = null)
        : this(TableWire.For(endpoint, options, SharedAccessSignaturePolicy.For(endpoint, credential)))
    {
    }

    internal TableServiceClient(TableWire wire)
    {
        this.wire = wire;
        AccountName = StoragePipeline.AccountOf(wire.Endpoint);
    }

    /// <summary>The storage account's name.</summary>
    public string AccountName { get; }

    /// <summary>The address of the account's tables.</summary>
    public Uri Uri => wire.Endpoint;

    /// <summary>Writes a filter with its values as literals: <c>CreateQueryFilter($"TableName ge {prefix}")</c>.</summary>
    public static string CreateQueryFilter(FormattableString filter) => QueryFilter.Format(filter);

    /// <summary>A client for one table, over this account's connections.</summary>
    public TableClient GetTableClient(string tableName) => new(wire, tableName);

    /// <summary>Creates a table; 409 when it is there.</summary>
    public Task<Response<TableItem>> CreateTableAsync(string tableName, CancellationToken cancellationToken = default) =>
        wire.CreateTableAsync(StorageNames.AnyTable(tableName), unlessExists: false, cancellationToken);

    /// <summary>Creates a table unless it is there: then the raw answer's status is 409. A table still being deleted is an error.</summary>
    public Task<Response<TableItem>> CreateTableIfNotExistsAsync(string tableName, CancellationToken cancellationToken = default) =>
        wire.CreateTableAsync(StorageNames.AnyTable(tableName), unlessExists: true, cancellationToken);

    /// <summary>Deletes a table; the answer's status is 404 when it was not there.</summary>
    public Task<Response> DeleteTableAsync(string tableName, CancellationToken cancellationToken = default) =>
        wire.DeleteTableAsync(StorageNames.AnyTable(tableName), cancellationToken);

    /// <summary>The account's tables, fetched as they are read.</summary>
    public AsyncPageable<TableItem> QueryAsync(string? filter = null, int? maxPerPage = null, CancellationToken cancellationToken = default) =>
        new TablePages<TableItem>(wire, "/Tables", ["NextTableName"], filter, null, maxPerPage, Names, cancellationToken);

    private static IReadOnlyList<TableItem> Names(ReadOnlyMemory<byte> body)
    {
        using var document = JsonDocument.Parse(body);
        var tables = document.RootElement.GetProperty("value").EnumerateArray();
        return [.. tables.Select(table => new TableItem(table.GetProperty("TableName").GetString()!))];
    }
}
