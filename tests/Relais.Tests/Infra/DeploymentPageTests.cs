using System.Text.RegularExpressions;
using Relais.Tests.Architecture;

namespace Relais.Tests.Infra;

/// <summary>Compares docs/deployment.md and the usage of infra/deploy.sh with the arguments that it takes.</summary>
public sealed partial class DeploymentPageTests
{
    [Fact]
    public void Every_argument_is_told_of_and_in_the_usage()
    {
        var script = File.ReadAllText(Path.Combine(Repository.Root, "infra", "deploy.sh"));
        var taken = Taken().Matches(script).Select(match => match.Groups["name"].Value).Where(name => name != "--help").ToArray();
        var usage = Named().Matches(script[script.IndexOf("<<'USAGE'", StringComparison.Ordinal)..script.IndexOf("\nUSAGE", StringComparison.Ordinal)]).Select(match => match.Value).ToHashSet(StringComparer.Ordinal);
        var told = Paper.Read("docs/deployment.md").Table("argument", "meaning").SelectMany(row => Named().Matches(row[0])).Select(match => match.Value).ToArray();

        Assert.NotEmpty(taken);
        Assert.Equal(taken.Order(StringComparer.Ordinal), usage.Order(StringComparer.Ordinal));
        Assert.Equal(taken.Order(StringComparer.Ordinal), told.Order(StringComparer.Ordinal));
    }

    [GeneratedRegex(@"^    (?<name>--[a-z-]+)\) ", RegexOptions.Multiline)]
    private static partial Regex Taken();

    [GeneratedRegex("--[a-z][a-z-]*")]
    private static partial Regex Named();
}
