using System.Globalization;
using Azure;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Identity;

namespace Relais.Storage;

/// <summary>Sends an identity's token with each try, kept until it is nearly over; when storage does not accept it, a new one is asked for and the request sent once more.</summary>
// rest/api/storageservices/authorize-with-azure-active-directory
internal sealed class TokenPolicy(TokenCredential credential, TimeProvider time) : HttpPipelinePolicy
{
    // What a token must be asked for: the same for tables and queues.
    private const string Scope = "https://storage.azure.com/.default";

    // Azure.Core keeps the token, asks for the next one in the background five minutes before its end, and never sends it over http. It answers only the
    // refusals that name claims; and what it keeps can be forgotten only together with it.
    private BearerTokenAuthenticationPolicy keeping = new(credential, Scope);

    public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) =>
        throw new NotSupportedException("Nothing waits for storage on a thread.");

    public override async ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        var used = Volatile.Read(ref keeping);
        await SendAsync(used, message, pipeline);
        if (!IsNotAccepted(message.Response))
        {
            return;
        }

        // Of many that were refused together, the first forgets the token for all of them.
        Interlocked.CompareExchange(ref keeping, new BearerTokenAuthenticationPolicy(credential, Scope), used);
        LentBody.Return(message);
        message.Response.Dispose();
        await SendAsync(Volatile.Read(ref keeping), message, pipeline);
    }

    // Azure answers 401 to a token that is over, meant for somebody else or from elsewhere; the emulator 403 with the code of a wrong signature.
    private static bool IsNotAccepted(Response response) =>
        response.Status == 401 || (response.Status == 403 && StorageErrorParser.CodeOf(response) == "AuthenticationFailed");

    private async ValueTask SendAsync(BearerTokenAuthenticationPolicy policy, HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        message.Request.Headers.SetValue("x-ms-date", time.GetUtcNow().ToString("r", CultureInfo.InvariantCulture));
        try
        {
            await policy.ProcessAsync(message, pipeline);
        }
        catch (AuthenticationFailedException none)
        {
            throw new AuthenticationFailedException(
                "The identity gave no token for storage. It must be assigned to this app, and clientId, where the connection's settings have it, must be its client id.", none);
        }
    }
}
