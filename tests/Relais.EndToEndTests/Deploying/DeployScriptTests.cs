using System.Runtime.Versioning;

namespace Relais.EndToEndTests.Deploying;

// infra/deploy.sh against a cloud that is a folder: what it does there, what it says, and that nothing is left half done without a word.
[SupportedOSPlatform("linux")]
public sealed class DeployScriptTests
{
    private const string Site = "/subscriptions/subscription-1/resourceGroups/rg-cause/providers/Microsoft.Web/sites/func-cause-x";

    private static readonly string[] Named = ["--name", "cause", "--group", "rg-cause"];
    private static readonly string[] First = [.. Named, "--operator-email", "ops@example.org"];

    [SkippableFact]
    public async Task One_command_brings_an_empty_subscription_to_an_app_that_answers()
    {
        using var cloud = Cloud.Create();

        var ended = await cloud.DeployAsync([.. First, "--package", cloud.Package("healthy", "0.1.0+a")]);

        Assert.True(ended.Code == 0, ended.Said);
        Assert.Equal("healthy 0.1.0+a", cloud.Blob("released-package.zip"));
        Assert.Null(cloud.Blob("previous.zip"));
        Assert.Contains("https://func-cause-x.example is ready: version 0.1.0+a", ended.Said, StringComparison.Ordinal);
        Assert.Contains("AzureWebJobsStorage__accountName=stcausex Relais__Prefix=paris dotnet run --project functions -- key NAME", ended.Said, StringComparison.Ordinal);

        // Keys before the package, the package before its triggers, and each once.
        string[] steps = ["group create", "deployment group create", "keyvault secret set", "functionapp deployment source config-zip", $"rest --method post --url {Site}/syncfunctiontriggers"];
        var calls = cloud.Calls;
        var at = steps.Select(step => Assert.Single(Enumerable.Range(0, calls.Length), call => calls[call].StartsWith(step, StringComparison.Ordinal))).ToArray();
        Assert.Equal(at.Order(), at);
        Assert.Contains(cloud.Calls, call => call.Contains("--parameters name=cause location=swedencentral operatorEmail=ops@example.org operatorId=operator-1 budgetFrom=20", StringComparison.Ordinal));
    }

