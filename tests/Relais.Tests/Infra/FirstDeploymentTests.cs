using System.Text.Json;
using System.Text.RegularExpressions;
using Relais.Tests.Architecture;

namespace Relais.Tests.Infra;

/// <summary>What a first deployment into an empty subscription would stumble over, and a second one a month later.</summary>
public sealed partial class FirstDeploymentTests
{
    // The most characters that Azure gives each name (learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules).
    [SkippableTheory]
    [InlineData(Deployed.Storage, "account", 24)]
    [InlineData("modules/vault.bicep", "vault", 24)]
    [InlineData(Deployed.Bus, "broker", 50)]
    [InlineData(Deployed.App, "app", 60)]
    [InlineData(Deployed.App, "plan", 60)]
    [InlineData("modules/monitoring.bicep", "workspace", 63)]
    [InlineData("modules/identity.bicep", "identity", 128)]
    public async Task The_longest_name_fits_and_the_shortest_does(string path, string resource, int most)
    {
        var files = await Bicep.AllAsync();
        var name = files["main.bicep"].Parameters.Single(parameter => parameter.Name == "name");
        var pattern = files[path].Resources.Single(one => one.Name == resource).Body.GetProperty("name");

        foreach (var length in new[] { name.Minimum!.Value, name.Maximum!.Value })
        {
            // uniqueString gives 13 letters and digits.
            var whole = Named(pattern, new string('n', length), new string('u', 13));
            Assert.InRange(whole.Length, 3, most);
            Assert.Matches("^[a-z][a-z0-9-]*[a-z0-9]$", whole);
            Assert.DoesNotContain("--", whole, StringComparison.Ordinal);
        }
    }

    [SkippableFact]
    public async Task No_module_waits_for_itself_and_the_app_waits_for_its_roles()
    {
        var modules = (await Bicep.AllAsync())["main.bicep"].Modules;
        var waits = modules.ToDictionary(module => module.Name, module => module.Names.Intersect(modules.Select(other => other.Name)).ToHashSet(StringComparer.Ordinal), StringComparer.Ordinal);
        Assert.Contains("roles", waits["app"]);
        Assert.Contains("bus", waits["app"]);

        while (waits.Count > 0)
        {
            var ready = waits.Where(module => module.Value.Count == 0).Select(module => module.Key).ToArray();
            Assert.True(ready.Length > 0, $"These wait for each other: {string.Join(", ", waits.Keys)}.");
            foreach (var one in ready)
            {
                waits.Remove(one);
                foreach (var others in waits.Values) others.Remove(one);
            }
        }
    }

    // Azure: "Start date of budgets cannot be updated." A date of today would break the first deployment of the second month.
    [SkippableFact]
    public async Task Nothing_is_worked_out_from_the_day_of_the_deployment()
    {
        Assert.All((await Bicep.AllAsync()).Keys, path => Assert.DoesNotContain("utcNow", Bicep.TextOf(path), StringComparison.Ordinal));
    }

    [SkippableFact]
    public async Task Outputs_of_what_may_not_be_there_are_asked_under_its_condition_alone()
    {
        var main = (await Bicep.AllAsync())["main.bicep"];
        var conditions = main.Modules.Where(module => module.Value.TryGetProperty("condition", out _)).ToDictionary(module => module.Name, module => module.Value.GetProperty("condition").GetString()!.Trim('(', ')'));
        var text = Bicep.TextOf("main.bicep");

        Assert.Equal(["bus", "network"], conditions.Keys.Order(StringComparer.Ordinal));
        var asked = text.Split('\n').Where(line => conditions.Keys.Any(name => line.Contains(name + ".outputs", StringComparison.Ordinal))).ToArray();
        Assert.NotEmpty(asked);
        Assert.All(asked, line => Assert.Contains(conditions, condition => line.Contains($": {condition.Value} ? {condition.Key}.outputs.", StringComparison.Ordinal)));
    }

    [SkippableFact]
    public async Task It_lies_in_the_European_Union_unless_somebody_says_otherwise() =>
        Assert.Contains(
            (await Bicep.AllAsync())["main.bicep"].Parameters.Single(parameter => parameter.Name == "location").Value.GetString(),
            (string[])["swedencentral", "northeurope", "westeurope", "francecentral", "germanywestcentral", "italynorth", "spaincentral", "polandcentral"]);

