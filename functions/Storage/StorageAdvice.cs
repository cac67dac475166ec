namespace Relais.Storage;

/// <summary>What whoever runs the installation can do about a refusal, by the service's code.</summary>
// rest/api/storageservices/common-rest-api-error-codes
internal static class StorageAdvice
{
    /// <summary>The service's words with the advice behind their first line; null when there is neither.</summary>
    public static string? Add(string? code, string? message)
    {
        if (For(code) is not { } advice || string.IsNullOrEmpty(message))
        {
            return string.IsNullOrEmpty(message) ? For(code) : message;
        }

        // The service says on further lines which request it was.
        var end = message.IndexOf('\n', StringComparison.Ordinal) is >= 0 and var line ? line : message.Length;
        return $"{message[..end]} {advice}{message[end..]}";
    }

    private static string? For(string? code) => code switch
    {
        // role-based-access-control/troubleshooting: up to 10 minutes.
        "AuthorizationPermissionMismatch" =>
            "The identity lacks a role on the account: Storage Table Data Contributor for tables, Storage Queue Data Contributor for queues. A role that was just given counts after up to 10 minutes.",
        "InvalidAuthenticationInfo" => "The token must be of the account's own tenant and for storage, and this machine's clock must be right.",
        "KeyBasedAuthenticationNotPermitted" => "The account takes no keys: name it by accountName instead of a connection string, and give the app an identity.",
        _ => null,
    };
}
