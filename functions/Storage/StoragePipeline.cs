using Azure.Core;
using Azure.Core.Pipeline;
using Relais.Storage.Queues;

namespace Relais.Storage;

/// <summary>The way of one request to the storage account: retried, authorised at each try, its errors read.</summary>
internal static class StoragePipeline
{
    // The service works at most 30 s on a request (rest/api/storageservices/query-timeout-and-pagination); the pipeline's own default of 100 s
    // would outlive the invocation that waits.
    private static readonly TimeSpan TryTimeout = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(10);
    private const int Retries = 3;

    public static void SetDefaults(ClientOptions options)
    {
        options.Retry.NetworkTimeout = TryTimeout;
        options.Retry.MaxDelay = LongestDelay;
        options.Retry.MaxRetries = Retries;
    }

    public static HttpPipeline Build(ClientOptions options, HttpPipelinePolicy? authorization)
    {
        var parts = new HttpPipelineOptions(options) { RequestFailedDetailsParser = StorageErrorParser.Shared };
        if (authorization is SharedAccessSignaturePolicy)
        {
            parts.PerCallPolicies.Add(authorization);
        }
        else if (authorization is not null)
        {
            // Per try, not per call: each one is signed with its own date.
            parts.PerRetryPolicies.Add(authorization);
        }

        parts.PerRetryPolicies.Add(options is QueueClientOptions ? RequestMeter.Queues : RequestMeter.Tables);
        parts.PerRetryPolicies.Add(LentBody.Policy);
        return HttpPipelineBuilder.Build(parts);
    }

    public static HttpPipelinePolicy Bearer(TokenCredential credential) => new TokenPolicy(credential, TimeProvider.System);

    /// <summary>The account in an address: the first label of the host or, at an emulator's IP address, the first segment of the path.</summary>
    public static string AccountOf(Uri endpoint) =>
        endpoint.HostNameType is UriHostNameType.Dns && endpoint.Host.Contains('.', StringComparison.Ordinal)
            ? endpoint.Host[..endpoint.Host.IndexOf('.', StringComparison.Ordinal)]
            : endpoint.AbsolutePath.Trim('/').Split('/')[0];

    /// <summary>The table or queue that an address names.</summary>
    public static string LastSegment(Uri address) => Bare(address).Segments[^1];

    /// <summary>An address without query and without the slash at its end.</summary>
    public static Uri Bare(Uri endpoint) => new(endpoint.GetLeftPart(UriPartial.Path).TrimEnd('/'));
}
