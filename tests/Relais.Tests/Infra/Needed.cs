using System.Text.RegularExpressions;
using Relais.Tests.Architecture;

namespace Relais.Tests.Infra;

/// <summary>What the app and its host cannot do without in Azure, with the reason for each; compared with what infra/ deploys, both ways.</summary>
internal static partial class Needed
{
    private const string Account = "Microsoft.Storage/storageAccounts";
    private const string Bus = "Microsoft.ServiceBus/namespaces";

    /// <summary>Settings by name: whose code reads them, and why.</summary>
    public static readonly IReadOnlyDictionary<string, (Reader Reader, string Why)> Settings = new Dictionary<string, (Reader, string)>(StringComparer.Ordinal)
    {
        ["AzureWebJobsStorage__accountName"] = (Reader.Both, "where tables and queues are, and the host's leases"),
        ["AzureWebJobsStorage__credential"] = (Reader.Both, "that they are opened by a token"),
        ["AzureWebJobsStorage__clientId"] = (Reader.Both, "whose token, as the app has no identity but a user-assigned one"),
        ["APPLICATIONINSIGHTS_CONNECTION_STRING"] = (Reader.Host, "where the host sends telemetry"),
        ["APPLICATIONINSIGHTS_AUTHENTICATION_STRING"] = (Reader.Host, "in whose name, as no key is taken there"),
        ["Relais__Prefix"] = (Reader.Code, "the tables and queues that were made are the ones that are opened"),
        ["Relais__Queues"] = (Reader.Code, "which queues carry messages"),
        ["Relais__PublicUrl"] = (Reader.Code, "links in messages lead to the operator's domain"),
        ["ServiceBus__fullyQualifiedNamespace"] = (Reader.Both, "where the Service Bus is"),
        ["ServiceBus__credential"] = (Reader.Both, "that it is opened by a token"),
        ["ServiceBus__clientId"] = (Reader.Both, "whose token"),
        ["Secrets__Keys"] = (Reader.Code, "without keys the app does not start"),
    };

    /// <summary>Roles with the reason for each; functions-hosting.md 5.4 has the GUIDs.</summary>
    public static readonly IReadOnlyDictionary<DeployedRole, string> Roles = new Dictionary<DeployedRole, string>
    {
        [new("app", Account, "b7e6dc6d-f1e8-4753-8033-0f276bb0955b")] = "Storage Blob Data Owner: the host's leases, timers and keys, and the package",
        [new("app", Account, "974c5e8b-45b9-4653-ba55-5f855dd0fb88")] = "Storage Queue Data Contributor: sends, receives, makes queues, poison queues too",
        [new("app", Account, "0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3")] = "Storage Table Data Contributor: all state",
        [new("app", "Microsoft.KeyVault/vaults", "4633458b-17de-408a-b874-0445c86b69e6")] = "Key Vault Secrets User: settings that are secrets",
        [new("app", "Microsoft.Insights/components", "3913510d-42f4-4e42-8a64-420c390055eb")] = "Monitoring Metrics Publisher: telemetry",
        [new("app", Bus, "4f6d3b9b-027b-4f4c-9142-0e5a2a2247e0")] = "Azure Service Bus Data Receiver: the host hands messages over",
        [new("app", Bus, "69a216fc-b8fb-44d8-bc22-1f3c2cd27a39")] = "Azure Service Bus Data Sender: the app sends them",
        [new("operator", Account, "ba92f5b4-2d11-453d-a403-e96b0029c9fe")] = "Storage Blob Data Contributor: uploads packages",
        [new("operator", Account, "974c5e8b-45b9-4653-ba55-5f855dd0fb88")] = "Storage Queue Data Contributor: the command key, poison queues",
        [new("operator", Account, "0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3")] = "Storage Table Data Contributor: the command key, backups",
        [new("operator", "Microsoft.KeyVault/vaults", "b86a8fe4-44ce-4948-aee5-eccb2c155cd7")] = "Key Vault Secrets Officer: puts keys there and turns them",
    };

    public enum Reader
    {
        Code,
        Host,
        Both,
    }

    /// <summary>What is missing and what is too much, a sentence each.</summary>
    /// <param name="tables">Those that the app declares.</param>
    /// <param name="queues">Those that its functions drain.</param>
    public static IEnumerable<string> Faults(Deployed deployed, IReadOnlyCollection<string> tables, IReadOnlyCollection<string> queues) =>
    [
        .. Compare("table", Deployed.Storage, deployed.Tables, tables),
        .. Compare("queue", Deployed.Storage, deployed.StorageQueues, [.. queues, .. queues.Select(queue => queue + "-poison")]),
        .. Compare("queue", Deployed.Bus, deployed.BusQueues, queues),
        .. Compare("setting", Deployed.App, deployed.Settings, [.. Settings.Keys]),
        .. Roles.Where(role => !deployed.Roles.Contains(role.Key)).Select(role => $"The {role.Key.Who} does not get {role.Key.Id} on {role.Key.On} ({role.Value})."),
        .. deployed.Roles.Where(role => !Roles.ContainsKey(role)).Select(role => $"The {role.Who} gets {role.Id} on {role.On}, for which there is no reason."),
        .. deployed.Roles.GroupBy(role => role).Where(same => same.Count() > 1).Select(same => $"The {same.Key.Who} gets {same.Key.Id} on {same.Key.On} twice."),
    ];

    /// <summary>Whether our code reads this setting: as one key, or put together from its parts.</summary>
    public static bool IsRead(string setting)
    {
        var literals = SourceFile.All.SelectMany(file => Literal().Matches(file.WithoutComments)).Select(match => match.Groups["text"].Value).ToHashSet(StringComparer.Ordinal);
        return literals.Contains(setting.Replace("__", ":", StringComparison.Ordinal)) || setting.Split("__").All(literals.Contains);
    }

    private static IEnumerable<string> Compare(string what, string path, IReadOnlyCollection<string> there, IReadOnlyCollection<string> wanted) =>
    [
        .. wanted.Except(there).Select(name => $"infra/{path} has no {what} {name}."),
        .. there.Except(wanted).Select(name => $"infra/{path} has the {what} {name}, which nobody uses."),
    ];

    [GeneratedRegex("\"(?<text>[^\"\\n]*)\"")]
    private static partial Regex Literal();
}
