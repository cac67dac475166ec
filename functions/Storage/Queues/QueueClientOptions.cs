using System.Diagnostics.CodeAnalysis;
using Azure.Core;

namespace Relais.Storage.Queues;

/// <summary>How a queue client talks: encoding, retries, transport, diagnostics. Three retries and 30 s a try unless told otherwise.</summary>
public sealed class QueueClientOptions : ClientOptions
{
    /// <param name="version">The version of the service's protocol to speak.</param>
    public QueueClientOptions(ServiceVersion version = ServiceVersion.V2020_12_06)
    {
        Version = version is ServiceVersion.V2020_12_06 ? version : throw new ArgumentOutOfRangeException(nameof(version));
        StoragePipeline.SetDefaults(this);
    }

    /// <summary>The version of the service's protocol.</summary>
    public ServiceVersion Version { get; }

    /// <summary>How a message's content becomes text; as it is unless set, while queue triggers expect base64.</summary>
    public QueueMessageEncoding MessageEncoding { get; set; }

    /// <summary>The protocol's versions.</summary>
    [SuppressMessage("Naming", "CA1707", Justification = "The official client's names.")]
    public enum ServiceVersion
    {
        /// <summary>The version of 6 December 2020.</summary>
        V2020_12_06 = 9,
    }
}
