using System.Text.RegularExpressions;

namespace Relais.Storage;

/// <summary>What a table or a queue may be called.</summary>
internal static partial class StorageNames
{
    // rest/api/storageservices/understanding-the-table-service-data-model. Lower case is our own rule: names are case-insensitive on Azure,
    // but the emulator does not roll a failed transaction back when a name's case differs from the created one.
    public static string Table(string name) => LowerTable().IsMatch(name) && name != "tables"
        ? name
        : throw new ArgumentException(
            $"'{name}' is no table name: 3 to 63 lower-case letters and digits that begin with a letter, and not 'tables'.", nameof(name));

    // What the service takes, for the clients: it lets letters of both cases through.
    public static string AnyTable(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return TableOfAnyCase().IsMatch(name) && !name.Equals("tables", StringComparison.OrdinalIgnoreCase)
            ? name
            : throw new ArgumentException(
                $"'{name}' is no table name: 3 to 63 letters and digits that begin with a letter, and not 'tables'.", nameof(name));
    }

    // rest/api/storageservices/naming-queues-and-metadata
    public static string Queue(string name) => name.Length is >= 3 and <= 63 && LowerQueue().IsMatch(name)
        ? name
        : throw new ArgumentException(
            $"'{name}' is no queue name: 3 to 63 lower-case letters, digits and single hyphens between them.", nameof(name));

    public static void CheckPrefix(string prefix)
    {
        ArgumentNullException.ThrowIfNull(prefix);
        if (prefix.Length > 0 && !Prefix().IsMatch(prefix))
        {
            throw new ArgumentException(
                $"'{prefix}' cannot begin table names: lower-case letters and digits that begin with a letter, at most 20.", nameof(prefix));
        }
    }

    [GeneratedRegex("^[A-Za-z][A-Za-z0-9]{2,62}\\z", RegexOptions.CultureInvariant)]
    private static partial Regex TableOfAnyCase();

    [GeneratedRegex("^[a-z][a-z0-9]{2,62}\\z", RegexOptions.CultureInvariant)]
    private static partial Regex LowerTable();

    [GeneratedRegex("^[a-z0-9]+(-[a-z0-9]+)*\\z", RegexOptions.CultureInvariant)]
    private static partial Regex LowerQueue();

    [GeneratedRegex("^[a-z][a-z0-9]{0,19}\\z", RegexOptions.CultureInvariant)]
    private static partial Regex Prefix();
}
