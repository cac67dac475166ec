using Azure;

namespace Relais.Storage.Tables;

/// <summary>One row of a table: its key, when it was written, and which version of it this is.</summary>
public interface ITableEntity
{
    /// <summary>Rows with the same partition key can be written in one transaction.</summary>
    string PartitionKey { get; set; }

    /// <summary>Names the row within its partition.</summary>
    string RowKey { get; set; }

    /// <summary>When the table last wrote the row; set by the table, never sent.</summary>
    DateTimeOffset? Timestamp { get; set; }

    /// <summary>The row's version; set by the table, never sent with the row.</summary>
    ETag ETag { get; set; }
}