    [SkippableFact]
    public async Task What_an_installation_runs_with_and_the_first_day_of_its_budget_stay()
    {
        using var cloud = await RunningAsync("0.1.0+a");
        await File.WriteAllTextAsync(cloud.In("budget"), "2026-03-01T00:00:00Z");

        var same = await cloud.DeployAsync([.. First, "--package", cloud.Package("healthy", "0.2.0+b")]);
        var other = await cloud.DeployAsync([.. First, "--queues", "storage", "--package", cloud.Package("healthy", "0.3.0+c")]);

        Assert.Equal((0, 0), (same.Code, other.Code));
        var made = cloud.Calls.Where(call => call.StartsWith("deployment group create", StringComparison.Ordinal)).ToArray();
        Assert.EndsWith("location=northeurope operatorEmail=ops@example.org queues=servicebus prefix=paris operatorId=operator-1 budgetFrom=2026-03-01 --output none", made[^2], StringComparison.Ordinal);
        Assert.Contains(" queues=storage prefix=paris ", made[^1], StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task A_subscription_that_does_not_know_a_kind_of_resource_is_said_to()
    {
        using var cloud = Cloud.Create();
        await File.WriteAllTextAsync(cloud.In("unregistered"), "");

        var ended = await cloud.DeployAsync([.. First, "--package", cloud.Package("healthy", "0.1.0+a")]);

        Assert.Equal(1, ended.Code);
        Assert.Contains("the subscription does not know Microsoft.App yet", ended.Said, StringComparison.Ordinal);
        Assert.DoesNotContain(cloud.Calls, call => call.StartsWith("deployment", StringComparison.Ordinal) && call.Contains("create", StringComparison.Ordinal));
    }

    [SkippableFact]
    public async Task The_keys_are_made_once_and_nobody_sees_them()
    {
        using var cloud = Cloud.Create();

        var first = await cloud.DeployAsync([.. First, "--package", cloud.Package("healthy", "0.1.0+a")]);
        var keys = await File.ReadAllTextAsync(cloud.In("vault", "relais-secrets-keys"));
        var second = await cloud.DeployAsync([.. First, "--package", cloud.Package("healthy", "0.1.0+b")]);

        Assert.Equal((0, 0), (first.Code, second.Code));
        Assert.Equal(32, Convert.FromBase64String(keys).Length);
        Assert.Equal(keys, await File.ReadAllTextAsync(cloud.In("vault", "relais-secrets-keys")));
        Assert.DoesNotContain(keys, first.Said + second.Said + string.Join('\n', cloud.Calls), StringComparison.Ordinal);
        Assert.Single(cloud.Calls, call => call.StartsWith("keyvault secret set", StringComparison.Ordinal));

        // The file that they went through is gone with everything else that was put aside for a while.
        Assert.Equal(["0.1.0+a.version", "0.1.0+a.zip", "0.1.0+b.version", "0.1.0+b.zip"], Directory.EnumerateFileSystemEntries(cloud.In("work")).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [SkippableFact]
    public async Task Run_again_it_is_an_upgrade_that_keeps_the_package_before()
    {
        using var cloud = await RunningAsync("0.1.0+a");

        var ended = await cloud.DeployAsync([.. Named, "--skip-infra", "--package", cloud.Package("healthy", "0.2.0+b")]);

        Assert.True(ended.Code == 0, ended.Said);
        Assert.Equal(("healthy 0.2.0+b", "healthy 0.1.0+a"), (cloud.Blob("released-package.zip"), cloud.Blob("previous.zip")));
        Assert.Equal(2, cloud.Calls.Count(call => call.Contains("config-zip", StringComparison.Ordinal)));
        Assert.Single(cloud.Calls, call => call.StartsWith("deployment group create", StringComparison.Ordinal));
    }

    [SkippableFact]
    public async Task A_version_that_does_not_become_ready_gives_way_to_the_one_before_and_the_code_says_so()
    {
        using var cloud = await RunningAsync("0.1.0+a");

        var ended = await cloud.DeployAsync([.. Named, "--skip-infra", "--wait-minutes", "1", "--package", cloud.Package("ill", "0.2.0+b")]);

        Assert.Equal(3, ended.Code);
        Assert.Equal("healthy 0.1.0+a", cloud.Blob("released-package.zip"));
        Assert.Contains("version 0.2.0+b was not ready within 1 minutes; 0.1.0+a runs again.", ended.Said, StringComparison.Ordinal);
        Assert.Equal(3, cloud.Calls.Count(call => call.Contains("syncfunctiontriggers", StringComparison.Ordinal)));
    }

    [SkippableFact]
    public async Task Where_neither_version_answers_it_says_so_loudly()
    {
        using var cloud = await RunningAsync("0.1.0+a");

        var ended = await cloud.DeployAsync([.. Named, "--skip-infra", "--wait-minutes", "1", "--package", cloud.Package("ruinous", "0.2.0+b")]);

        Assert.Equal(4, ended.Code);
        Assert.Contains("NOTHING ANSWERS: version 0.2.0+b was not ready within 1 minutes, and 0.1.0+a was not ready within 1 minutes when it was put back.", ended.Said, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task A_first_version_that_does_not_become_ready_has_none_before_it()
    {
        using var cloud = Cloud.Create();

        var ended = await cloud.DeployAsync([.. First, "--wait-minutes", "1", "--package", cloud.Package("ill", "0.1.0+a")]);

        Assert.Equal(4, ended.Code);
        Assert.Contains("version 0.1.0+a was not ready within 1 minutes, and there is none before it to go back to.", ended.Said, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task A_package_that_one_deploy_refuses_is_put_into_the_container_instead()
    {
        using var cloud = await RunningAsync("0.1.0+a");

        var ended = await cloud.DeployAsync([.. Named, "--skip-infra", "--package", cloud.Package("refused", "0.2.0+b")]);

        Assert.True(ended.Code == 0, ended.Said);
        Assert.Equal("refused 0.2.0+b", cloud.Blob("released-package.zip"));
        Assert.Contains(cloud.Calls, call => call.StartsWith("functionapp restart", StringComparison.Ordinal));
    }

    [SkippableFact]
    public async Task Rolled_back_by_hand_the_package_before_runs_and_may_be_rolled_forward_again()
    {
        using var cloud = await RunningAsync("0.1.0+a");
        await cloud.DeployAsync([.. Named, "--skip-infra", "--package", cloud.Package("healthy", "0.2.0+b")]);

        var back = await cloud.DeployAsync([.. Named, "--rollback"]);
        var afterBack = (cloud.Blob("released-package.zip"), cloud.Blob("previous.zip"));
        var forth = await cloud.DeployAsync([.. Named, "--rollback"]);

        Assert.True((back.Code, forth.Code) == (0, 0), back.Said + forth.Said);
        Assert.Equal(("healthy 0.1.0+a", "healthy 0.2.0+b"), afterBack);
        Assert.Equal(("healthy 0.2.0+b", "healthy 0.1.0+a"), (cloud.Blob("released-package.zip"), cloud.Blob("previous.zip")));
        Assert.Contains("is ready: version 0.1.0+a", back.Said, StringComparison.Ordinal);
    }

    [SkippableTheory]
    [InlineData("ill 0.2.0+b")]
    [InlineData("healthy 0.3.0+c")]
    public async Task What_is_not_ready_or_is_the_same_does_not_take_the_place_of_the_last_good_package(string running)
    {
        using var cloud = await RunningAsync("0.1.0+a");
        await cloud.DeployAsync([.. Named, "--skip-infra", "--package", cloud.Package("healthy", "0.2.0+b")]);
        await File.WriteAllTextAsync(cloud.In("container", "released-package.zip"), running);

        var ended = await cloud.DeployAsync([.. Named, "--skip-infra", "--package", cloud.Package("healthy", "0.3.0+c")]);

        Assert.True(ended.Code == 0, ended.Said);
        Assert.Equal(("healthy 0.3.0+c", "healthy 0.1.0+a"), (cloud.Blob("released-package.zip"), cloud.Blob("previous.zip")));
    }

    private static async Task<Cloud> RunningAsync(string version)
    {
        var cloud = Cloud.Create();
        var ended = await cloud.DeployAsync([.. First, "--package", cloud.Package("healthy", version)]);
        Assert.True(ended.Code == 0, ended.Said);
        return cloud;
    }
}
