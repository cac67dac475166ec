using System.Globalization;
using Azure.Core;
using Azure.Core.Pipeline;

namespace Relais.Storage.Tables;

/// <summary>Signs each try of a table request with the account's key (SharedKeyLite).</summary>
// rest/api/storageservices/authorize-with-shared-key: date and resource; of the query only comp counts, which no call here sends.
internal sealed class SharedKeyLitePolicy(TableSharedKeyCredential credential, TimeProvider time) : HttpPipelineSynchronousPolicy
{
    public override void OnSendingRequest(HttpMessage message)
    {
        var date = time.GetUtcNow().ToString("r", CultureInfo.InvariantCulture);
        var request = message.Request;
        request.Headers.SetValue("x-ms-date", date);
        var signature = credential.Key.Sign($"{date}\n/{credential.AccountName}{request.Uri.ToUri().AbsolutePath}");
        request.Headers.SetValue(HttpHeader.Names.Authorization, $"SharedKeyLite {credential.AccountName}:{signature}");
    }
}
