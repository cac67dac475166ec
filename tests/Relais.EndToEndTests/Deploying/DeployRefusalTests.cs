using System.Runtime.Versioning;

namespace Relais.EndToEndTests.Deploying;

// Where infra/deploy.sh must not go on, or must wait: it says why in a sentence, and has touched nothing.
[SupportedOSPlatform("linux")]
public sealed class DeployRefusalTests
{
    private static readonly string[] Complete = ["--name", "cause", "--group", "rg-cause", "--operator-email", "ops@example.org"];

    [SkippableFact]
    public async Task Without_az_it_says_where_to_get_it()
    {
        using var cloud = Cloud.Create();
        cloud.Without("az");

        Assert.Equal(
            new Ended(2, "deploy: az is missing: install the Azure CLI (https://learn.microsoft.com/cli/azure/install-azure-cli)."),
            await cloud.DeployAsync(Complete));
    }

    [SkippableFact]
    public async Task Signed_out_it_says_how_to_sign_in()
    {
        using var cloud = Cloud.Create();
        await File.WriteAllTextAsync(cloud.In("signed-out"), "");

        Assert.Equal(
            new Ended(2, "deploy: nobody is signed in: run az login, and az account set where you have several subscriptions.\naz: ERROR: Please run 'az login'"),
            await cloud.DeployAsync(Complete));
        Assert.Equal(["account show --query id --output tsv"], cloud.Calls);
    }

    [SkippableTheory]
    [InlineData("--name must be 3 to 11 lower-case letters and digits, a letter first.", "--name", "Cause!", "--group", "g", "--operator-email", "a@b.example")]
    [InlineData("--group is missing.", "--name", "cause", "--operator-email", "a@b.example")]
    [InlineData("--operator-email is missing.", "--name", "cause", "--group", "g")]
    [InlineData("--region is not an argument.", "--name", "cause", "--group", "g", "--region", "westeurope")]
    [InlineData("--group is not an argument, or lacks its value.", "--name", "cause", "--group")]
    [InlineData("--wait-minutes must be 1 to 99.", "--name", "cause", "--group", "g", "--operator-email", "a@b.example", "--wait-minutes", "soon")]
    [InlineData("--parameters: there is no file none.json.", "--name", "cause", "--group", "g", "--operator-email", "a@b.example", "--parameters", "none.json")]
    [InlineData("--package: none.zip and its .version are not both there.", "--name", "cause", "--group", "g", "--skip-infra", "--package", "none.zip")]
    [InlineData("--queues must be storage or servicebus.", "--name", "cause", "--group", "g", "--operator-email", "a@b.example", "--queues", "rabbits")]
    [InlineData("--prefix must be up to 20 lower-case letters and digits, a letter first.", "--name", "cause", "--group", "g", "--operator-email", "a@b.example", "--prefix", "p-aris")]
    [InlineData("--operator-type must be User, Group or ServicePrincipal.", "--name", "cause", "--group", "g", "--operator-email", "a@b.example", "--operator-id", "x", "--operator-type", "Friend")]
    [InlineData("--operator-type says what --operator-id is, which is missing.", "--name", "cause", "--group", "g", "--operator-email", "a@b.example", "--operator-type", "Group")]
    [InlineData("--keys: none.keys is not there, or is empty.", "--name", "cause", "--group", "g", "--operator-email", "a@b.example", "--only-infra", "--keys", "none.keys")]
    [InlineData("--keys belongs to --only-infra: a backup is imported before anything runs.", "--name", "cause", "--group", "g", "--operator-email", "a@b.example", "--keys", "/etc/hostname")]
    [InlineData("--skip-infra, --only-infra and --rollback exclude each other.", "--name", "cause", "--group", "g", "--skip-infra", "--only-infra")]
    [InlineData("--rollback has its own package: not with --package.", "--name", "cause", "--group", "g", "--rollback", "--package", "PACKAGE")]
    [InlineData("--only-infra takes no --package.", "--name", "cause", "--group", "g", "--only-infra", "--package", "PACKAGE")]
    [InlineData("--queues, --prefix and --parameters change the resources: not with --skip-infra or --rollback.", "--name", "cause", "--group", "g", "--skip-infra", "--prefix", "paris")]
    public async Task What_is_wrong_with_the_command_is_said_before_anything_is_asked(string sentence, params string[] arguments)
    {
        using var cloud = Cloud.Create();

        var package = cloud.Package("healthy", "0.1.0+a.storage");
        var ended = await cloud.DeployAsync([.. arguments.Select(argument => argument == "PACKAGE" ? package : argument)]);

        Assert.Equal((2, "deploy: " + sentence), (ended.Code, ended.Said.Split('\n').Single(line => line.StartsWith("deploy: ", StringComparison.Ordinal))));
        Assert.Empty(cloud.Calls);
    }

