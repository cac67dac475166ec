using Azure.Core;

namespace Relais.Storage;

/// <summary>What one connection's settings say: a connection string, or two addresses and what opens them.</summary>
internal abstract record StorageSetting
{
    public static StorageSetting Read(IConfiguration configuration, string connection)
    {
        foreach (var name in ConnectionToken.NamesOf(connection))
        {
            if (configuration[name] is { } text && !string.IsNullOrWhiteSpace(text))
            {
                return new ByString(text);
            }

            if (ConnectionToken.Part(configuration, name, "accountName") is { } account)
            {
                if (!account.All(char.IsAsciiLetterOrDigit))
                {
                    throw new InvalidOperationException($"The setting {name}__accountName is no account's name: lower-case letters and digits.");
                }

                return new ByToken(
                    Address($"https://{account}.table.core.windows.net", name),
                    Address($"https://{account}.queue.core.windows.net", name),
                    ConnectionToken.Read(configuration, name));
            }

            if (ConnectionToken.Part(configuration, name, "tableServiceUri") is { } tables && ConnectionToken.Part(configuration, name, "queueServiceUri") is { } queues)
            {
                return new ByToken(Address(tables, name), Address(queues, name), ConnectionToken.Read(configuration, name));
            }
        }

        throw new InvalidOperationException(
            $"The setting {connection} is missing: give a storage connection string, or {connection}__accountName, "
            + $"or {connection}__tableServiceUri and {connection}__queueServiceUri.");
    }

    private static Uri Address(string text, string name) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme == Uri.UriSchemeHttps
            ? address
            : throw new InvalidOperationException($"The setting {name} names an address that is not https: a token is never sent in the clear.");

    /// <summary>A connection string.</summary>
    public sealed record ByString(string ConnectionString) : StorageSetting;

    /// <summary>Two addresses, opened by a token.</summary>
    public sealed record ByToken(Uri TableEndpoint, Uri QueueEndpoint, TokenCredential Credential) : StorageSetting;
}
