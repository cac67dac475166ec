using YamlDotNet.RepresentationModel;

namespace Relais.Tests.Infra;

/// <summary>A workflow of this repository as GitHub reads it: when it runs, its jobs and their steps.</summary>
internal sealed record WorkflowFile(string Text, YamlMappingNode Root)
{
    public YamlMappingNode On => Map(Root["on"]);

    public static WorkflowFile Read(string name)
    {
        var text = File.ReadAllText(Path.Combine(Repository.Root, ".github", "workflows", name));
        var yaml = new YamlStream();
        yaml.Load(new StringReader(text));
        return new WorkflowFile(text, Map(yaml.Documents.Single().RootNode));
    }

    public static YamlMappingNode Map(YamlNode node) => Assert.IsType<YamlMappingNode>(node);

    public static IEnumerable<string> Texts(YamlNode node) => Assert.IsType<YamlSequenceNode>(node).Select(item => item.ToString());

    public static IEnumerable<string> Permissions(YamlMappingNode node) => Map(node["permissions"]).Select(permission => $"{permission.Key}: {permission.Value}");

    public YamlMappingNode Job(string name) => Map(Root["jobs"][name]);

    public IEnumerable<string> Runs(string job) => Steps(job).Where(step => step.ContainsKey("run")).Select(step => step["run"]);

    /// <summary>The keys of each step; those of its inputs and its environment begin with "with " and "env ".</summary>
    public List<Dictionary<string, string>> Steps(string job) =>
    [
        .. Assert.IsType<YamlSequenceNode>(Job(job)["steps"]).Select(step => Map(step)
            .SelectMany(part => part.Value is YamlMappingNode inputs ? inputs.Select(input => (Key: $"{part.Key} {input.Key}", Value: input.Value.ToString())) : [(part.Key.ToString(), part.Value.ToString())])
            .ToDictionary(part => part.Key, part => part.Value)),
    ];
}
