using Azure;
using Azure.Identity;
using Relais.Storage.ServiceBus;

namespace Relais.Hosting;

/// <summary>Tells a storage account, or a Service Bus, that refused, did not answer or could not be opened, in any of the ways in which the pipeline says so, from a fault of ours.</summary>
internal static class StorageFailure
{
    /// <param name="exception">What a call to storage ended with.</param>
    /// <param name="stop">What would have cancelled the call from our side.</param>
    public static bool Is(Exception exception, CancellationToken stop = default) => exception switch
    {
        RequestFailedException or ServiceBusException => true,
        // What Service Bus ends with when it does not take a token.
        UnauthorizedAccessException => true,
        // Storage was not even asked: the identity that opens it gave no token.
        AuthenticationFailedException => true,
        // Several tries that failed, each in its own way.
        AggregateException several => several.InnerExceptions.All(inner => Is(inner, stop)),
        // A try that took too long.
        OperationCanceledException => !stop.IsCancellationRequested,
        _ => false,
    };
}
