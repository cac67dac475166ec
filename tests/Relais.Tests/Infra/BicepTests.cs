using System.Text.Json;
using Relais.Tests.Architecture;

namespace Relais.Tests.Infra;

/// <summary>Holds infra/ to what can be told without the compiler: its grammar, and what a first deployment would trip over.</summary>
public sealed class BicepTests
{
    // functions-hosting.md 5.5, and for the rest the stable versions of templates in use; a newer one is looked up before it is written here.
    private static readonly string[] Versions =
    [
        "Microsoft.Authorization/roleAssignments@2022-04-01",
        "Microsoft.Consumption/budgets@2023-05-01",
        "Microsoft.Insights/actionGroups@2023-01-01",
        "Microsoft.Insights/components@2020-02-02",
        "Microsoft.Insights/diagnosticSettings@2021-05-01-preview",
        "Microsoft.Insights/metricAlerts@2018-03-01",
        "Microsoft.Insights/scheduledQueryRules@2022-06-15",
        "Microsoft.Insights/webtests@2022-06-15",
        "Microsoft.KeyVault/vaults@2023-07-01",
        "Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31",
        "Microsoft.Network/privateDnsZones/virtualNetworkLinks@2020-06-01",
        "Microsoft.Network/privateDnsZones@2020-06-01",
        "Microsoft.Network/privateEndpoints/privateDnsZoneGroups@2023-11-01",
        "Microsoft.Network/privateEndpoints@2023-11-01",
        "Microsoft.Network/virtualNetworks@2023-11-01",
        "Microsoft.OperationalInsights/workspaces@2023-09-01",
        "Microsoft.ServiceBus/namespaces/queues@2024-01-01",
        "Microsoft.ServiceBus/namespaces@2024-01-01",
        "Microsoft.Storage/storageAccounts/blobServices/containers@2023-05-01",
        "Microsoft.Storage/storageAccounts/blobServices@2023-05-01",
        "Microsoft.Storage/storageAccounts/queueServices/queues@2023-05-01",
        "Microsoft.Storage/storageAccounts/queueServices@2023-05-01",
        "Microsoft.Storage/storageAccounts/tableServices/tables@2023-05-01",
        "Microsoft.Storage/storageAccounts/tableServices@2023-05-01",
        "Microsoft.Storage/storageAccounts@2023-05-01",
        "Microsoft.Web/serverfarms@2024-04-01",
        "Microsoft.Web/sites/basicPublishingCredentialsPolicies@2024-04-01",
        "Microsoft.Web/sites@2024-04-01",
    ];

    // functions-hosting.md 5.3: refused, or without effect, on Flex Consumption. The last two are ways to a password.
    private static readonly string[] Forbidden =
    [
        "FUNCTIONS_WORKER_RUNTIME", "FUNCTIONS_EXTENSION_VERSION", "FUNCTIONS_WORKER_PROCESS_COUNT", "WEBSITE_RUN_FROM_PACKAGE", "WEBSITE_CONTENT", "WEBSITE_TIME_ZONE", "SCM_DO_BUILD", "ENABLE_ORYX",
        "linuxFxVersion", "alwaysOn", "ftpsState", "functionAppScaleLimit", "preWarmedInstanceCount", "vnetRouteAllEnabled", "listKeys", "AccountKey",
    ];

    [SkippableFact]
    public async Task Every_file_is_grammatical()
    {
        var files = await Bicep.AllAsync();

        Assert.Contains("main.bicep", files.Keys);
        Faults.None(Ungrammatical(files));
    }

    [SkippableFact]
    public async Task A_broken_file_is_told_with_its_line()
    {
        var broken = await Bicep.ParseAsync(new Dictionary<string, string>
        {
            ["value.bicep"] = Bicep.TextOf(Deployed.App).Replace("  kind: 'functionapp,linux'\n", "  kind:\n", StringComparison.Ordinal),
            ["brace.bicep"] = "param name string\nresource one 'A/b@2024-01-01' = {\n  name: name\n",
            ["word.bicep"] = "parameter name string\n",
        });

        var faults = Ungrammatical(broken).ToArray();

        Assert.Contains(faults, fault => fault.StartsWith("infra/value.bicep:", StringComparison.Ordinal));
        Assert.Contains(faults, fault => fault.StartsWith("infra/brace.bicep:", StringComparison.Ordinal));
        Assert.Contains(faults, fault => fault.StartsWith("infra/word.bicep:1: ", StringComparison.Ordinal));
    }

    [SkippableFact]
    public async Task Every_parameter_and_every_output_is_described()
    {
        var files = await Bicep.AllAsync();

        Faults.None(
            from file in files
            from declaration in file.Value.Parameters.Concat(file.Value.Outputs)
            where string.IsNullOrWhiteSpace(declaration.Description)
            select $"infra/{file.Key}:{declaration.Line}: {declaration.Name} is not described.");
    }

