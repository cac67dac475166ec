using System.Text.RegularExpressions;
using Relais.Tests.Architecture;

namespace Relais.Tests.Infra;

/// <summary>Holds the workflow that deploys to what it promises: the script that people use, one run after the other, no password, and nobody's address in a log.</summary>
public sealed partial class DeployWorkflowTests
{
    private static readonly WorkflowFile Workflow = WorkflowFile.Read("deploy.yml");

    [Fact]
    public void It_runs_for_tags_and_by_hand_and_never_for_what_somebody_proposes()
    {
        Assert.Equal(["push", "workflow_dispatch"], Workflow.On.Children.Keys.Select(key => key.ToString()).Order(StringComparer.Ordinal));
        Assert.Equal(["tags"], WorkflowFile.Map(Workflow.On["push"]).Children.Keys.Select(key => key.ToString()));
        Assert.Equal(["v*"], WorkflowFile.Texts(Workflow.On["push"]["tags"]));
        Assert.Equal(["package", "everything", "rollback"], WorkflowFile.Texts(Workflow.On["workflow_dispatch"]["inputs"]["what"]["options"]));
    }

    [Fact]
    public void None_is_broken_off_half_way_and_each_needs_the_approval_of_its_environment()
    {
        Assert.Equal("false", Workflow.Root["concurrency"]["cancel-in-progress"].ToString());
        Assert.Equal("${{ inputs.environment || 'production' }}", Workflow.Job("deploy")["environment"].ToString());
        Assert.Equal("120", Workflow.Job("deploy")["timeout-minutes"].ToString());
    }

    [Fact]
    public void It_signs_in_without_a_password_and_shows_nobodys_address()
    {
        Assert.Equal(["contents: read", "id-token: write"], WorkflowFile.Permissions(Workflow.Root).Order(StringComparer.Ordinal));
        var login = Assert.Single(Workflow.Steps("deploy"), step => step.TryGetValue("uses", out var uses) && uses.StartsWith("azure/login@", StringComparison.Ordinal));
        Assert.Equal(["client-id", "subscription-id", "tenant-id"], login.Keys.Where(key => key.StartsWith("with ", StringComparison.Ordinal)).Select(key => key[5..]).Order(StringComparer.Ordinal));
        // What is a variable is printed with each step; what is a secret is struck out.
        Assert.Equal(["secrets.RELAIS_OPERATOR_EMAIL"], Secret().Matches(Workflow.Text).Select(match => match.Value));
    }

    [Fact]
    public void It_calls_the_script_with_arguments_that_it_knows_and_nothing_that_somebody_typed_is_run()
    {
        var run = Assert.Single(Workflow.Runs("deploy"));
        var usage = File.ReadAllText(Path.Combine(Repository.Root, "infra", "deploy.sh"));

        Assert.Contains("bash infra/deploy.sh \"${arguments[@]}\"", run, StringComparison.Ordinal);
        Assert.DoesNotContain("${{", run, StringComparison.Ordinal);
        var arguments = Argument().Matches(run).Select(match => match.Value).ToArray();
        Assert.NotEmpty(arguments);
        Faults.None(arguments.Where(argument => !usage.Contains($"\n    {argument}) ", StringComparison.Ordinal)).Select(argument => $"deploy.yml gives {argument}, which deploy.sh does not take."));
    }

    [Fact]
    public void What_the_steps_are_given_is_used_and_told_of()
    {
        var step = Assert.Single(Workflow.Steps("deploy"), step => step.ContainsKey("run"));
        var page = Paper.Read("docs/deployment.md").Text;

        Faults.None(step.Keys.Where(key => key.StartsWith("env ", StringComparison.Ordinal) && !step["run"].Contains("$" + key[4..], StringComparison.Ordinal)).Select(key => $"Nobody uses {key}."));
        Faults.None(Variable().Matches(Workflow.Text).Select(match => match.Groups["name"].Value).Where(name => !page.Contains($"`{name}`", StringComparison.Ordinal)).Select(name => $"docs/deployment.md does not tell of {name}."));
    }

    [GeneratedRegex(@"secrets\.\w+")]
    private static partial Regex Secret();

    [GeneratedRegex("(?<=[( ])--[a-z-]+")]
    private static partial Regex Argument();

    [GeneratedRegex(@"(?:vars|secrets)\.(?<name>\w+)")]
    private static partial Regex Variable();
}
