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

        var ended = await cloud.DeployAsync([.. First, "--package", cloud.Package("healthy", "0.1.0+a.storage")]);

        Assert.True(ended.Code == 0, ended.Said);
        Assert.Equal("healthy 0.1.0+a.storage", cloud.Blob("released-package.zip"));
        Assert.Null(cloud.Blob("previous.zip"));
        Assert.Contains("https://func-cause-x.example is ready: version 0.1.0+a.storage", ended.Said, StringComparison.Ordinal);
        Assert.Contains("AzureWebJobsStorage__accountName=stcausex Relais__Prefix= dotnet run --project functions -- key NAME", ended.Said, StringComparison.Ordinal);

        // Keys before the package, the package before its triggers, and each once.
        string[] steps = ["group create", "deployment group create", "keyvault secret set", "functionapp deployment source config-zip", $"rest --method post --url {Site}/syncfunctiontriggers"];
        var calls = cloud.Calls;
        var at = steps.Select(step => Assert.Single(Enumerable.Range(0, calls.Length), call => calls[call].StartsWith(step, StringComparison.Ordinal))).ToArray();
        Assert.Equal(at.Order(), at);
        Assert.Contains(cloud.Calls, call => call.Contains("--parameters name=cause operatorEmail=ops@example.org location=swedencentral operatorId=operator-1 operatorType=User budgetFrom=2026-11-01 ", StringComparison.Ordinal));
    }

    [SkippableFact]
    public async Task The_keys_are_made_once_and_nobody_sees_them()
    {
        using var cloud = Cloud.Create();

        var first = await cloud.DeployAsync([.. First, "--package", cloud.Package("healthy", "0.1.0+a.storage")]);
        var keys = await File.ReadAllTextAsync(cloud.In("vault", "relais-secrets-keys"));
        var second = await cloud.DeployAsync([.. First, "--package", cloud.Package("healthy", "0.1.0+b.storage")]);

        Assert.Equal((0, 0), (first.Code, second.Code));
        Assert.Equal(32, Convert.FromBase64String(keys).Length);
        Assert.Equal(keys, await File.ReadAllTextAsync(cloud.In("vault", "relais-secrets-keys")));
        Assert.DoesNotContain(keys, first.Said + second.Said + string.Join('\n', cloud.Calls), StringComparison.Ordinal);
        Assert.Single(cloud.Calls, call => call.StartsWith("keyvault secret set", StringComparison.Ordinal));

        // The file that they went through is gone with everything else that was put aside for a while.
        Assert.Equal(["0.1.0+a.storage.version", "0.1.0+a.storage.zip", "0.1.0+b.storage.version", "0.1.0+b.storage.zip"], Directory.EnumerateFileSystemEntries(cloud.In("work")).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [SkippableFact]
    public async Task Run_again_it_is_an_upgrade_that_keeps_the_package_before()
    {
        using var cloud = await RunningAsync("0.1.0+a.storage");

        var ended = await cloud.DeployAsync([.. Named, "--skip-infra", "--package", cloud.Package("healthy", "0.2.0+b.storage")]);

        Assert.True(ended.Code == 0, ended.Said);
        Assert.Equal(("healthy 0.2.0+b.storage", "healthy 0.1.0+a.storage"), (cloud.Blob("released-package.zip"), cloud.Blob("previous.zip")));
        Assert.Equal(2, cloud.Calls.Count(call => call.Contains("config-zip", StringComparison.Ordinal)));
        Assert.Single(cloud.Calls, call => call.StartsWith("deployment group create", StringComparison.Ordinal));
    }

    [SkippableFact]
    public async Task A_version_that_does_not_become_ready_gives_way_to_the_one_before_and_the_code_says_so()
    {
        using var cloud = await RunningAsync("0.1.0+a.storage");

        var ended = await cloud.DeployAsync([.. Named, "--skip-infra", "--wait-minutes", "3", "--package", cloud.Package("ill", "0.2.0+b.storage")]);

        Assert.Equal(3, ended.Code);
        // The clock decides and not the number of tries, each of which may take half a minute: at 0, 40, 80, 120 and 160 seconds, besides those before and after.
        Assert.Equal(1 + 1 + 5 + 1, cloud.Calls.Count(call => call.EndsWith("/api/health/ready", StringComparison.Ordinal)));
        // Once for each release, and about each minute while it is waited for.
        Assert.Equal(1 + 1 + 2, cloud.Calls.Count(call => call.Contains("appsettings/refresh", StringComparison.Ordinal)));
        Assert.Null(cloud.Blob("previous.zip"));
        Assert.Equal("healthy 0.1.0+a.storage", cloud.Blob("released-package.zip"));
        Assert.Contains("version 0.2.0+b.storage was not ready within 3 minutes; 0.1.0+a.storage runs again.", ended.Said, StringComparison.Ordinal);
        Assert.Equal(3, cloud.Calls.Count(call => call.Contains("syncfunctiontriggers", StringComparison.Ordinal)));
    }

    [SkippableFact]
    public async Task Where_neither_version_answers_it_says_so_loudly()
    {
        using var cloud = await RunningAsync("0.1.0+a.storage");

        var ended = await cloud.DeployAsync([.. Named, "--skip-infra", "--wait-minutes", "1", "--package", cloud.Package("ruinous", "0.2.0+b.storage")]);

        Assert.Equal(4, ended.Code);
        Assert.Contains("NOTHING ANSWERS: version 0.2.0+b.storage was not ready within 1 minutes, and 0.1.0+a.storage was not ready within 1 minutes when it was put back.", ended.Said, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task A_first_version_that_does_not_become_ready_has_none_before_it()
    {
        using var cloud = Cloud.Create();

        var ended = await cloud.DeployAsync([.. First, "--wait-minutes", "1", "--package", cloud.Package("ill", "0.1.0+a.storage")]);

        Assert.Equal(4, ended.Code);
        Assert.Contains("version 0.1.0+a.storage was not ready within 1 minutes, and there is none before it to go back to.", ended.Said, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task A_package_that_one_deploy_refuses_is_put_into_the_container_instead()
    {
        using var cloud = await RunningAsync("0.1.0+a.storage");

        var ended = await cloud.DeployAsync([.. Named, "--skip-infra", "--package", cloud.Package("refused", "0.2.0+b.storage")]);

        Assert.True(ended.Code == 0, ended.Said);
        Assert.Equal("refused 0.2.0+b.storage", cloud.Blob("released-package.zip"));
        Assert.Contains(cloud.Calls, call => call.StartsWith("functionapp restart", StringComparison.Ordinal));
    }

    [SkippableFact]
    public async Task Rolled_back_by_hand_the_package_before_runs_and_may_be_rolled_forward_again()
    {
        using var cloud = await RunningAsync("0.1.0+a.storage");
        await cloud.DeployAsync([.. Named, "--skip-infra", "--package", cloud.Package("healthy", "0.2.0+b.storage")]);

        var back = await cloud.DeployAsync([.. Named, "--rollback"]);
        var afterBack = (cloud.Blob("released-package.zip"), cloud.Blob("previous.zip"));
        var forth = await cloud.DeployAsync([.. Named, "--rollback"]);

        Assert.True((back.Code, forth.Code) == (0, 0), back.Said + forth.Said);
        Assert.Equal(("healthy 0.1.0+a.storage", "healthy 0.2.0+b.storage"), afterBack);
        Assert.Equal(("healthy 0.2.0+b.storage", "healthy 0.1.0+a.storage"), (cloud.Blob("released-package.zip"), cloud.Blob("previous.zip")));
        Assert.Contains("is ready: version 0.1.0+a.storage", back.Said, StringComparison.Ordinal);
    }

    [SkippableTheory]
    [InlineData("ill 0.2.0+b.storage")]
    [InlineData("healthy 0.3.0+c.storage")]
    public async Task What_is_not_ready_or_is_the_same_does_not_take_the_place_of_the_last_good_package(string running)
    {
        using var cloud = await RunningAsync("0.1.0+a.storage");
        await cloud.DeployAsync([.. Named, "--skip-infra", "--package", cloud.Package("healthy", "0.2.0+b.storage")]);
        await File.WriteAllTextAsync(cloud.In("container", "released-package.zip"), running);

        var ended = await cloud.DeployAsync([.. Named, "--skip-infra", "--package", cloud.Package("healthy", "0.3.0+c.storage")]);

        Assert.True(ended.Code == 0, ended.Said);
        Assert.Equal(("healthy 0.3.0+c.storage", "healthy 0.1.0+a.storage"), (cloud.Blob("released-package.zip"), cloud.Blob("previous.zip")));
    }

    private static async Task<Cloud> RunningAsync(string version)
    {
        var cloud = Cloud.Create();
        var ended = await cloud.DeployAsync([.. First, "--package", cloud.Package("healthy", version)]);
        Assert.True(ended.Code == 0, ended.Said);
        return cloud;
    }
}
