using Azure;

namespace Relais.Storage.Tables;

/// <summary>One write of a transaction.</summary>
public sealed class TableTransactionAction
{
    /// <summary>A write that asks nothing of the row's version.</summary>
    public TableTransactionAction(TableTransactionActionType actionType, ITableEntity entity)
        : this(actionType, entity, default)
    {
    }

    /// <summary>A write on condition of the row's version.</summary>
    /// <param name="actionType">What to do with the row.</param>
    /// <param name="entity">The row; for a delete only its key matters.</param>
    /// <param name="etag">
    /// The version that must be there, or <see cref="ETag.All"/> for any. Required of updates: the official client turns an update without one
    /// into an upsert, this one refuses it. A delete without one takes any version.
    /// </param>
    public TableTransactionAction(TableTransactionActionType actionType, ITableEntity entity, ETag etag = default)
    {
        ArgumentNullException.ThrowIfNull(entity);
        ActionType = actionType;
        Entity = entity;
        ETag = etag;
    }

    /// <summary>What to do with the row.</summary>
    public TableTransactionActionType ActionType { get; }

    /// <summary>The row.</summary>
    public ITableEntity Entity { get; }

    /// <summary>The version that must be there.</summary>
    public ETag ETag { get; }
}
