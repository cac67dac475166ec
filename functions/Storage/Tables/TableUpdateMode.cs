namespace Relais.Storage.Tables;

/// <summary>What becomes of the properties that a written row does not name.</summary>
public enum TableUpdateMode
{
    /// <summary>They stay.</summary>
    Merge = 0,

    /// <summary>They go.</summary>
    Replace = 1,
}
