using Azure.Core;
using Azure.Identity;

namespace Relais.Storage;

/// <summary>The parts of a connection's settings beside its addresses: which token opens it, by the names that the Functions host reads.</summary>
internal static class ConnectionToken
{
    /// <summary>The names under which the Functions host looks for a connection, in its order.</summary>
    public static IEnumerable<string> NamesOf(string connection) => [connection, "AzureWebJobs" + connection, "ConnectionStrings:" + connection];

    public static TokenCredential Read(IConfiguration configuration, string name)
    {
        var clientId = Part(configuration, name, "clientId");
        if (string.Equals(Part(configuration, name, "credential"), "managedidentity", StringComparison.OrdinalIgnoreCase))
        {
            return new ManagedIdentityCredential(
                clientId is null ? ManagedIdentityId.SystemAssigned : ManagedIdentityId.FromUserAssignedClientId(clientId));
        }

        if (clientId is not null && Part(configuration, name, "tenantId") is { } tenant && Part(configuration, name, "clientSecret") is { } secret)
        {
            return new ClientSecretCredential(tenant, clientId, secret);
        }

        return new DefaultAzureCredential(new DefaultAzureCredentialOptions { ManagedIdentityClientId = clientId });
    }

    // local.settings.json may have been read without turning "__" into the section separator.
    public static string? Part(IConfiguration configuration, string name, string part) =>
        configuration[$"{name}:{part}"] is { Length: > 0 } value ? value : configuration[$"{name}__{part}"] is { Length: > 0 } flat ? flat : null;
}
