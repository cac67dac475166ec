namespace Relais.Storage.Tables;

/// <summary>What one write of a transaction does with its row.</summary>
public enum TableTransactionActionType
{
    /// <summary>Inserts the row, which must not be there.</summary>
    Add = 0,

    /// <summary>Adds to the row, which must be there in the version named.</summary>
    UpdateMerge = 1,

    /// <summary>Replaces the row, which must be there in the version named.</summary>
    UpdateReplace = 2,

    /// <summary>Removes the row, which must be there.</summary>
    Delete = 3,

    /// <summary>Adds to the row or inserts it.</summary>
    UpsertMerge = 4,

    /// <summary>Replaces the row or inserts it.</summary>
    UpsertReplace = 5,
}
