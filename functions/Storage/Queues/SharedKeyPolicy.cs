using System.Globalization;
using System.Text;
using Azure.Core;
using Azure.Core.Pipeline;

namespace Relais.Storage.Queues;

/// <summary>Signs each try of a queue request with the account's key (SharedKey).</summary>
// rest/api/storageservices/authorize-with-shared-key
internal sealed class SharedKeyPolicy(StorageSharedKeyCredential credential, TimeProvider time) : HttpPipelineSynchronousPolicy
{
    public override void OnSendingRequest(HttpMessage message)
    {
        var request = message.Request;
        request.Headers.SetValue("x-ms-date", time.GetUtcNow().ToString("r", CultureInfo.InvariantCulture));
        request.Headers.SetValue(HttpHeader.Names.Authorization, $"SharedKey {credential.AccountName}:{credential.Key.Sign(StringToSign(request))}");
    }

    private string StringToSign(Request request)
    {
        var text = new StringBuilder(512);
        text.Append(request.Method.Method).Append('\n');
        text.Append("\n\n"); // Content-Encoding, Content-Language
        if (request.Content is not null && request.Content.TryComputeLength(out var length) && length > 0)
        {
            text.Append(CultureInfo.InvariantCulture, $"{length}");
        }

        text.Append("\n\n"); // and Content-MD5
        text.Append(request.Headers.TryGetValue(HttpHeader.Names.ContentType, out var type) ? type : string.Empty).Append('\n');
        text.Append("\n\n\n\n\n\n"); // Date (x-ms-date stands for it), the four conditions, Range

        // Those that the pipeline itself adds are signed too: this policy runs after them.
        foreach (var header in request.Headers.Where(header => header.Name.StartsWith("x-ms-", StringComparison.OrdinalIgnoreCase))
            .Select(header => (Name: header.Name.ToLowerInvariant(), header.Value)).OrderBy(header => header.Name, StringComparer.Ordinal))
        {
            text.Append(header.Name).Append(':').Append(header.Value).Append('\n');
        }

        var uri = request.Uri.ToUri();
        text.Append('/').Append(credential.AccountName).Append(uri.AbsolutePath);
        foreach (var part in uri.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries).Select(part => part.Split('=', 2))
            .OrderBy(part => part[0], StringComparer.Ordinal))
        {
            text.Append('\n').Append(part[0].ToLowerInvariant()).Append(':').Append(Uri.UnescapeDataString(part.Length > 1 ? part[1] : string.Empty));
        }

        return text.ToString();
    }
}
