using Azure;
using Azure.Core;
using Azure.Core.Pipeline;

namespace Relais.Storage;

/// <summary>Adds a shared access signature to the query of a request, once.</summary>
internal sealed class SharedAccessSignaturePolicy(AzureSasCredential credential) : HttpPipelineSynchronousPolicy
{
    /// <exception cref="ArgumentException">The address is plain http and not this machine: the signature would be sent in the clear.</exception>
    public static SharedAccessSignaturePolicy For(Uri endpoint, AzureSasCredential credential) =>
        endpoint.Scheme == Uri.UriSchemeHttps || endpoint.IsLoopback
            ? new SharedAccessSignaturePolicy(credential)
            : throw new ArgumentException("A shared access signature is only sent over https.", nameof(endpoint));

    public override void OnSendingRequest(HttpMessage message)
    {
        var signature = credential.Signature.TrimStart('?');
        var query = message.Request.Uri.Query;
        message.Request.Uri.Query = string.IsNullOrEmpty(query) ? "?" + signature : query + "&" + signature;
    }
}
