namespace Relais.Storage.Tables;

/// <summary>One table in the list of an account's tables.</summary>
public sealed class TableItem(string name)
{
    /// <summary>The table's name.</summary>
    public string Name { get; } = name;
}
