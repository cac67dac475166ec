namespace Relais.Storage.Tables;

/// <summary>The name and key of one storage account, as the table client wants them.</summary>
public sealed class TableSharedKeyCredential
{
    private AccountKey key;

    /// <param name="accountName">The account's name.</param>
    /// <param name="accountKey">The account's key in base64.</param>
    /// <exception cref="FormatException">The key is not base64.</exception>
    public TableSharedKeyCredential(string accountName, string accountKey)
    {
        ArgumentException.ThrowIfNullOrEmpty(accountName);
        AccountName = accountName;
        key = new AccountKey(accountKey);
    }

    /// <summary>The account's name.</summary>
    public string AccountName { get; }

    internal AccountKey Key => Volatile.Read(ref key);

    /// <summary>Replaces the key when it was rotated; requests from now on are signed with it.</summary>
    public void SetAccountKey(string accountKey) => Volatile.Write(ref key, new AccountKey(accountKey));
}
