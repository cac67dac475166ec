using System.Text.Json;
using Azure;
using Azure.Core;
using Azure.Core.Pipeline;

namespace Relais.Storage.Tables;

/// <summary>Requests to one account's tables: address, headers, body.</summary>
internal sealed class TableWire(HttpPipeline pipeline, Uri endpoint, string version)
{
    public Uri Endpoint { get; } = StoragePipeline.Bare(endpoint);

    public static TableWire For(Uri endpoint, TableClientOptions? options, HttpPipelinePolicy? authorization)
    {
        options ??= new TableClientOptions();
        return new TableWire(StoragePipeline.Build(options, authorization), endpoint, options.VersionText);
    }

    public static TableWire For(StorageConnectionString account, TableClientOptions? options) => For(
        account.TableEndpoint,
        options,
        account.SharedAccessSignature is { } signature
            ? SharedAccessSignaturePolicy.For(account.TableEndpoint, new AzureSasCredential(signature))
            : SharedKey(new TableSharedKeyCredential(account.AccountName!, account.AccountKey!)));

    public static HttpPipelinePolicy SharedKey(TableSharedKeyCredential credential) => new SharedKeyLitePolicy(credential, TimeProvider.System);

    public static string EntityPath(string table, string partitionKey, string rowKey) =>
        $"/{table}(PartitionKey='{KeyLiteral(partitionKey)}',RowKey='{KeyLiteral(rowKey)}')";

    public HttpMessage Message(RequestMethod method, string path)
    {
        var message = pipeline.CreateMessage();
        var request = message.Request;
        request.Method = method;
        request.Uri.Reset(Endpoint);
        request.Uri.AppendPath(path, escape: false);
        request.Headers.Add("x-ms-version", version);
        request.Headers.Add("DataServiceVersion", "3.0");
        request.Headers.Add(HttpHeader.Names.Accept, "application/json;odata=minimalmetadata");
        return message;
    }

    /// <summary>Sends and gives the answer, whatever it is.</summary>
    public async Task<Response> AskAsync(HttpMessage message, CancellationToken cancellationToken)
    {
        await pipeline.SendAsync(message, cancellationToken);
        return message.Response;
    }

    /// <summary>Sends and gives the answer, unless it is an error.</summary>
    /// <exception cref="RequestFailedException">The service refused.</exception>
    public async Task<Response> SendAsync(HttpMessage message, CancellationToken cancellationToken)
    {
        var response = await AskAsync(message, cancellationToken);
        return response.IsError ? throw new RequestFailedException(response) : response;
    }

    public async Task<Response<TableItem>> CreateTableAsync(string table, bool unlessExists, CancellationToken cancellationToken)
    {
        using var message = Message(RequestMethod.Post, "/Tables");
        message.Request.Headers.Add("Prefer", "return-no-content");
        message.Request.Headers.Add(HttpHeader.Common.JsonContentType);
        message.Request.Content = RequestContent.Create(new BinaryData($$"""{"TableName":"{{JsonEncodedText.Encode(table)}}"}"""));
        var response = await AskAsync(message, cancellationToken);

        // Another conflict, TableBeingDeleted, means that there is no table: that is not to be passed over in silence.
        var existed = unlessExists && response.Status == 409 && StorageErrorParser.CodeOf(response) == "TableAlreadyExists";
        return response.IsError && !existed ? throw new RequestFailedException(response) : Response.FromValue(new TableItem(table), response);
    }

    public async Task<Response> DeleteTableAsync(string table, CancellationToken cancellationToken)
    {
        using var message = Message(RequestMethod.Delete, $"/Tables('{table}')");
        return await SendUnlessMissingAsync(message, cancellationToken);
    }

    /// <summary>Sends; "not found" is an answer, since what was to be gone is gone.</summary>
    public async Task<Response> SendUnlessMissingAsync(HttpMessage message, CancellationToken cancellationToken)
    {
        var response = await AskAsync(message, cancellationToken);
        return response.IsError && response.Status != 404 ? throw new RequestFailedException(response) : response;
    }

    private static string KeyLiteral(string key) => Uri.EscapeDataString(key.Replace("'", "''", StringComparison.Ordinal));
}
