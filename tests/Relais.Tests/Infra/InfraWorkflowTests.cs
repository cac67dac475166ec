using YamlDotNet.RepresentationModel;

namespace Relais.Tests.Infra;

/// <summary>Holds the workflow that compiles infra/ for outsiders to what it promises: on each change, and never with a password.</summary>
public sealed class InfraWorkflowTests
{
    private static readonly YamlMappingNode Workflow = Read();

    [Fact]
    public void It_compiles_every_change_of_infra()
    {
        foreach (var trigger in new[] { "push", "pull_request" })
        {
            Assert.Contains("infra/**", Texts(Map(Workflow["on"])[trigger]["paths"]));
        }

        var build = Steps("build").Select(step => step.TryGetValue("run", out var run) ? run : "").ToArray();
        Assert.Contains(build, run => run.Contains("az bicep build --file infra/main.bicep", StringComparison.Ordinal));
        Assert.Contains(build, run => run.Contains("az bicep lint --file infra/main.bicep", StringComparison.Ordinal));
    }

    [Fact]
    public void What_would_change_is_asked_by_hand_alone_and_changes_nothing()
    {
        var job = Map(Workflow["jobs"]["what-if"]);
        var runs = string.Join('\n', Steps("what-if").Select(step => step.TryGetValue("run", out var run) ? run : ""));

        Assert.Equal("github.event_name == 'workflow_dispatch'", job["if"].ToString());
        Assert.Contains("workflow_dispatch", Map(Workflow["on"]).Children.Keys.Select(key => key.ToString()));
        Assert.Contains("az deployment group what-if", runs, StringComparison.Ordinal);
        Assert.DoesNotContain("az deployment group create", runs, StringComparison.Ordinal);
        // Whatever was typed into the form is handed on in the environment: in a script it would be run.
        Assert.DoesNotContain("${{", runs, StringComparison.Ordinal);
    }

    [Fact]
    public void It_signs_in_without_a_password_and_only_where_it_must()
    {
        Assert.Equal(["contents: read"], Permissions(Workflow));
        Assert.False(Map(Workflow["jobs"]["build"]).Children.ContainsKey("permissions"));
        Assert.Equal(["contents: read", "id-token: write"], Permissions(Map(Workflow["jobs"]["what-if"])).Order(StringComparer.Ordinal));
        var login = Assert.Single(Steps("what-if"), step => step.TryGetValue("uses", out var uses) && uses.StartsWith("azure/login@", StringComparison.Ordinal));
        Assert.Equal(["client-id", "subscription-id", "tenant-id"], login.Keys.Where(key => key.StartsWith("with ", StringComparison.Ordinal)).Select(key => key[5..]).Order(StringComparer.Ordinal));
        Assert.DoesNotContain("secrets.", File.ReadAllText(FilePath), StringComparison.Ordinal);
    }

    private static string FilePath => Path.Combine(Repository.Root, ".github", "workflows", "infra.yml");

    private static YamlMappingNode Read()
    {
        var yaml = new YamlStream();
        yaml.Load(new StringReader(File.ReadAllText(FilePath)));
        return Map(yaml.Documents.Single().RootNode);
    }

    private static YamlMappingNode Map(YamlNode node) => Assert.IsType<YamlMappingNode>(node);

    private static IEnumerable<string> Texts(YamlNode node) => Assert.IsType<YamlSequenceNode>(node).Select(item => item.ToString());

    private static IEnumerable<string> Permissions(YamlMappingNode node) => Map(node["permissions"]).Select(permission => $"{permission.Key}: {permission.Value}");

    // The keys of each step; those of its inputs begin with "with ".
    private static List<Dictionary<string, string>> Steps(string job) =>
    [
        .. Assert.IsType<YamlSequenceNode>(Workflow["jobs"][job]["steps"]).Select(step => Map(step)
            .SelectMany(part => part.Value is YamlMappingNode inputs ? inputs.Select(input => (Key: $"{part.Key} {input.Key}", Value: input.Value.ToString())) : [(part.Key.ToString(), part.Value.ToString())])
            .ToDictionary(part => part.Key, part => part.Value)),
    ];
}
