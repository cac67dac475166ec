namespace Relais.Tests.Infra;

/// <summary>Holds the workflow that compiles infra/ for outsiders to what it promises: on each change, and never with a password.</summary>
public sealed class InfraWorkflowTests
{
    private static readonly WorkflowFile Workflow = WorkflowFile.Read("infra.yml");

    [Fact]
    public void It_compiles_every_change_of_infra()
    {
        foreach (var trigger in new[] { "push", "pull_request" })
        {
            Assert.Contains("infra/**", WorkflowFile.Texts(Workflow.On[trigger]["paths"]));
        }

        var build = Workflow.Runs("build").ToArray();
        Assert.Contains(build, run => run.Contains("az bicep build --file infra/main.bicep", StringComparison.Ordinal));
        Assert.Contains(build, run => run.Contains("az bicep lint --file infra/main.bicep", StringComparison.Ordinal));
    }

    [Fact]
    public void What_would_change_is_asked_by_hand_alone_and_changes_nothing()
    {
        var job = Workflow.Job("what-if");
        var runs = string.Join('\n', Workflow.Runs("what-if"));

        Assert.Equal("github.event_name == 'workflow_dispatch'", job["if"].ToString());
        Assert.Contains("workflow_dispatch", Workflow.On.Children.Keys.Select(key => key.ToString()));
        Assert.Contains("az deployment group what-if", runs, StringComparison.Ordinal);
        Assert.DoesNotContain("az deployment group create", runs, StringComparison.Ordinal);
        // Who asks may not give roles: with all permissions looked at, the question itself would be refused. Name and address of the files are examples.
        Assert.Contains("--validation-level ProviderNoRbac", runs, StringComparison.Ordinal);
        Assert.Contains("name=\"$NAME\" operatorEmail=\"$OPERATOR_EMAIL\"", runs, StringComparison.Ordinal);
        // Whatever was typed into the form is handed on in the environment: in a script it would be run.
        Assert.DoesNotContain("${{", runs, StringComparison.Ordinal);
    }

    [Fact]
    public void It_signs_in_without_a_password_and_only_where_it_must()
    {
        Assert.Equal(["contents: read"], WorkflowFile.Permissions(Workflow.Root));
        Assert.False(Workflow.Job("build").Children.ContainsKey("permissions"));
        Assert.Equal(["contents: read", "id-token: write"], WorkflowFile.Permissions(Workflow.Job("what-if")).Order(StringComparer.Ordinal));
        var login = Assert.Single(Workflow.Steps("what-if"), step => step.TryGetValue("uses", out var uses) && uses.StartsWith("azure/login@", StringComparison.Ordinal));
        Assert.Equal(["client-id", "subscription-id", "tenant-id"], login.Keys.Where(key => key.StartsWith("with ", StringComparison.Ordinal)).Select(key => key[5..]).Order(StringComparer.Ordinal));
        Assert.DoesNotContain("secrets.", Workflow.Text, StringComparison.Ordinal);
    }
}