    [SkippableFact]
    public async Task Every_module_is_given_exactly_what_it_asks_for_and_asked_for_what_it_gives()
    {
        var files = await Bicep.AllAsync();
        var main = files["main.bicep"];

        Assert.Equal(files.Keys.Where(path => path != "main.bicep").Order(StringComparer.Ordinal), main.Modules.Select(module => module.Kind!).Order(StringComparer.Ordinal));
        foreach (var module in main.Modules)
        {
            var given = module.Body.GetProperty("params").EnumerateObject().Select(parameter => parameter.Name).ToArray();
            var asked = files[module.Kind!].Parameters.Select(parameter => parameter.Name).ToArray();
            Assert.Equal($"{module.Name}: {string.Join(' ', asked.Order(StringComparer.Ordinal))}", $"{module.Name}: {string.Join(' ', given.Order(StringComparer.Ordinal))}");

            var outputs = files[module.Kind!].Outputs.Select(output => $"{module.Name}.outputs.{output.Name}").ToArray();
            var taken = main.Modules.Concat(main.Outputs).SelectMany(declaration => declaration.Takes).Where(output => output.StartsWith(module.Name + ".", StringComparison.Ordinal)).Distinct();
            Assert.Equal(outputs.Order(StringComparer.Ordinal), taken.Order(StringComparer.Ordinal));
        }
    }

    [SkippableFact]
    public async Task Every_name_that_is_used_is_declared_and_every_declared_one_is_used()
    {
        var files = await Bicep.AllAsync();
        foreach (var (path, file) in files)
        {
            // Resources that are made need nobody who names them, those that are there already do.
            var there = file.Parameters.Concat(file.Variables).Concat(file.Resources).Concat(file.Modules).ToArray();
            var used = there.Concat(file.Outputs).SelectMany(declaration => declaration.Names).ToHashSet(StringComparer.Ordinal);
            var asked = file.Parameters.Concat(file.Variables).Concat(file.Resources.Where(resource => resource.Existing)).Select(declaration => declaration.Name);

            Faults.None(asked.Where(name => !used.Contains(name)).Select(name => $"infra/{path}: nothing uses {name}."));
            Faults.None(used.Except(there.Select(declaration => declaration.Name)).Select(name => $"infra/{path}: {name} is not declared."));
            Assert.Equal(there.Length, there.Select(declaration => declaration.Name).Distinct().Count());
        }
    }

    [SkippableFact]
    public async Task Every_resource_is_of_a_type_and_a_version_that_were_looked_up()
    {
        var used = (await Bicep.AllAsync()).Values.SelectMany(file => file.Resources).Select(resource => resource.Kind!).Distinct().Order(StringComparer.Ordinal);

        Assert.Equal(Versions.Order(StringComparer.Ordinal), used);
    }

    [SkippableFact]
    public async Task No_secret_leaves_it_and_nothing_is_set_that_Flex_Consumption_refuses()
    {
        var files = await Bicep.AllAsync();

        Faults.None(files.Values.SelectMany(file => file.Outputs).Where(output => output.Secure).Select(output => $"The output {output.Name} is a secret."));
        Faults.None(
            from path in files.Keys
            from word in Forbidden
            where Bicep.TextOf(path).Contains(word, StringComparison.OrdinalIgnoreCase)
            select $"infra/{path} says {word}.");
    }

    [SkippableFact]
    public async Task Nothing_is_opened_by_a_key_or_over_old_encryption()
    {
        var files = await Bicep.AllAsync();
        JsonElement Of(string path, string type) => files[path].Resources.Single(resource => resource.Type == type && !resource.Existing).Body.GetProperty("properties");
        var (storage, vault, bus, site, insights) = (
            Of(Deployed.Storage, "Microsoft.Storage/storageAccounts"), Of("modules/vault.bicep", "Microsoft.KeyVault/vaults"), Of(Deployed.Bus, "Microsoft.ServiceBus/namespaces"),
            Of(Deployed.App, "Microsoft.Web/sites"), Of("modules/monitoring.bicep", "Microsoft.Insights/components"));

        Assert.False(storage.GetProperty("allowSharedKeyAccess").GetBoolean());
        Assert.False(storage.GetProperty("allowBlobPublicAccess").GetBoolean());
        Assert.True(storage.GetProperty("supportsHttpsTrafficOnly").GetBoolean());
        Assert.Equal("TLS1_2", storage.GetProperty("minimumTlsVersion").GetString());
        Assert.True(vault.GetProperty("enableRbacAuthorization").GetBoolean());
        Assert.True(vault.GetProperty("enablePurgeProtection").GetBoolean());
        Assert.True(bus.GetProperty("disableLocalAuth").GetBoolean());
        Assert.Equal("1.2", bus.GetProperty("minimumTlsVersion").GetString());
        Assert.True(insights.GetProperty("DisableLocalAuth").GetBoolean());
        Assert.True(site.GetProperty("httpsOnly").GetBoolean());
        Assert.Equal("1.2", site.GetProperty("siteConfig").GetProperty("minTlsVersion").GetString());
        Assert.Equal("custom", site.GetProperty("functionAppConfig").GetProperty("runtime").GetProperty("name").GetString());
    }

    [SkippableFact]
    public async Task The_operator_gets_roles_only_where_one_is_named()
    {
        var assignments = (await Bicep.AllAsync()).Values.SelectMany(file => file.Resources).Where(resource => resource.Type == "Microsoft.Authorization/roleAssignments").ToArray();

        Assert.NotEmpty(assignments);
        Assert.All(assignments, assignment => Assert.Equal(assignment.Text.Contains("principalId: operatorId", StringComparison.Ordinal), assignment.Text.Contains("if (!empty(operatorId))", StringComparison.Ordinal)));
    }

    private static IEnumerable<string> Ungrammatical(IReadOnlyDictionary<string, BicepFile> files) =>
        from file in files
        from error in file.Value.Errors
        select $"infra/{file.Key}:{error.Line}: {error.What}";
}