    [SkippableTheory]
    [InlineData("--skip-infra")]
    [InlineData("--rollback")]
    public async Task Where_nothing_was_deployed_there_is_nothing_to_upgrade_or_to_go_back_to(string way)
    {
        using var cloud = Cloud.Create();

        var ended = await cloud.DeployAsync("--name", "cause", "--group", "rg-cause", way);

        Assert.Equal(1, ended.Code);
        Assert.Contains("group rg-cause has no deployment of cause that finished: run it without --skip-infra or --rollback first.", ended.Said, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Keys_that_are_gone_while_a_package_is_there_are_not_made_anew()
    {
        using var cloud = Cloud.Create();
        await cloud.DeployAsync([.. Complete, "--package", cloud.Package("healthy", "0.1.0+a.storage")]);
        File.Delete(cloud.In("vault", "relais-secrets-keys"));

        var ended = await cloud.DeployAsync([.. Complete, "--package", cloud.Package("healthy", "0.2.0+b.storage")]);

        Assert.Equal(1, ended.Code);
        Assert.Contains("az keyvault secret recover --vault-name kv-cause-x --name relais-secrets-keys", ended.Said, StringComparison.Ordinal);
        Assert.Equal("healthy 0.1.0+a.storage", cloud.Blob("released-package.zip"));
        Assert.False(File.Exists(cloud.In("vault", "relais-secrets-keys")));
    }

    [SkippableFact]
    public async Task Roles_that_arrive_late_are_waited_for_and_those_that_never_do_are_named()
    {
        using var cloud = Cloud.Create();
        await File.WriteAllTextAsync(cloud.In("late-roles"), "5");
        var late = await cloud.DeployAsync([.. Complete, "--package", cloud.Package("healthy", "0.1.0+a.storage")]);
        await File.WriteAllTextAsync(cloud.In("late-roles"), "500");
        var never = await cloud.DeployAsync([.. Complete, "--package", cloud.Package("healthy", "0.2.0+b.storage")]);

        Assert.True(late.Code == 0, late.Said);
        Assert.Equal(1, never.Code);
        Assert.Contains("needs the role Key Vault Secrets Officer there", never.Said, StringComparison.Ordinal);
        Assert.Equal("healthy 0.1.0+a.storage", cloud.Blob("released-package.zip"));
    }

    [SkippableFact]
    public async Task The_package_is_made_for_the_prefix_and_the_queues_of_the_apps_own_settings()
    {
        using var cloud = Cloud.Create();
        cloud.PackageBy("""
            #!/usr/bin/env bash
            echo "healthy 0.1.0+made.servicebus.paris" > "$1"
            echo "0.1.0+made.servicebus.paris" > "${1%.zip}.version"
            echo "made for $Relais__Prefix over $Relais__Queues"
            """);
        Directory.CreateDirectory(cloud.In("artifacts"));

        var ended = await cloud.DeployAsync([.. Complete, "--prefix", "paris", "--queues", "servicebus"]);

        Assert.True(ended.Code == 0, ended.Said);
        Assert.Contains("made for paris over servicebus", ended.Said, StringComparison.Ordinal);
        Assert.Equal("healthy 0.1.0+made.servicebus.paris", cloud.Blob("released-package.zip"));
    }

    [SkippableFact]
    public async Task Where_no_package_can_be_made_none_is_deployed()
    {
        using var cloud = Cloud.Create();
        cloud.PackageBy("""
            #!/usr/bin/env bash
            echo "error CS1002: ; expected" >&2
            exit 1
            """);

        var ended = await cloud.DeployAsync(Complete);

        Assert.Equal(1, ended.Code);
        Assert.EndsWith("deploy: no package could be made: nothing was deployed.", ended.Said, StringComparison.Ordinal);
        Assert.DoesNotContain(cloud.Calls, call => call.Contains("config-zip", StringComparison.Ordinal));
    }

    [SkippableTheory]
    [InlineData("dotnet", false)]
    [InlineData("npm", true)]
    public async Task What_a_package_is_made_with_is_looked_for_before_anything_is_asked_of_Azure(string tool, bool isFreshClone)
    {
        using var cloud = Cloud.Create();
        if (isFreshClone) File.Delete(cloud.In("node_modules", ".package-lock.json"));
        else cloud.Without(tool);

        Assert.Equal(new Ended(2, $"deploy: {tool} is missing."), await cloud.DeployAsync(Complete));
        Assert.Empty(cloud.Calls);
    }

    [SkippableFact]
    public async Task A_code_of_az_that_is_one_of_ours_is_not_handed_on()
    {
        using var cloud = Cloud.Create();
        await cloud.DeployAsync([.. Complete, "--package", cloud.Package("healthy", "0.1.0+a.storage")]);
        await File.WriteAllTextAsync(cloud.In("apps-unreadable"), "");

        var ended = await cloud.DeployAsync([.. Complete, "--package", cloud.Package("healthy", "0.2.0+b.storage")]);

        // It ended with 3 there, which is our word for "the version before was put back".
        Assert.Equal(1, ended.Code);
        Assert.EndsWith("az: ERROR: TooManyRequests", ended.Said, StringComparison.Ordinal);
        Assert.Equal("healthy 0.1.0+a.storage", cloud.Blob("released-package.zip"));
        Assert.Single(cloud.Calls, call => call.StartsWith("deployment group create", StringComparison.Ordinal));
    }
}