    [SkippableTheory]
    [InlineData("main.parameters.json")]
    [InlineData("environments/test.parameters.json")]
    [InlineData("environments/production.parameters.json")]
    public async Task A_file_of_parameters_gives_what_must_be_given_and_nothing_that_is_refused(string path)
    {
        var declared = (await Bicep.AllAsync())["main.bicep"].Parameters.ToDictionary(parameter => parameter.Name, StringComparer.Ordinal);
        using var file = JsonDocument.Parse(Bicep.TextOf(path));
        var given = file.RootElement.GetProperty("parameters").EnumerateObject().ToDictionary(parameter => parameter.Name, parameter => parameter.Value.GetProperty("value"), StringComparer.Ordinal);

        Assert.Equal("https://schema.management.azure.com/schemas/2019-04-01/deploymentParameters.json#", file.RootElement.GetProperty("$schema").GetString());
        Faults.None(declared.Values.Where(parameter => parameter.Value.ValueKind == JsonValueKind.Null && !given.ContainsKey(parameter.Name)).Select(parameter => $"{path} does not give {parameter.Name}."));
        Faults.None(given.SelectMany(one => declared.TryGetValue(one.Key, out var parameter) ? Refusals(path, parameter, one.Value) : [$"{path} gives {one.Key}, which nobody takes."]));
    }

    [SkippableFact]
    public async Task Values_that_Azure_would_refuse_are_told()
    {
        var declared = (await Bicep.AllAsync())["main.bicep"].Parameters.ToDictionary(parameter => parameter.Name, StringComparer.Ordinal);
        IEnumerable<string> Told(string name, string json) => Refusals("some.json", declared[name], JsonDocument.Parse(json).RootElement);

        Assert.Equal(["some.json: queues may not be rabbits."], Told("queues", "\"rabbits\""));
        Assert.Equal(["some.json: telemetryDays may not be 7."], Told("telemetryDays", "7"));
        Assert.Equal(["some.json: name may not be relais-of-ours."], Told("name", "\"relais-of-ours\""));
        Assert.Equal(["some.json: zoneRedundant is no bool."], Told("zoneRedundant", "\"yes\""));
        Assert.Empty(Told("settings", "{}"));
    }

    private static IEnumerable<string> Refusals(string path, BicepDeclaration parameter, JsonElement value)
    {
        if (parameter.Kind != Kind(value.ValueKind)) return [$"{path}: {parameter.Name} is no {parameter.Kind}."];
        var measure = value.ValueKind switch { JsonValueKind.String => value.GetString()!.Length, JsonValueKind.Number => value.GetInt32(), _ => (int?)null };
        var fits = (parameter.Allowed.ValueKind != JsonValueKind.Array || parameter.Allowed.EnumerateArray().Any(allowed => allowed.ToString() == value.ToString()))
            && !(measure < parameter.Minimum) && !(measure > parameter.Maximum)
            && (parameter.Name != "name" || LowerName().IsMatch(value.GetString()!));
        return fits ? [] : [$"{path}: {parameter.Name} may not be {value}."];
    }

    private static string Kind(JsonValueKind kind) => kind switch
    {
        JsonValueKind.String => "string",
        JsonValueKind.Number => "int",
        JsonValueKind.True or JsonValueKind.False => "bool",
        JsonValueKind.Array => "array",
        _ => "object",
    };

    private static string Named(JsonElement pattern, string name, string unique)
    {
        var text = pattern.ValueKind == JsonValueKind.String ? pattern.GetString()! : pattern.GetProperty("arguments")[0].GetString()!;
        var whole = text.Replace("${name}", name, StringComparison.Ordinal).Replace("${unique}", unique, StringComparison.Ordinal);
        return pattern.ValueKind == JsonValueKind.String ? whole : whole[..Math.Min(whole.Length, pattern.GetProperty("arguments")[1].GetInt32())];
    }

    [GeneratedRegex("^[a-z][a-z0-9]*$")]
    private static partial Regex LowerName();
}
