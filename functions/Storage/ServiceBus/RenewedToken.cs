using Azure.Core;
using Azure.Core.Pipeline;

namespace Relais.Storage.ServiceBus;

/// <summary>Authorises a try; where its token is not taken (401), makes it once more with a new one.</summary>
internal sealed class RenewedToken(Func<HttpPipelinePolicy> open) : HttpPipelinePolicy
{
    // A policy keeps its token: a new one begins without.
    private HttpPipelinePolicy policy = open();

    public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) =>
        throw new NotSupportedException("Nothing waits for a queue on a thread.");

    public override async ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        var used = Volatile.Read(ref policy);
        await used.ProcessAsync(message, pipeline);
        if (message.Response.Status is not 401)
        {
            return;
        }

        message.Response.Dispose();
        var renewed = open();
        var found = Interlocked.CompareExchange(ref policy, renewed, used);
        await (ReferenceEquals(found, used) ? renewed : found).ProcessAsync(message, pipeline);
    }
}
