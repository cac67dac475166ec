using Azure.Core;
using Azure.Identity;

namespace Relais.Storage;

/// <summary>What one connection's settings say: a connection string, or two addresses and what opens them.</summary>
internal abstract record StorageSetting
{
    public static StorageSetting Read(IConfiguration configuration, string connection)
    {
        // The order in which the Functions host resolves a connection's name.
        foreach (var name in new[] { connection, "AzureWebJobs" + connection, "ConnectionStrings:" + connection })
        {
            if (configuration[name] is { } text && !string.IsNullOrWhiteSpace(text))
            {
                return new ByString(text);
            }

            if (Of(configuration, name, "accountName") is { } account)
            {
                if (!account.All(char.IsAsciiLetterOrDigit))
                {
                    throw new InvalidOperationException($"The setting {name}__accountName is no account's name: lower-case letters and digits.");
                }

                return new ByToken(
                    Address($"https://{account}.table.core.windows.net", name),
                    Address($"https://{account}.queue.core.windows.net", name),
                    Credentials(configuration, name));
            }

            if (Of(configuration, name, "tableServiceUri") is { } tables && Of(configuration, name, "queueServiceUri") is { } queues)
            {
                return new ByToken(Address(tables, name), Address(queues, name), Credentials(configuration, name));
            }
        }

        throw new InvalidOperationException(
            $"The setting {connection} is missing: give a storage connection string, or {connection}__accountName, "
            + $"or {connection}__tableServiceUri and {connection}__queueServiceUri.");
    }

    private static TokenCredential Credentials(IConfiguration configuration, string name)
    {
        var clientId = Of(configuration, name, "clientId");
        if (string.Equals(Of(configuration, name, "credential"), "managedidentity", StringComparison.OrdinalIgnoreCase))
        {
            return new ManagedIdentityCredential(
                clientId is null ? ManagedIdentityId.SystemAssigned : ManagedIdentityId.FromUserAssignedClientId(clientId));
        }

        if (clientId is not null && Of(configuration, name, "tenantId") is { } tenant && Of(configuration, name, "clientSecret") is { } secret)
        {
            return new ClientSecretCredential(tenant, clientId, secret);
        }

        return new DefaultAzureCredential(new DefaultAzureCredentialOptions { ManagedIdentityClientId = clientId });
    }

    // local.settings.json may have been read without turning "__" into the section separator.
    private static string? Of(IConfiguration configuration, string name, string part) =>
        configuration[$"{name}:{part}"] is { Length: > 0 } value ? value : configuration[$"{name}__{part}"] is { Length: > 0 } flat ? flat : null;

    private static Uri Address(string text, string name) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme == Uri.UriSchemeHttps
            ? address
            : throw new InvalidOperationException($"The setting {name} names an address that is not https: a token is never sent in the clear.");

    /// <summary>A connection string.</summary>
    public sealed record ByString(string ConnectionString) : StorageSetting;

    /// <summary>Two addresses, opened by a token.</summary>
    public sealed record ByToken(Uri TableEndpoint, Uri QueueEndpoint, TokenCredential Credential) : StorageSetting;
}
