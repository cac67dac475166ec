using System.Globalization;

namespace Relais.Operations.Checks;

/// <summary>What tables, or queues, said to one small question.</summary>
/// <param name="What">`Tables` or `Queues`.</param>
/// <param name="Status">Of a refusal; 0 where there was none.</param>
/// <param name="Silence">Why there was no answer at all; null where there was one.</param>
/// <param name="IsMissing">They answered, but what we asked for is not there.</param>
/// <param name="HasNoToken">Nobody was asked, because no token could be had.</param>
/// <param name="Ahead">How far our clock is ahead of theirs; negative where it is behind.</param>
internal sealed record StorageAnswer(
    string What, int Status = 0, string? Code = null, string? Silence = null, bool IsMissing = false, bool HasNoToken = false, TimeSpan Took = default, TimeSpan? Ahead = null)
{
    // In its own region storage answers within some ten milliseconds; each delivery waits for several of these.
    private static readonly TimeSpan Slow = TimeSpan.FromSeconds(1);

    // Standard Webhooks lets 5 minutes pass (docs/signatures.md), storage 15 (rest/api/storageservices/authorize-with-shared-key).
    private static readonly TimeSpan MostApart = TimeSpan.FromMinutes(5);

    /// <summary>What both answers together say.</summary>
    public static IReadOnlyList<Finding> FindingsOf(IReadOnlyList<StorageAnswer> answers) => [.. answers.Select(answer => answer.Fault()).OfType<Finding>(), .. answers.Select(answer => answer.Clock()).OfType<Finding>().Take(1)];

    private string Role => What == "Tables" ? "Storage Table Data Contributor" : "Storage Queue Data Contributor";

    private Finding? Fault() =>
        Silence is not null || Status is >= 500 or 408 or 429
            ? Finding.Error(
                "storage-silent",
                StorageCheck.About,
                $"{What} do not answer: {Silence ?? $"status {Status}"}.",
                "Look whether AzureWebJobsStorage names the right account, whether its firewall lets this app in, and whether the emulator runs where it is one.")
            : HasNoToken
                ? Finding.Error(
                    "storage-no-token",
                    StorageCheck.About,
                    $"{What} were not asked: no token can be had for them.",
                    "Give the function app a managed identity, and set AzureWebJobsStorage__clientId where it has several; on one's own machine sign in with `az login`.")
            : Status is 401 or 403
                ? Finding.Error("storage-refused", StorageCheck.About, $"{What} refuse us ({Status}{(Code is null ? "" : " " + Code)}).", WhatToDo())
            : Status > 0
                ? Finding.Error("storage-silent", StorageCheck.About, $"{What} do not answer as they should: status {Status}{(Code is null ? "" : " " + Code)}.", "Look whether AzureWebJobsStorage names a storage account that has tables and queues.")
            : IsMissing
                ? Finding.Error(
                    "storage-empty",
                    StorageCheck.About,
                    $"{What} answer, but those of this installation are not there.",
                    "Start the app once: it makes them. Where it has run before, compare AzureWebJobsStorage and Relais:Prefix with what it ran with.")
            : Took >= Slow
                ? Finding.Warning(
                    "storage-slow",
                    StorageCheck.About,
                    string.Create(CultureInfo.InvariantCulture, $"{What} took {Took.TotalSeconds:0.0} seconds to answer one small question."),
                    "Run app and storage account in one region, and look at the account's metrics for throttling.")
            : null;

    private Finding? Clock() => Ahead?.Duration() < MostApart || Ahead is null ? null : Finding.Error(
        StorageCheck.WrongClock,
        StorageCheck.About,
        $"Our clock is {Finding.Count((long)Ahead.Value.Duration().TotalMinutes, "minute")} {(Ahead > TimeSpan.Zero ? "ahead of" : "behind")} storage's.",
        "Set this machine's clock by the network (NTP): what we sign is refused by webhooks from five minutes on, and by storage from fifteen.");

    // A role that is missing says so; anything else is the key, the signature or the firewall.
    private string WhatToDo() => Code switch
    {
        "AuthorizationPermissionMismatch" => $"Give the app's identity the role {Role} on the storage account; it counts some minutes later.",
        "AuthenticationFailed" => "Set AzureWebJobsStorage to a connection string with the account's present key, or to the account's name and an identity; a clock that is wrong is refused in the same way.",
        "KeyBasedAuthenticationNotPermitted" => $"The account takes no keys: set AzureWebJobsStorage__accountName instead of a connection string, and give the app's identity the role {Role}.",
        _ => $"Look at the account's firewall, and whether the app's identity has the role {Role} on it.",
    };
}
