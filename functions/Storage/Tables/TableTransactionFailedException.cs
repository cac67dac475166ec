using System.Globalization;
using Azure;

namespace Relais.Storage.Tables;

/// <summary>A transaction that was refused as a whole, with the write at fault.</summary>
public sealed class TableTransactionFailedException : RequestFailedException
{
    /// <summary>Takes over what the service said.</summary>
    public TableTransactionFailedException(RequestFailedException requestFailedException)
        : base(
            (requestFailedException ?? throw new ArgumentNullException(nameof(requestFailedException))).Status,
            requestFailedException.Message,
            requestFailedException.ErrorCode,
            requestFailedException.InnerException) => FailedTransactionActionIndex = IndexIn(requestFailedException.Message);

    /// <summary>Which write was at fault, counted from 0; null when the service did not say.</summary>
    public int? FailedTransactionActionIndex { get; }

    // The service begins its message with the index and a colon (rest/api/storageservices/performing-entity-group-transactions).
    private static int? IndexIn(string message)
    {
        var colon = message.IndexOf(':', StringComparison.Ordinal);
        return colon > 0 && int.TryParse(message.AsSpan(0, colon), NumberStyles.None, CultureInfo.InvariantCulture, out var index) ? index : null;
    }
}
