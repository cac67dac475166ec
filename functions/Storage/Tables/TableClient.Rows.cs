using Azure;
using Azure.Core;

namespace Relais.Storage.Tables;

/// <content>One row at a time.</content>
public sealed partial class TableClient
{
    /// <summary>Inserts a row; 409 <c>EntityAlreadyExists</c> when its key is taken.</summary>
    public Task<Response> AddEntityAsync<T>(T entity, CancellationToken cancellationToken = default)
        where T : ITableEntity => WriteAsync(RequestMethod.Post, "/" + Name, entity, default, cancellationToken);

    /// <summary>Reads a row; 404 when there is none.</summary>
    public async Task<Response<T>> GetEntityAsync<T>(
        string partitionKey, string rowKey, IEnumerable<string>? select = null, CancellationToken cancellationToken = default)
        where T : class, ITableEntity
    {
        using var message = Get(partitionKey, rowKey, select);
        var response = await wire.SendAsync(message, cancellationToken);
        return Response.FromValue(Entity<T>(response), response);
    }

    /// <summary>Reads a row; without a value when there is none.</summary>
    public async Task<NullableResponse<T>> GetEntityIfExistsAsync<T>(
        string partitionKey, string rowKey, IEnumerable<string>? select = null, CancellationToken cancellationToken = default)
        where T : class, ITableEntity
    {
        using var message = Get(partitionKey, rowKey, select);
        var response = await wire.SendUnlessMissingAsync(message, cancellationToken);
        return response.Status == 404 ? new AbsentValue<T>(response) : Response.FromValue(Entity<T>(response), response);
    }

    /// <summary>Inserts a row, or adds to (<see cref="TableUpdateMode.Merge"/>) or replaces the one with its key, whatever its version.</summary>
    public Task<Response> UpsertEntityAsync<T>(T entity, TableUpdateMode mode = TableUpdateMode.Merge, CancellationToken cancellationToken = default)
        where T : ITableEntity => WriteAsync(Verb(mode), PathOf(entity), entity, default, cancellationToken);

    /// <summary>Adds to or replaces a row that is there in the version <paramref name="ifMatch"/>, or in any (<see cref="ETag.All"/>).</summary>
    /// <exception cref="ArgumentException"><paramref name="ifMatch"/> is empty.</exception>
    public Task<Response> UpdateEntityAsync<T>(
        T entity, ETag ifMatch, TableUpdateMode mode = TableUpdateMode.Merge, CancellationToken cancellationToken = default)
        where T : ITableEntity => ifMatch == default
            ? throw new ArgumentException("An update names the version that it replaces: give the row's ETag or ETag.All.", nameof(ifMatch))
            : WriteAsync(Verb(mode), PathOf(entity), entity, ifMatch, cancellationToken);

    /// <summary>Deletes a row in the version <paramref name="ifMatch"/>, or in any; the answer's status is 404 when it was not there.</summary>
    public async Task<Response> DeleteEntityAsync(
        string partitionKey, string rowKey, ETag ifMatch = default, CancellationToken cancellationToken = default)
    {
        using var message = wire.Message(RequestMethod.Delete, Path(partitionKey, rowKey));
        message.Request.Headers.Add(HttpHeader.Names.IfMatch, (ifMatch == default ? ETag.All : ifMatch).ToString());
        return await wire.SendUnlessMissingAsync(message, cancellationToken);
    }

    /// <summary>Deletes a row in the version <paramref name="ifMatch"/>, or in any; the answer's status is 404 when it was not there.</summary>
    public Task<Response> DeleteEntityAsync(ITableEntity entity, ETag ifMatch = default, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(entity);
        return DeleteEntityAsync(entity.PartitionKey, entity.RowKey, ifMatch, cancellationToken);
    }

    private static RequestMethod Verb(TableUpdateMode mode) => mode switch
    {
        TableUpdateMode.Merge => RequestMethod.Patch,
        TableUpdateMode.Replace => RequestMethod.Put,
        _ => throw new ArgumentOutOfRangeException(nameof(mode)),
    };

    private static T Entity<T>(Response response)
        where T : class, ITableEntity => EntityShape.FromTableEntity<T>(EntityReader.Read(response.Content.ToMemory()));

    private string PathOf(ITableEntity entity)
    {
        ArgumentNullException.ThrowIfNull(entity);
        return Path(entity.PartitionKey, entity.RowKey);
    }

    private string Path(string partitionKey, string rowKey)
    {
        EntityLimits.CheckKey(nameof(partitionKey), partitionKey);
        EntityLimits.CheckKey(nameof(rowKey), rowKey);
        return TableWire.EntityPath(Name, partitionKey, rowKey);
    }

    private HttpMessage Get(string partitionKey, string rowKey, IEnumerable<string>? select)
    {
        var message = wire.Message(RequestMethod.Get, Path(partitionKey, rowKey));
        if (Joined(select) is { Length: > 0 } names)
        {
            message.Request.Uri.AppendQuery("$select", names, escapeValue: true);
        }

        return message;
    }

    private async Task<Response> WriteAsync(RequestMethod verb, string path, ITableEntity entity, ETag ifMatch, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(entity);
        var body = EntityWriter.Write(entity);
        using var message = wire.Message(verb, path);
        message.Request.Headers.Add(HttpHeader.Common.JsonContentType);
        message.Request.Content = RequestContent.Create(body);
        if (verb == RequestMethod.Post)
        {
            message.Request.Headers.Add("Prefer", "return-no-content");
        }

        // Present or absent, this header is the whole difference between an update and an upsert.
        if (ifMatch != default)
        {
            message.Request.Headers.Add(HttpHeader.Names.IfMatch, ifMatch.ToString());
        }

        return await wire.SendAsync(message, cancellationToken);
    }
}
