using System.Text.Json;

namespace Relais.Tests.Infra;

/// <summary>What infra/ puts into Azure that the app lives on: names of tables and queues without a prefix, settings, roles.</summary>
internal sealed record Deployed(
    IReadOnlyList<string> Tables, IReadOnlyList<string> StorageQueues, IReadOnlyList<string> BusQueues, IReadOnlyList<string> Settings, IReadOnlyList<DeployedRole> Roles)
{
    public const string Storage = "modules/storage.bicep";
    public const string Bus = "modules/servicebus.bicep";
    public const string App = "modules/app.bicep";

    public static Deployed Of(IReadOnlyDictionary<string, BicepFile> files) => new(
        Looped(files[Storage], "Microsoft.Storage/storageAccounts/tableServices/tables"),
        Looped(files[Storage], "Microsoft.Storage/storageAccounts/queueServices/queues"),
        Looped(files[Bus], "Microsoft.ServiceBus/namespaces/queues"),
        [.. SettingsOf(files[App])],
        [.. files.Values.SelectMany(RolesOf)]);

    // Such a resource is there once for each of a list: its name is a pattern around the item.
    private static List<string> Looped(BicepFile file, string type) =>
    [
        .. from resource in file.Resources
           where resource.Type == type
           let item = resource.Value.GetProperty("item").GetString()
           let pattern = resource.Body.GetProperty("name").GetString()!
           from one in Texts(file, resource.Over)
           select pattern.Replace($"${{{item}}}", one, StringComparison.Ordinal).Replace("${dash}", "", StringComparison.Ordinal).Replace("${prefix}", "", StringComparison.Ordinal),
    ];

    private static IEnumerable<string> Texts(BicepFile file, JsonElement over) =>
        file.Variables.Single(variable => variable.Name == Bicep.Names(over).Single()).Value.EnumerateArray().Select(item => item.GetString()!);

    // From what the site is given, through the variables that it names: what is declared and not handed on is no setting.
    private static IEnumerable<string> SettingsOf(BicepFile file)
    {
        var site = file.Resources.Single(resource => resource.Type == "Microsoft.Web/sites");
        return Keys(site.Body.GetProperty("properties").GetProperty("siteConfig").GetProperty("appSettings")).Distinct();

        IEnumerable<string> Keys(JsonElement value) => Own(value).Concat(
            from name in Bicep.Names(value)
            from variable in file.Variables
            where variable.Name == name
            from key in Keys(variable.Value)
            select key);
    }

    // Keys of objects, and the texts of lists, which name secrets.
    private static IEnumerable<string> Own(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Array => value.EnumerateArray().SelectMany(item => item.ValueKind == JsonValueKind.String ? [item.GetString()!] : Own(item)),
        JsonValueKind.Object when value.TryGetProperty("call", out _) => Own(value.GetProperty("arguments")),
        JsonValueKind.Object when value.TryGetProperty("condition", out _) => Own(value.GetProperty("then")).Concat(Own(value.GetProperty("else"))),
        JsonValueKind.Object when value.TryGetProperty("expression", out _) || value.TryGetProperty("lambda", out _) => [],
        JsonValueKind.Object => value.EnumerateObject().Select(property => property.Name),
        _ => [],
    };

    private static IEnumerable<DeployedRole> RolesOf(BicepFile file) =>
        from assignment in file.Resources
        where assignment.Type == "Microsoft.Authorization/roleAssignments"
        let scope = Bicep.Names(assignment.Body.GetProperty("scope")).Single()
        let properties = assignment.Body.GetProperty("properties")
        from name in Bicep.Names(assignment.Over)
        let id = file.Variables.Single(variable => variable.Name == name).Value.GetString()!
        select new DeployedRole(
            Bicep.Names(properties.GetProperty("principalId")).Single() == "operatorId" ? "operator" : "app",
            file.Resources.Single(resource => resource.Name == scope).Type,
            id);
}

/// <summary>A role that somebody gets on one resource.</summary>
/// <param name="Who">`app` or `operator`.</param>
/// <param name="On">The type of the resource.</param>
/// <param name="Id">The GUID of the role, the same in every subscription.</param>
internal sealed record DeployedRole(string Who, string On, string Id);
