using System.Text.Json;
using System.Text.RegularExpressions;
using Relais.Tests.Architecture;

namespace Relais.Tests.Infra;

/// <summary>Compares docs/azure.md with infra/: parameters with their defaults, resources, outputs and roles, both ways.</summary>
public sealed partial class AzurePageTests
{
    private static readonly Paper Page = Paper.Read("docs/azure.md");

    [SkippableFact]
    public async Task Every_parameter_is_told_with_its_default()
    {
        var declared = (await Bicep.AllAsync())["main.bicep"].Parameters.Select(parameter => $"{parameter.Name}: {Default(parameter)}");

        AssertSame(declared, Page.Table("parameter", "default").Select(row => $"{Bare(row[0])}: {row[1]}"));
    }

    [SkippableFact]
    public async Task Every_kind_of_resource_is_told()
    {
        var declared = (await Bicep.AllAsync()).Values.SelectMany(file => file.Resources).Where(resource => !resource.Existing).Select(resource => resource.Type).Distinct();

        AssertSame(declared, Page.Table("resource", "what for").SelectMany(row => row[0].Split(',', StringSplitOptions.TrimEntries)).Select(Bare));
    }

    [SkippableFact]
    public async Task Every_output_is_told()
    {
        var declared = (await Bicep.AllAsync())["main.bicep"].Outputs.Select(output => output.Name);

        AssertSame(declared, Page.Table("output", "what it is").Select(row => Bare(row[0])));
    }

    [Fact]
    public void Every_role_and_every_setting_is_told_with_its_reason()
    {
        AssertSame(
            Needed.Roles.Select(role => $"{role.Key.Who}: {role.Value.Split(':')[0]} ({role.Key.Id})"),
            Page.Table("who", "role", "on").Select(row => $"{row[0]}: {row[1].Replace("`", "", StringComparison.Ordinal)}"));
        AssertSame(Needed.Settings.Keys, Page.Table("setting", "read by").Select(row => Bare(row[0])));
    }

    [Fact]
    public void Every_setting_that_an_example_names_is_one()
    {
        var named = Setting().Matches(Page.Text).Select(match => match.Value).Distinct().Where(setting => !Needed.Settings.ContainsKey(setting)).ToArray();

        Assert.NotEmpty(named);
        Faults.None(named.Where(setting => !Needed.IsRead(setting)).Select(setting => $"{Page.Path} names {setting}, which no code reads."));
    }

    private static string Default(BicepDeclaration parameter) => parameter.Value.ValueKind switch
    {
        JsonValueKind.Null => "must be given",
        JsonValueKind.String when parameter.Value.GetString()!.Length == 0 => "empty",
        JsonValueKind.String => $"`{parameter.Value.GetString()}`",
        JsonValueKind.Array or JsonValueKind.Object => "none",
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        _ => parameter.Value.GetRawText(),
    };

    private static string Bare(string cell) => cell.Trim('`');

    private static void AssertSame(IEnumerable<string> code, IEnumerable<string> told)
    {
        var (there, said) = (code.ToArray(), told.ToArray());
        Assert.NotEmpty(there);
        Faults.None(
        [
            .. there.Except(said).Select(name => $"{Page.Path} does not tell of {name}."),
            .. said.Except(there).Select(name => $"{Page.Path} tells of {name}, which infra/ has not."),
            .. said.GroupBy(name => name).Where(same => same.Count() > 1).Select(same => $"{Page.Path} tells of {same.Key} twice."),
        ]);
    }

    [GeneratedRegex(@"\b[A-Z][A-Za-z]+(?:__[A-Z][A-Za-z]+)+\b")]
    private static partial Regex Setting();
}
