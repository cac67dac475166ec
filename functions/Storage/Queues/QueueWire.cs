using System.Globalization;
using Azure;
using Azure.Core;
using Azure.Core.Pipeline;

namespace Relais.Storage.Queues;

/// <summary>Requests to one queue: address, headers, body.</summary>
internal sealed class QueueWire(HttpPipeline pipeline, Uri queueUri)
{
    private const string Version = "2020-12-06";

    public Uri QueueUri { get; } = StoragePipeline.Bare(queueUri);

    public static HttpPipelinePolicy SharedKey(StorageSharedKeyCredential credential) => new SharedKeyPolicy(credential, TimeProvider.System);

    public static HttpPipeline PipelineFor(StorageConnectionString account, QueueClientOptions options) => StoragePipeline.Build(
        options,
        account.SharedAccessSignature is { } signature
            ? SharedAccessSignaturePolicy.For(account.QueueEndpoint, new AzureSasCredential(signature))
            : SharedKey(new StorageSharedKeyCredential(account.AccountName!, account.AccountKey!)));

    public HttpMessage Message(RequestMethod method, string path, params ReadOnlySpan<(string Name, string? Value)> query)
    {
        var message = pipeline.CreateMessage();
        var request = message.Request;
        request.Method = method;
        request.Uri.Reset(QueueUri);
        if (path.Length > 0)
        {
            request.Uri.AppendPath(path, escape: false);
        }

        foreach (var (name, value) in query)
        {
            if (value is not null)
            {
                request.Uri.AppendQuery(name, value, escapeValue: true);
            }
        }

        request.Headers.Add("x-ms-version", Version);
        request.Headers.Add(HttpHeader.Names.Accept, "application/xml");
        return message;
    }

    public static void SetText(HttpMessage message, string text)
    {
        message.Request.Headers.Add(HttpHeader.Names.ContentType, "application/xml");
        message.Request.Content = RequestContent.Create(QueueXml.Write(text));
    }

    /// <summary>Sends and gives the answer, unless it is an error that the caller does not expect.</summary>
    /// <exception cref="RequestFailedException">The service refused.</exception>
    public async Task<Response> SendAsync(HttpMessage message, CancellationToken cancellationToken, params string[] expectedCodes)
    {
        await pipeline.SendAsync(message, cancellationToken);
        var response = message.Response;
        return response.IsError && !(expectedCodes.Length > 0 && expectedCodes.Contains(StorageErrorParser.CodeOf(response)))
            ? throw new RequestFailedException(response)
            : response;
    }

    // rest/api/storageservices/get-messages
    public static string? Count(int? messages) => messages is null or (>= 1 and <= 32)
        ? messages?.ToString(CultureInfo.InvariantCulture)
        : throw new ArgumentOutOfRangeException(nameof(messages), messages, "One request brings 1 to 32 messages.");

    /// <summary>Whole seconds, rounded up: nothing is visible before its time.</summary>
    public static string? Seconds(TimeSpan? span) =>
        span is { } given ? ((long)Math.Ceiling(given.TotalSeconds)).ToString(CultureInfo.InvariantCulture) : null;

    public static string MessagePath(string messageId)
    {
        ArgumentException.ThrowIfNullOrEmpty(messageId);
        return "/messages/" + Uri.EscapeDataString(messageId);
    }

    public static Uri UriOf(Uri endpoint, string queueName) => new($"{StoragePipeline.Bare(endpoint).AbsoluteUri.TrimEnd('/')}/{queueName}");

    public static QueueProperties Properties(Response response)
    {
        const string Prefix = "x-ms-meta-";
        var metadata = response.Headers.Where(header => header.Name.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase))
            .ToDictionary(header => header.Name[Prefix.Length..], header => header.Value, StringComparer.OrdinalIgnoreCase);
        return response.Headers.TryGetValue("x-ms-approximate-messages-count", out var count)
            ? new QueueProperties(long.Parse(count, CultureInfo.InvariantCulture), metadata)
            : throw new InvalidOperationException("The queue gave its properties without its count.");
    }

    public static UpdateReceipt Lease(Response response) =>
        response.Headers.TryGetValue("x-ms-popreceipt", out var receipt) && response.Headers.TryGetValue("x-ms-time-next-visible", out var visible)
            ? new UpdateReceipt(receipt, QueueXml.ParseInstant(visible))
            : throw new InvalidOperationException("The queue updated a message without saying its new lease.");
}
