using System.Diagnostics.CodeAnalysis;
using Azure.Core;

namespace Relais.Storage.Tables;

/// <summary>How a table client talks: retries, transport, diagnostics. Three retries and 30 s a try unless told otherwise.</summary>
public sealed class TableClientOptions : ClientOptions
{
    /// <param name="serviceVersion">The version of the service's protocol to speak.</param>
    public TableClientOptions(ServiceVersion serviceVersion = ServiceVersion.V2020_12_06)
    {
        VersionText = serviceVersion switch
        {
            ServiceVersion.V2019_02_02 => "2019-02-02",
            ServiceVersion.V2020_12_06 => "2020-12-06",
            _ => throw new ArgumentOutOfRangeException(nameof(serviceVersion)),
        };
        StoragePipeline.SetDefaults(this);
    }

    internal string VersionText { get; }

    /// <summary>The protocol's versions.</summary>
    [SuppressMessage("Naming", "CA1707", Justification = "The official client's names.")]
    public enum ServiceVersion
    {
        /// <summary>The version of 2 February 2019.</summary>
        V2019_02_02 = 1,

        /// <summary>The version of 6 December 2020.</summary>
        V2020_12_06 = 2,
    }
}
